import { decodeUtf8, trimEnd } from '../../../config/index.js';
import { faultsOfKind } from '../../support/parse-fault.js';
import type { Rule } from '../../rule.js';

export const inlineComment: Rule = {
  code: 'inline-comment',
  title: 'A comment behind YES or NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  page: {
    why: 'A comment is a line whose first byte is `#`; there are none behind a value. Behind a boolean it makes the daemon refuse the file. (Behind a number it is dropped, behind a text it is kept as part of the text.)',
    bad: 'listen=YES # standalone\n',
    good: '# standalone\nlisten=YES\n',
  },
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'inline-comment')) {
      const match = /^\s*(\S+?)\s*((?:#|\/\/).*)$/s.exec(line.value);
      const word = match?.[1] ?? '';
      const comment = trimEnd((match?.[2] ?? '').replace(/^(?:#|\/\/)+\s*/, ''));
      const start = line.valueStart + line.value.indexOf(match?.[2] ?? '');
      const own = comment === '' ? '' : `# ${decodeUtf8(comment)}\n`;
      report({
        start,
        end: line.end,
        message: `vsftpd knows no comment behind a value: "${word}" with a comment is no boolean, and the file is refused.`,
        fixes: [
          {
            title: 'Move the comment to a line of its own',
            edits: [
              { start: line.start, end: line.start, newText: own },
              { start: line.valueStart, end: line.end, newText: word },
            ],
            safe: true,
          },
          { title: 'Delete the comment', edits: [{ start: line.valueStart, end: line.end, newText: word }] },
        ],
        builds,
      });
    }
  },
};

import { decodeUtf8, trimEnd } from '../../../config/index.js';
import { faultsOfKind, type Rule } from '../../support/index.js';

export const inlineComment: Rule = {
  code: 'inline-comment',
  title: 'A comment after YES or NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A comment is a line whose first byte is `#`; vsftpd has no end-of-line comments. After a boolean one makes the daemon refuse the file. (After a number it is dropped, after a text it is kept as part of the text.)',
  bad: 'listen=YES # standalone\n',
  good: '# standalone\nlisten=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'inline-comment')) {
      const match = /^\s*(\S(?:(?!#|\/\/)\S)*)\s*((?:#|\/\/).*)$/s.exec(line.value);
      const word = match?.[1] ?? '';
      const comment = trimEnd((match?.[2] ?? '').replace(/^(?:#|\/\/)+\s*/, ''));
      const start = line.valueStart + line.value.indexOf(match?.[2] ?? '');
      const own = comment === '' ? '' : `# ${decodeUtf8(comment)}\n`;
      report({
        start,
        end: line.end,
        message:
          'vsftpd has no end-of-line comments: it reads the comment as part of the value and refuses to start.',
        fixes: [
          {
            title: 'Move the comment to a separate line',
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

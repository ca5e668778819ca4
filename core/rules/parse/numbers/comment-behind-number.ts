import { decodeUtf8, trimEnd } from '../../../config/index.js';
import { numberLines, rest } from '../../support/number-lines.js';

import type { Rule } from '../../rule.js';

export const commentBehindNumber: Rule = {
  code: 'comment-behind-number',
  title: 'A comment behind a number',
  stage: 'parse',
  severity: 'hint',
  files: ['main', 'per-user'],
  page: {
    why: 'There are no comments behind a value. Behind a number the daemon happens to drop it, but behind a boolean it refuses the file, and in a text it becomes part of the text.',
    bad: 'listen_port=21 # the usual one\n',
    good: '# the usual one\nlisten_port=21\n',
  },
  checkModel(model, report) {
    for (const number of numberLines(model)) {
      const { line, read, setting } = number;
      if (read.used === 0 || !/^(?:#|\/\/)/.test(rest(number))) continue;
      const start = line.valueStart + line.value.indexOf(rest(number));
      const comment = decodeUtf8(rest(number)).replace(/^(?:#|\/\/)+\s*/, '');
      const value = trimEnd(line.value.slice(0, start - line.valueStart));
      report({
        start,
        end: line.end,
        message: `vsftpd knows no comments behind a value; here it is dropped and ${setting.name} stays ${read.value}.`,
        fixes: [
          {
            title: 'Move the comment to a line of its own',
            edits: [
              { start: line.start, end: line.start, newText: comment === '' ? '' : `# ${comment}\n` },
              { start: line.valueStart, end: line.end, newText: value },
            ],
            safe: true,
          },
        ],
      });
    }
  },
};

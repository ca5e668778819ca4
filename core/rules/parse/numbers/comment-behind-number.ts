import { decodeUtf8, trimEnd } from '../../../config/index.js';
import { afterDigits, numberLines, type Rule } from '../../support/index.js';

export const commentBehindNumber: Rule = {
  code: 'comment-behind-number',
  title: 'A comment after a number',
  stage: 'parse',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'vsftpd has no end-of-line comments. After a number the daemon drops it, but after a boolean it refuses the file, and in a text it becomes part of the text.',
  bad: 'listen_port=21 # the usual one\n',
  good: '# the usual one\nlisten_port=21\n',
  checkModel(model, report) {
    for (const number of numberLines(model)) {
      const { line, read, setting } = number;
      if (read.used === 0 || !/^(?:#|\/\/)/.test(afterDigits(number))) continue;
      const start = line.valueStart + line.value.indexOf(afterDigits(number));
      const comment = decodeUtf8(afterDigits(number)).replace(/^(?:#|\/\/)+\s*/, '');
      const value = trimEnd(line.value.slice(0, start - line.valueStart));
      report({
        start,
        end: line.end,
        message: `vsftpd has no end-of-line comments; after a number the text is dropped and ${setting.name} is ${read.value}.`,
        fixes: [
          {
            title: 'Move the comment to a separate line',
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

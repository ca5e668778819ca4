import { afterDigits, numberLines, type Rule, valueRange } from '../../support/index.js';

export const notANumber: Rule = {
  code: 'not-a-number',
  title: 'Not a number',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A value without digits is not refused: it counts as 0. For a port that means a random one, for a limit or a timeout mostly "no limit".',
  bad: 'listen_port=ftp\n',
  good: 'listen_port=21\n',
  checkModel(model, report) {
    for (const number of numberLines(model)) {
      const { setting, line, read } = number;
      if (read.used > 0 || afterDigits(number) === '') continue;
      const inner = /^["'](\d+)["']$/.exec(afterDigits(number))?.[1];
      report({
        ...valueRange(line),
        message: `Not a number: vsftpd silently uses 0 for ${setting.name}.`,
        fixes:
          inner === undefined
            ? []
            : [
                {
                  title: `Change to ${inner}`,
                  edits: [{ start: line.valueStart, end: line.end, newText: inner }],
                  safe: true,
                },
              ],
      });
    }
  },
};

import {
  afterDigits,
  numberLines,
  relatedTo,
  type NumberLine,
  type Rule,
  valueRange,
} from '../../support/index.js';

const RANGE: readonly string[] = ['pasv_min_port', 'pasv_max_port'];

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
    const wrong = numberLines(model).filter((number) => number.read.used === 0 && afterDigits(number) !== '');
    // Two ports that are still to be filled in are one fault.
    const range = wrong
      .filter((number) => RANGE.includes(number.setting.name) && quotedNumber(number) === undefined)
      .sort((a, b) => a.line.index - b.line.index);
    for (const number of wrong) {
      const { setting, line } = number;
      if (number === range[1]) continue;
      const other = number === range[0] ? range[1] : undefined;
      const inner = quotedNumber(number);
      report({
        ...valueRange(line),
        message: `Not a number: vsftpd silently uses 0 for ${setting.name}${other ? ` and ${other.setting.name}` : ''}.`,
        related: other ? relatedTo(model, [other.setting.name], 'Not a number either.') : [],
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

function quotedNumber(number: NumberLine): string | undefined {
  return /^["'](\d+)["']$/.exec(afterDigits(number))?.[1];
}

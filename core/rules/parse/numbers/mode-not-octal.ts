import { octal, parseNumber } from '../../../config/index.js';
import { numberLines, valueRange, type Rule, OWNER_BITS, umaskFixes } from '../../support/index.js';

export const modeNotOctal: Rule = {
  code: 'mode-not-octal',
  title: 'A umask or mode without a leading 0',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A umask or file mode is octal only if it begins with 0. Without it the digits are read as a decimal number: `local_umask=22` is 026, `file_open_mode=777` is 01411. A space before the number turns octal off, too.',
  bad: 'local_umask=22\n',
  good: 'local_umask=022\n',
  checkModel(model, report) {
    for (const { setting, line, text, read } of numberLines(model)) {
      if (setting.type !== 'octal' || read.base !== 10 || read.value === 0 || read.overflow) continue;
      const digits = /^\s*([0-7]{1,4})\s*$/.exec(text)?.[1];
      const meant = digits === undefined ? undefined : `0${digits.replace(/^0+/, '')}`;
      report({
        ...valueRange(line),
        message: `Without a leading 0 (and no space before it) this is a decimal number: ${setting.name} is ${octal(read.value)}${meant === undefined ? '' : `, not ${meant}`}.`,
        fixes:
          meant === undefined
            ? []
            : setting.unit === 'umask' && (parseNumber(meant).value & OWNER_BITS) !== 0
              ? umaskFixes(model, setting.name, line, parseNumber(meant).value & 0o777)
              : [
                  {
                    title: `Change to ${meant}`,
                    edits: [{ start: line.valueStart, end: line.end, newText: meant }],
                  },
                ],
      });
    }
  },
};

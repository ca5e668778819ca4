import { numberLines, type Rule, valueRange } from '../../support/index.js';

export const numberOutOfRange: Rule = {
  code: 'number-out-of-range',
  title: 'A number that is too large or negative',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Numbers are kept in 32 bits without a sign and without any check: -1 becomes 4294967295, 4294967296 becomes 0.',
  bad: 'max_clients=-1\n',
  good: 'max_clients=0\n',
  checkModel(model, report) {
    for (const { setting, line, read } of numberLines(model)) {
      if (!read.overflow) continue;
      report({
        ...valueRange(line),
        message: `Outside 0 to 4294967295, so ${setting.name} becomes ${read.value}.`,
      });
    }
  },
};

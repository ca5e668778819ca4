import { numberLines, type Rule, valueRange } from '../../support/index.js';

export const octalDigit: Rule = {
  code: 'octal-digit',
  title: 'An 8 or 9 in an octal number',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A number with a leading 0 is octal and is read up to the first digit that octal does not have: `08` and `09` are 0, `018` is 1.',
  bad: 'idle_session_timeout=090\n',
  good: 'idle_session_timeout=90\n',
  checkModel(model, report) {
    for (const { setting, line, text, read } of numberLines(model)) {
      const digits = /^0[0-9]*[89][0-9]*/.exec(text)?.[0];
      if (digits === undefined) continue;
      const plain = digits.replace(/^0+(?=.)/, '');
      report({
        ...valueRange(line),
        message: `A number with a leading 0 is octal and ends at the first 8 or 9: ${setting.name} is ${read.value}.`,
        fixes:
          setting.type === 'octal'
            ? []
            : [
                {
                  title: `Change to ${plain}`,
                  edits: [{ start: line.valueStart, end: line.valueStart + digits.length, newText: plain }],
                },
              ],
      });
    }
  },
};

import { numberLines, type Rule, valueRange } from '../../support/index.js';

export const octalNumber: Rule = {
  code: 'octal-number',
  title: 'A decimal number written with a leading 0',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Every number that begins with 0 is read as octal, not only the umasks: `listen_port=021` is port 17, `pasv_min_port=050000` is 20480. Reading stops at the first 8 or 9.',
  bad: 'listen_port=021\n',
  good: 'listen_port=21\n',
  checkModel(model, report) {
    for (const { setting, line, read, text } of numberLines(model)) {
      const digits = /^0[0-9]+/.exec(text)?.[0];
      if (setting.type !== 'number' || read.base !== 8 || digits === undefined) continue;
      if (/[89]/.test(digits)) continue; // octal-digit says it
      const meant = String(BigInt(digits));
      if (meant === String(read.value)) continue;
      report({
        ...valueRange(line),
        message: `A number with a leading 0 is octal: ${setting.name} is ${read.value}, not ${meant}.`,
        fixes: [
          {
            title: `Change to ${meant}`,
            edits: [{ start: line.valueStart, end: line.valueStart + digits.length, newText: meant }],
          },
        ],
      });
    }
  },
};

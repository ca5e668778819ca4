import { settingNamed, trim } from '../../../config/index.js';
import { nameRange, type Rule } from '../../support/index.js';

export const duplicateSetting: Rule = {
  code: 'duplicate-setting',
  title: 'A setting that is set twice',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The last line of a name wins, without a message; but an earlier line with an error still makes the daemon refuse the file.',
  bad: 'write_enable=NO\nwrite_enable=YES\n',
  good: 'write_enable=YES\n',
  checkDocument(context, report) {
    for (const [name, lines] of context.document.byName) {
      const last = lines[lines.length - 1];
      if (
        lines.length < 2 ||
        !last ||
        !settingNamed(name) ||
        lines.some((line) => line.conditional || line.opaque)
      )
        continue;
      for (const line of lines.slice(0, -1)) {
        const same = trim(line.value) === trim(last.value);
        report({
          start: line.start,
          end: line.end,
          message: same
            ? `${name} is set again further down to the same value.`
            : `${name} is set again further down: the last line wins, this one has no effect.`,
          severity: same ? 'hint' : 'warning',
          unnecessary: true,
          related: [{ ...nameRange(last), message: 'This line is the one that counts.' }],
          fixes: [
            {
              title: 'Delete this line',
              edits: [{ start: line.start, end: Math.min(line.end + 1, last.start), newText: '' }],
            },
          ],
        });
      }
    }
  },
};

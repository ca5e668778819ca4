import { settingNamed, trim } from '../../../config/index.js';
import { nameRange, type Rule } from '../../support/index.js';

/** A script that adds its lines at each start leaves hundreds: the first ones tell it. */
const MOST = 3;

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
      for (const [i, line] of lines.slice(0, Math.min(lines.length - 1, MOST)).entries()) {
        const same = trim(line.value) === trim(last.value);
        const more = i === MOST - 1 ? lines.length - 1 - MOST : 0;
        const others = more > 0 ? ` So it is on ${more} more lines.` : '';
        report({
          start: line.start,
          end: line.end,
          message: same
            ? `${name} is set again further down to the same value.${others}`
            : `${name} is set again further down: the last line wins, this one has no effect.${others}`,
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

import { intendedBool } from '../../../config/index.js';
import { faultsOfKind, type Rule, valueRange } from '../../support/index.js';

export const badBoolean: Rule = {
  code: 'bad-boolean',
  title: 'A value that is neither YES nor NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A boolean is YES, TRUE, 1, NO, FALSE or 0, in any letter case. `on`, `off`, `enabled` and every other word make the daemon refuse the file.',
  bad: 'listen=on\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds, setting } of faultsOfKind(context, 'bad-boolean')) {
      const { start, end } = valueRange(line);
      const meant = intendedBool(line.value);
      const words = meant === undefined ? ['YES', 'NO'] : [meant ? 'YES' : 'NO'];
      report({
        start,
        end: Math.max(end, start),
        message: `${setting?.name ?? 'This setting'} takes only YES or NO (also TRUE, FALSE, 1, 0): vsftpd refuses the file.`,
        fixes: words.map((word) => ({
          title: `Change to ${word}`,
          edits: [{ start: line.valueStart, end: line.end, newText: word }],
          safe: meant !== undefined,
        })),
        builds,
      });
    }
  },
};

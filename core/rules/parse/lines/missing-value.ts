import { defaultOf } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

export const missingValue: Rule = {
  code: 'missing-value',
  title: 'A setting without a value',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A boolean or a number needs a value; without one the daemon refuses the file. (An empty text is accepted: the setting is then unset.)',
  bad: 'listen_port=\n',
  good: 'listen_port=21\n',
  checkDocument(context, report) {
    for (const { line, builds, setting } of faultsOfKind(context, 'missing-value')) {
      const { start, end } = nameRange(line);
      const value = setting && context.builds[0] ? defaultOf(setting, context.builds[0].id) : null;
      report({
        start,
        end: Math.max(end, line.valueStart),
        message: `${setting?.name ?? 'The setting'} has no value: vsftpd refuses the file.`,
        fixes: [
          ...(value === null
            ? []
            : [
                {
                  title: `Set the default, ${value}`,
                  edits: [{ start: line.valueStart, end: line.end, newText: value }],
                },
              ]),
          { title: 'Comment out the line', edits: [{ start: line.start, end: line.start, newText: '#' }] },
        ],
        builds,
      });
    }
  },
};

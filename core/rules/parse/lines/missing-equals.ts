import { settingNamed } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

export const missingEquals: Rule = {
  code: 'missing-equals',
  title: 'A line without an equals sign',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'Every line that is not empty and not a comment must be `name=value`. A pasted command or a sentence makes the daemon refuse the file. (A text setting without `=` is accepted: it is then unset.)',
  bad: 'systemctl restart vsftpd\n',
  good: '# systemctl restart vsftpd\n',
  checkDocument(context, report) {
    for (const { line, builds, setting } of faultsOfKind(context, 'missing-equals')) {
      const { start, end } = nameRange(line);
      const words = /^\s*(\S+)\s+(\S+)\s*$/.exec(line.name);
      const known = words && settingNamed(words[1] ?? '') ? `${words[1] ?? ''}=${words[2] ?? ''}` : undefined;
      report({
        start,
        end,
        message: setting
          ? `${setting.name} has no "=" and no value: vsftpd refuses the file.`
          : 'This line is not name=value: vsftpd refuses the file.',
        fixes: [
          ...(known
            ? [
                {
                  title: `Change to ${known}`,
                  edits: [{ start: line.nameStart, end: line.end, newText: known }],
                },
              ]
            : []),
          {
            title: 'Comment out the line',
            edits: [{ start: line.start, end: line.nameStart, newText: '# ' }],
          },
        ],
        builds,
      });
    }
  },
};

import { decodeUtf8, faultOf, settingNamed, type Build } from '../../../config/index.js';
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
      const known = pairIn(line.name, context.builds);
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

/** The line as it is meant, where it is one of a YAML or JSON file or has only a space between name and value. */
function pairIn(text: string, builds: readonly Build[]): string | undefined {
  const words = /^["']?([a-z][a-z0-9_]*)["']?(?:\s*(?::|\u00ef\u00bc\u009d)\s*|\s+)(\S+)\s*$/.exec(text);
  const name = words?.[1] ?? '';
  const value = (words?.[2] ?? '').replace(/[,;]$/, '').replace(/^(["'])(.*)\1$/, '$2');
  const isTaken = settingNamed(name) && builds.every((build) => !faultOf({ name, value }, build));
  return isTaken ? `${name}=${decodeUtf8(value)}` : undefined;
}

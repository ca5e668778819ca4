import { decodeUtf8, settingNamed, trim } from '../../../config/index.js';
import { faultsOfKind, type Rule } from '../../support/index.js';

export const blankInText: Rule = {
  code: 'blank-in-text',
  title: 'A space or CR kept in a text',
  stage: 'parse',
  severity: 'information',
  files: ['main', 'per-user'],
  why: 'Upstream, Alpine and openSUSE keep every space and CR around a text, so a path or a user name is not found. Debian, Ubuntu and the Red Hat family cut them.',
  bad: 'local_root=/srv/ftp \n',
  good: 'local_root=/srv/ftp\n',
  exampleBuild: 'upstream-3.0.5',
  checkDocument(context, report) {
    const keeping = context.builds.filter((build) => build.trim === 'nothing');
    if (keeping.length === 0) return;
    // Then the CR at each line is one fault, and carriage-return says so.
    const isCrlf = faultsOfKind(context, 'carriage-return').length > 0;
    for (const line of context.document.settings) {
      const setting = settingNamed(trim(line.name));
      const value = trim(line.value);
      if (setting?.type !== 'string' || line.opaque || value === line.value || value === '') continue;
      if (isCrlf && line.value === `${value}\r`) continue;
      report({
        start: line.valueStart,
        end: line.end,
        message: `${line.value.endsWith('\r') ? 'The CR at the end' : 'The space'} becomes part of ${setting.name}.`,
        severity: setting.unit === 'text' ? 'hint' : 'information',
        fixes: [
          {
            title: 'Remove the spaces around the value',
            edits: [{ start: line.valueStart, end: line.end, newText: decodeUtf8(value) }],
            safe: true,
          },
        ],
        builds: keeping,
      });
    }
  },
};

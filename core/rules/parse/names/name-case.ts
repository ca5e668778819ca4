import { trim } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

export const nameCase: Rule = {
  code: 'name-case',
  title: 'A setting name in capital letters',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'Names of settings are lower-case and compared letter by letter; the daemon refuses any other spelling.',
  bad: 'Listen=YES\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'name-case')) {
      const { start, end } = nameRange(line);
      const name = trim(line.name).toLowerCase();
      report({
        start,
        end,
        message: `Names are lower-case: vsftpd does not know "${trim(line.name)}" and refuses the file.`,
        fixes: [{ title: `Rename to ${name}`, edits: [{ start, end, newText: name }], safe: true }],
        builds,
      });
    }
  },
};

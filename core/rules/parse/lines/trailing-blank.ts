import { trimEnd } from '../../../config/index.js';
import { faultsOfKind } from '../../support/parse-fault.js';
import type { Rule } from '../../rule.js';

export const trailingBlank: Rule = {
  code: 'trailing-blank',
  title: 'A blank behind YES or NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  page: {
    why: 'The daemon compares a boolean letter by letter, so `YES` with a blank or a tab behind it is no boolean. It refuses the whole file and ends; under systemd the reason is not written anywhere. Only Debian sid drops the blank.',
    bad: 'listen=YES \n',
    good: 'listen=YES\n',
  },
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'trailing-blank')) {
      const end = line.valueStart + line.value.length;
      const start = line.valueStart + trimEnd(line.value).length;
      report({
        start: line.nameStart,
        end,
        message: `A blank behind "${trimEnd(line.value)}" makes it no boolean; vsftpd refuses the file.`,
        fixes: [{ title: 'Remove the blank at the end', edits: [{ start, end, newText: '' }], safe: true }],
        builds,
      });
    }
  },
};

import { trimEnd } from '../../../config/index.js';
import { faultsOfKind, type Rule } from '../../support/index.js';

export const trailingBlank: Rule = {
  code: 'trailing-blank',
  title: 'A space after YES or NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'The daemon compares a boolean letter by letter, so `YES` followed by a space or a tab is not accepted. It refuses the whole file and ends; under systemd the reason is not logged anywhere. Only Debian sid drops the space.',
  bad: 'listen=YES \n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'trailing-blank')) {
      const end = line.valueStart + line.value.length;
      const start = line.valueStart + trimEnd(line.value).length;
      report({
        start: line.nameStart,
        end,
        message: `Trailing space after "${trimEnd(line.value)}": vsftpd does not accept it as YES/NO and refuses to start.`,
        fixes: [{ title: 'Remove the trailing space', edits: [{ start, end, newText: '' }], safe: true }],
        builds,
      });
    }
  },
};

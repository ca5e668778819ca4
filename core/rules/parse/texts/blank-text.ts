import { faultsOfKind, type Rule } from '../../support/index.js';

export const blankText: Rule = {
  code: 'blank-text',
  title: 'A text of spaces only',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'On Debian 12, Debian 13 and Ubuntu a text setting whose value is only white space crashes the daemon (SIGSEGV) before it can say anything. Other builds accept it.',
  bad: 'ftpd_banner= \nlisten=YES\n',
  good: 'ftpd_banner=\nlisten=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'blank-text')) {
      report({
        start: line.nameStart,
        end: line.end,
        message: `The value of ${line.name} is only white space: vsftpd crashes on it without a message.`,
        fixes: [
          {
            title: 'Remove the spaces',
            edits: [{ start: line.valueStart, end: line.end, newText: '' }],
            safe: true,
          },
        ],
        builds,
      });
    }
  },
};

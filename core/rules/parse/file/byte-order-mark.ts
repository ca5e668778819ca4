import { faultsOfKind, type Rule } from '../../support/index.js';

export const byteOrderMark: Rule = {
  code: 'byte-order-mark',
  title: 'A byte order mark before the first line',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'An editor saved the file as "UTF-8 with BOM". The daemon reads the three bytes as part of the first name (or of the first comment) and refuses the file. The mark is invisible in most editors.',
  bad: '\ufefflisten=YES\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'byte-order-mark')) {
      report({
        start: line.start,
        end: line.end,
        message:
          'The file begins with a byte order mark: vsftpd reads it as part of the first line and refuses the file.',
        fixes: [
          {
            title: 'Remove the byte order mark',
            edits: [{ start: line.start, end: line.start + 3, newText: '' }],
            safe: true,
          },
        ],
        builds,
      });
    }
  },
};

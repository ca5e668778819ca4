import { faultsOfKind, type Rule } from '../../support/index.js';

export const nulByte: Rule = {
  code: 'nul-byte',
  title: 'A NUL byte in a line',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'The daemon reads a line up to its first NUL byte. A file saved as UTF-16 has one after every letter, so every line is cut after its first one.',
  bad: 'l\0i\0s\0t\0e\0n\0',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    const faults = faultsOfKind(context, 'nul-byte');
    const wide =
      faults.length > 0 && /^(?:\u00ff\u00fe|\u00fe\u00ff|.\0.\0)/s.test(context.document.source.bytes);
    for (const { line, builds } of wide ? faults.slice(0, 1) : faults) {
      report({
        start: line.start,
        end: line.end,
        message: wide
          ? 'The file is saved as UTF-16; vsftpd reads bytes and refuses it. Save it as UTF-8 without a byte order mark.'
          : 'A NUL byte cuts this line short, and what is left of it is refused.',
        builds,
      });
    }
  },
};

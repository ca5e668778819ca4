import { dotted, meantAddress, trim } from '../../../config/index.js';
import { valueRange, passiveAddress, type Rule } from '../../support/index.js';

export const pasvAddressSurprise: Rule = {
  code: 'pasv-address-surprise',
  title: 'An advertised address that is read differently than it looks',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Most builds read `pasv_address` with inet_aton: a part with a leading 0 is octal (`010.1.2.3` is 8.1.2.3), `0x` is hexadecimal, short forms are filled up (`10.1` is 10.0.0.1), and text after a space is dropped. RHEL 9 and Fedora accept none of these forms.',
  bad: 'pasv_address=010.1.2.3\n',
  good: 'pasv_address=10.1.2.3\n',
  checkModel(model, report) {
    const seen = passiveAddress(model);
    if (!seen?.address || seen.resolve) return;
    const { line, text, address } = seen;
    const plain = dotted(address);
    if (trim(text) === plain) return;
    report({
      ...valueRange(line),
      message: /\s/.test(text)
        ? `Only the part before the space is read: PASV advertises ${plain}.`
        : `vsftpd reads this as ${plain}, and that is what PASV advertises.`,
      severity: /^[0-9.]+\s/.test(text) && text.startsWith(plain) ? 'information' : 'warning',
      fixes: [...new Set([meantAddress(text) ?? plain, plain])].map((newText) => ({
        title: `Change to ${newText}${newText === plain ? '' : ' (decimal)'}`,
        edits: [{ start: line.valueStart, end: line.end, newText }],
      })),
    });
  },
};

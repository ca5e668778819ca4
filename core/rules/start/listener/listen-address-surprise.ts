import { dotted, inetAton, meantAddress } from '../../../config/index.js';
import { valueRange, type Rule } from '../../support/index.js';

export const listenAddressSurprise: Rule = {
  code: 'listen-address-surprise',
  title: 'A listen address that is read differently than it looks',
  stage: 'start',
  severity: 'warning',
  why: '`listen_address` is read with inet_aton: a part with a leading 0 is octal, short forms are filled up, text after a space is dropped.',
  bad: 'listen=YES\nlisten_address=010.0.0.5\n',
  good: 'listen=YES\nlisten_address=10.0.0.5\n',
  checkModel(model, report) {
    const line = model.line('listen_address');
    const text = model.text('listen_address');
    if (!line || !text || model.bool('listen') !== true) return;
    const address = inetAton(text);
    const plain = address && dotted(address);
    if (plain === undefined || plain === text) return;
    report({
      ...valueRange(line),
      message: `vsftpd reads this as ${plain} and listens there.`,
      severity: text.startsWith(plain) ? 'information' : 'warning',
      fixes: [...new Set([meantAddress(text) ?? plain, plain])].map((newText) => ({
        title: `Change to ${newText}${newText === plain ? '' : ' (decimal)'}`,
        edits: [{ start: line.valueStart, end: line.end, newText }],
      })),
    });
  },
};

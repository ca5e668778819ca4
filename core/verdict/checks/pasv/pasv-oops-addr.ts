import type { Check } from '../support/index.js';
import { isGiven, isOuter, passiveRefusalReports, passiveRefusals, quote } from '../support/index.js';

export const pasvOopsAddr: Check = {
  id: 'PASV-OOPS-ADDR',
  title: 'vsftpd cannot read its pasv_address and ends the session',
  severity: 'error',
  cause: 'server-config',
  means: 'Every client that sends PASV loses its session; clients that use EPSV never notice.',
  decides: 'PASV is answered by `500 OOPS: invalid pasv_address`.',
  fix: 'Write pasv_address as four plain numbers, without quotes, blanks or a comment after it. A host name needs pasv_addr_resolve=YES (not on RHEL 9 and Fedora, which then advertise 16,0,0,0).',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  metAt: { phase: 'passive-reply', place: 20 },
  judgedAt: { phase: 'passive-reply', place: 20 },
  find: (view) => {
    const found = passiveRefusals(view, ({ refusal }) =>
      /OOPS(?:(?!OOPS).)*invalid pasv_address/i.test(refusal?.text ?? ''),
    );
    const value = view.config?.text('pasv_address');
    const isName = typeof value === 'string' && /^[A-Za-z][\w.-]*$/.test(value);
    if (isName && view.config?.build.resolveAdvertisesGarbage !== true) {
      const text = `pasv_address=${quote(value, 100)} is a name: set pasv_addr_resolve=YES and restart vsftpd, or write the number.`;
      return passiveRefusalReports(found, { fix: { text, config: { pasv_addr_resolve: 'YES' } } });
    }
    const peer = found.map(({ session }) => session.peer).find(isOuter);
    return passiveRefusalReports(found, isGiven(peer) ? { fix: { config: { pasv_address: peer } } } : {});
  },
};

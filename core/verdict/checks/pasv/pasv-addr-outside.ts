import { type Check, hasListed, isInner, quote, said } from '../support/index.js';
import { untriedInner } from './advertised.js';

export const pasvAddrOutside: Check = {
  id: 'PASV-ADDR-OUTSIDE',
  title: 'Works here; clients outside may not reach the advertised address',
  severity: 'warning',
  cause: 'server-config',
  means:
    'The test ran on the server itself or inside its network. Its 227 names a private address, which only clients of that one network can dial.',
  decides:
    'The server was reached over loopback or at a private address and listed, and its 227 names another private address, which was not dialled.',
  spares:
    'An address that was dialled; a public one (PASV-ADDR-PUBLIC-ON-LAN); another loopback address (PASV-ADDR-LOOPBACK).',
  fix: 'For users of that private network nothing is to be done. For users outside set pasv_address to the outer address. To know, run this on another machine, and open its report here: `vsftpd-lens probe --format json ftp://NAME-OF-THE-SERVER >report.json`',
  settings: ['pasv_address'],
  metAt: { phase: 'passive-reply', place: 96 },
  judgedAt: { phase: 'passive-reply', place: 196 },
  advice: {
    any: 'For users of that private network nothing is to be done. For users outside let {name} advertise the outer address. To know, run this on another machine, and open its report here: `vsftpd-lens probe --format json ftp://NAME-OF-THE-SERVER >report.json`',
  },
  find: (view) => {
    if (view.witness !== 'probe' || !hasListed(view)) return null;
    const found = untriedInner(view);
    if (!found || !isInner(found.session.peer)) return null;
    const host = quote(found.host, 60);
    return {
      title: `Works here; clients outside cannot reach ${host}`,
      evidence: `\`${said(found.endpoint)}\`, that is ${host}; the server was reached at ${found.session.peer ?? ''}, and that address was not dialled.`,
      at: found.endpoint.at,
    };
  },
};

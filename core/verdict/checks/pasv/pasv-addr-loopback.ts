import { ADDRESS_ADVICE, advertise, type Check, isLoopback } from '../support/index.js';
import { advertised, dialOutcome, reportsByAddress } from './advertised.js';

export const pasvAddrLoopback: Check = {
  id: 'PASV-ADDR-LOOPBACK',
  title: 'The server advertises the loopback address',
  severity: 'error',
  cause: 'server-config',
  means: 'Every client on another machine dials itself and is refused.',
  decides: 'A 227 with 127.x on a connection that did not come over loopback.',
  spares: 'Tests on the server itself, where it is right.',
  fix: 'Set pasv_address to the address that clients connect to, with listen=YES and listen_ipv6=NO.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  metAt: { phase: 'passive-reply', place: 80 },
  judgedAt: { phase: 'passive-reply', place: 140 },
  advice: ADDRESS_ADVICE,
  find: (view) => {
    const found = advertised(view).filter(
      (a) =>
        a.of === 'loopback' &&
        !isLoopback(a.session.peer) &&
        a.session.target?.host !== 'localhost' &&
        !(dialOutcome(view, a) === 'works' && a.session.peer === null),
    );
    return reportsByAddress(view, found, ({ session }) => ({
      fix: advertise(view, session, 'Templates for containers often come with pasv_address=127.0.0.1.'),
    }));
  },
};

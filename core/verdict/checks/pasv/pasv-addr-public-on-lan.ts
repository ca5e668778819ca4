import { type Check, isInner, isOuter, peerOpen } from '../support/index.js';
import { advertised, dialOutcome, reportsByAddress } from './advertised.js';

export const pasvAddrPublicOnLan: Check = {
  id: 'PASV-ADDR-PUBLIC-ON-LAN',
  title: 'Clients inside get the outer address and cannot use it',
  severity: 'warning',
  cause: 'nat',
  means:
    'Users in the server’s own network log in and then hang, because the router does not turn their data connections round.',
  decides:
    'The server was reached at an inner address, its 227 names an outer one, and the dial of that failed.',
  spares: 'With NAT loopback the dial works. If it was not tried, it is only worth knowing.',
  fix: 'Enable NAT loopback on the router, let inner clients use EPSV, or run a second vsftpd without pasv_address on an inner listen_address.',
  settings: ['pasv_address'],
  metAt: { phase: 'passive-reply', place: 100, asInformation: 160 },
  judgedAt: { phase: 'passive-reply', place: 160 },
  advice: { any: 'Switch on NAT loopback on the router, or let inner clients use EPSV.' },
  find: (view) =>
    reportsByAddress(
      view,
      advertised(view).filter(
        (a) =>
          isInner(a.session.peer) &&
          isOuter(a.host) &&
          (['fails', 'repaired'].includes(dialOutcome(view, a)) ||
            (view.witness === 'probe' && peerOpen(a.it))),
      ),
      (a) =>
        dialOutcome(view, a) === 'unknown'
          ? {
              severity: 'information',
              title: 'Clients on the LAN get the public address',
              fix: {
                text: `Whether inner clients can use it depends on the router’s NAT loopback: from here, see whether a client that dials what PASV names can list (lftp -e "set ftp:prefer-epsv false; set ftp:fix-pasv-address false; ls"). If not, enable NAT loopback on the router or let inner clients use EPSV. Or run a second vsftpd without pasv_address on an inner listen_address.`,
              },
            }
          : { severity: 'warning' },
    ),
};

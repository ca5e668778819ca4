import { type Check, hasListed, isInner, passiveAttempts, quote, serverStatus } from '../support/index.js';
import { unreachableSigns } from '../support/index.js';
import { refusedPeers } from '../data/other-peer.js';

export const tlsEndsEarly: Check = {
  id: 'TLS-ENDS-EARLY',
  title: 'TLS ends in front of the server, which knows nothing of it',
  severity: 'error',
  cause: 'server-config',
  means:
    'stunnel or a proxy speaks TLS on the control port and hands plain text on: the server takes the proxy for its client, and no data connection reaches it.',
  decides:
    'The control connection is encrypted, the server’s STAT shows it in clear and from an inner address or the machine itself, and nothing could be listed.',
  spares:
    'A proxy that knows FTP and carries data connections too; a server that says that the data connection came from another address (DATA-BAD-IP).',
  fix: 'Let the server do TLS itself and take the proxy away: in vsftpd ssl_enable=YES with rsa_cert_file and rsa_private_key_file, the certificate and key that the proxy has now, and implicit_ssl=YES with listen_port=990 where clients expect implicit TLS. An advertised address or open ports alone do not help: the server listens for data where the proxy reaches it.',
  settings: ['ssl_enable', 'implicit_ssl', 'rsa_cert_file'],
  metAt: { phase: 'passive-reply', place: 5 },
  judgedAt: { phase: 'tls', place: 5 },
  advice: {
    any: 'Let {name} do TLS itself, with the certificate and key that the proxy has now, and take the proxy away. An advertised address or open ports alone do not help: {name} listens for data where the proxy reaches it.',
  },
  find: (view) => {
    if (hasListed(view) || refusedPeers(view).length > 0) return null;
    for (const session of view.sessions) {
      const status = serverStatus(session);
      if (!session.secured || status?.inClear !== true || !isInner(status.client)) continue;
      const tried = passiveAttempts(view);
      return {
        evidence: `This computer speaks TLS; the server’s STAT shows the control connection in clear, from ${quote(status.client ?? '', 60)}.`,
        about: tried.flatMap(({ it }) => [...(it.endpoint ? [it.endpoint] : []), ...unreachableSigns(it)]),
        covers: tried.flatMap(({ it }) => [
          ...it.notes,
          ...it.connects,
          ...(it.transfer ? [it.transfer] : []),
        ]),
      };
    }
    return null;
  },
};

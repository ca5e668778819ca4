import { forwardPorts } from '../../../firewall/commands.js';
import type { Check, CheckReport } from '../support/index.js';
import { advertise, byServer, closedUnderTls, isInner, isOuter, said, same } from '../support/index.js';
import { ADDRESS_ADVICE, RANGE_ADVICE } from '../support/index.js';
import { advertised, consequences } from './advertised.js';

export const pasvAlg: Check = {
  id: 'PASV-ALG',
  title: 'Something on the way rewrites the passive reply',
  severity: 'error',
  cause: 'nat',
  means:
    'An FTP helper in a router makes plain FTP work. Under TLS it cannot read the dialogue, so TLS clients get the inner address and a closed port.',
  decides: 'The same server advertises one address in clear and another under TLS.',
  spares:
    'A balancer with several nodes advertises several addresses both ways; one sample each is not enough unless the plain one is the server’s own and the other an inner one.',
  fix: 'Do not rely on the helper: forward a fixed passive range and set pasv_address to the outer address (with listen=YES and listen_ipv6=NO).',
  settings: ['pasv_address'],
  metAt: { phase: 'passive-reply', place: 50 },
  judgedAt: { phase: 'passive-reply', place: 110 },
  advice: {
    proftpd: `Do not rely on the helper. ${RANGE_ADVICE.proftpd} ${ADDRESS_ADVICE.proftpd}`,
    pureFtpd: `Do not rely on the helper. ${RANGE_ADVICE.pureFtpd} ${ADDRESS_ADVICE.pureFtpd}`,
    others: `Do not rely on the helper. ${RANGE_ADVICE.others} ${ADDRESS_ADVICE.others}`,
  },
  find: (view) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const all = advertised({ ...view, sessions });
      const plain = all.filter(({ it, endpoint }) => !(endpoint.tls ?? it.secured));
      const secured = all.filter(({ it, endpoint }) => endpoint.tls ?? it.secured);
      const [a, b] = [plain[0], secured[0]];
      if (
        !a ||
        !b ||
        plain.some((p) => !same(p.host, a.host)) ||
        secured.some((s) => !same(s.host, b.host)) ||
        same(a.host, b.host)
      )
        return [];
      const certain =
        isInner(b.host) && (same(a.host, a.session.peer) || (a.session.peer === null && isOuter(a.host)));
      if (!certain && (plain.length < 2 || secured.length < 2)) return [];
      const range = view.config?.passiveRange();
      const commands =
        range && range.size <= 16384 && isOuter(a.host) && isInner(b.host)
          ? forwardPorts(range.low, range.high, a.host, b.host)
          : [];
      const fix = advertise(
        view,
        b.session,
        'Do not rely on the helper: forward a fixed passive range and let the server advertise the outer address itself.',
      );
      return [
        {
          evidence: `In clear: \`${said(a.endpoint)}\`; under TLS: \`${said(b.endpoint)}\`.`,
          about: [...all.map(({ endpoint }) => endpoint), ...secured.flatMap(consequences)],
          covers: closedUnderTls({ ...view, sessions }),
          at: b.endpoint.at,
          fix: { ...fix, commands },
        },
      ];
    }),
};

import type { Check, CheckReport } from '../support/index.js';
import { isOuter, opened, openRange, RANGE_ADVICE, said, same, unreachableSigns } from '../support/index.js';
import { byServer, closedUnderTls, passiveAttempts } from '../support/index.js';

export const pasvAlgConflict: Check = {
  id: 'PASV-ALG-CONFLICT',
  title: 'The firewall’s FTP helper opens ports for EPSV and ignores PASV',
  severity: 'error',
  cause: 'nat',
  means:
    'The helper trusts only replies that name the server’s own inner address. With pasv_address set it opens nothing for PASV; under TLS it reads nothing at all.',
  decides:
    'In clear, every EPSV gets its data connection and no PASV does, although the 227 names the very address at which the server answers.',
  spares:
    'One sample of each: behind a firewall that passes a part of the range that is chance. A 227 with another address has that as its cause.',
  fix: 'Let the whole passive range through, and forward it, instead of relying on the helper. Keep pasv_address.',
  settings: ['pasv_address', 'pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'passive-reply', place: 60 },
  judgedAt: { phase: 'passive-reply', place: 120 },
  advice: {
    proftpd: `${RANGE_ADVICE.proftpd} Keep \`MasqueradeAddress\`.`,
    pureFtpd: `${RANGE_ADVICE.pureFtpd} Keep \`ForcePassiveIP\`.`,
    others: `${RANGE_ADVICE.others} Keep the address that it names.`,
  },
  find: (view) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const clear = passiveAttempts({ ...view, sessions }).filter(
        ({ it }) => !it.secured && it.endpoint !== null && it.connects.length > 0,
      );
      const epsv = clear.filter(({ it }) => it.mode === 'EPSV');
      const followed = new Set(epsv.map(({ it }) => it.endpoint?.port));
      // The server took a port again that the helper has opened for an EPSV: a chance, and not the helper's doing.
      const pasv = clear.filter(
        ({ it }) => it.mode === 'PASV' && !(opened(it) && followed.has(it.endpoint?.port)),
      );
      const [bad] = pasv;
      if (!bad?.it.endpoint || epsv.length === 0 || epsv.length + pasv.length < 3) return [];
      if (epsv.some(({ it }) => !opened(it)) || pasv.some(({ it }) => opened(it))) return [];
      if (pasv.some(({ session, it }) => !same(it.endpoint?.host, session.peer) || !isOuter(session.peer)))
        return [];
      return [
        {
          evidence: `In clear, ${epsv.length === 1 ? 'the EPSV' : `all ${epsv.length} EPSV`} opened a data connection. After \`${said(bad.it.endpoint)}\`, which names the right address, the port did not open.`,
          about: pasv.flatMap(({ it }) => unreachableSigns(it)),
          covers: closedUnderTls({ ...view, sessions }),
          at: bad.it.endpoint.at,
          count: pasv.length,
          fix: openRange(
            view,
            'Let the whole passive range through, and forward it, instead of relying on the FTP helper. Keep pasv_address.',
          ),
        },
      ];
    }),
};

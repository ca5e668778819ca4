import { type Check, isGiven, quote, serverStatus } from '../support/index.js';

export const netNat64: Check = {
  id: 'NET-NAT64',
  title: 'A NAT64 translates between client and server',
  severity: 'warning',
  cause: 'network',
  means:
    'The client speaks IPv6, the server IPv4: only EPSV can work, a 227 names an address the client cannot dial.',
  decides: 'The control connection is IPv6 here, and STAT shows an IPv4 client.',
  spares: 'An IPv4 client on an IPv6 socket (::ffff:) is no NAT64.',
  fix: 'Use EPSV only, or give the server an IPv6 address (listen_ipv6=YES, listen=NO).',
  metAt: { phase: 'passive-reply', place: 40 },
  judgedAt: { phase: 'passive-reply', place: 10 },
  advice: {
    proftpd: 'Use EPSV only, or give the server an IPv6 address (`UseIPv6 on`).',
    pureFtpd: 'Use EPSV only, or give the server an IPv6 address (`IPV4Only no`).',
  },
  find: (view) =>
    view.sessions.flatMap((session) => {
      const status = serverStatus(session);
      const { local } = session.target ?? {};
      if (view.witness !== 'probe' || status?.client === undefined || !isGiven(local)) return [];
      if (!local.includes(':') || /^::ffff:/i.test(local) || status.client.includes(':')) return [];
      const found = session.attempts.filter((a) => a.mode === 'PASV' || a.refusal?.code === 522);
      return [
        {
          evidence: `This machine connected from ${quote(local, 60)}; STAT shows ${status.client}.`,
          about: [],
          covers: found.flatMap((a) => [
            ...(a.endpoint ? [a.endpoint] : []),
            ...a.connects.filter((c) => c.outcome !== 'open'),
            ...a.notes,
            ...(a.refusal ? [a.refusal] : []),
          ]),
        },
      ];
    }),
};

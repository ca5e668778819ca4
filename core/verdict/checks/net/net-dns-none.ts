import { type Check, quote } from '../support/index.js';

export const netDnsNone: Check = {
  id: 'NET-DNS-NONE',
  title: 'The server’s name does not resolve',
  severity: 'error',
  cause: 'network',
  means: 'No client that asks the same resolver can find the server.',
  decides: 'The resolver gives no address for the name, before any packet is sent.',
  spares:
    'A name in the hosts file or in a VPN’s resolver resolves for some machines only: the finding holds for the machine that tested.',
  fix: 'Add an A record (and an AAAA record if the server speaks IPv6) for the name, or correct the name. Ask the resolver that your users have: a VPN or the hosts file may differ.',
  metAt: { phase: 'reach', place: 10 },
  judgedAt: { phase: 'reach', place: 20 },
  find: (view) =>
    view.sessions.flatMap((session) => {
      const note = session.notes.find((n) => n.note === 'not-resolved');
      const connect = session.connects.find((c) => c.errno === 'ENOTFOUND' || c.errno === 'EAI_AGAIN');
      const seen = note ?? connect;
      if (!seen || session.answers.length > 0) return [];
      const name = quote(session.target?.host ?? connect?.host ?? '', 100);
      const words = note ? `\`${quote(note.text)}\`` : (connect?.errno ?? '');
      return [
        {
          ...(NO_ANSWER.test(`${note?.text ?? ''} ${connect?.errno ?? ''}`) ? RESOLVER_SILENT : {}),
          evidence: `Looking up ${name === '' ? 'the name' : name}: ${words}.`,
          about: [seen],
          covers: [...session.connects, ...session.notes],
          at: seen.at,
        },
      ];
    }),
};

/** What getaddrinfo and c-ares say where no resolver answered, or none could. */
const NO_ANSWER = /\b(?:EAI_AGAIN|EAI_FAIL|ETIMEOUT|ESERVFAIL|ECONNREFUSED)\b|resolver did not answer/;

/** Nothing is known about the server's name. */
const RESOLVER_SILENT = {
  title: 'This computer’s resolver did not answer',
  cause: 'client',
  fitsAnyServer: true,
  fix: {
    text: 'Check this computer’s network, VPN and DNS settings, and probe again. Nothing is known about the server yet.',
  },
} as const;

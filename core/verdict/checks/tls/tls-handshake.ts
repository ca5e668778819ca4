import { type Check, type CheckReport, commandHost, isSecondConnection, quote } from '../support/index.js';
import type { EvidenceView, TlsSeen } from '../support/index.js';
import { controlHandshakes, handshakeFailure, oldHandshakeInWords } from './handshakes.js';

export const tlsHandshake: Check = {
  id: 'TLS-HANDSHAKE',
  title: 'The TLS handshake fails',
  severity: 'error',
  cause: 'tls',
  means: 'Clients with TLS cannot log in.',
  decides:
    'The handshake on the control connection ends by an alert, by bytes that are no TLS, or without an answer, and no other check knows why.',
  spares:
    'Old versions (TLS-VERSION), ciphers (TLS-CIPHER), implicit and explicit TLS mixed up (TLS-IMPLICIT-MIX).',
  fix: 'Look into the server’s log at that time, and try `openssl s_client -starttls ftp` from the server itself: a proxy or firewall that inspects TLS can break handshakes too.',
  settings: ['rsa_cert_file', 'rsa_private_key_file', 'ssl_ciphers'],
  metAt: { phase: 'tls', place: 32 },
  judgedAt: { phase: 'afterwards', place: 45 },
  find: (view) =>
    controlHandshakes(view, ({ outcome }) => outcome !== 'established')
      .filter(({ session: { id } }) => view.witness !== 'probe' || id === undefined || isSecondConnection(id))
      .map(({ session, it }): CheckReport => ({
        ...(isSecondConnection(session.id) || session.loggedIn ? { severity: 'warning' } : {}),
        ...reasonOf(view, it),
        evidence: [
          it.outcome === 'stalled' ? 'The TLS handshake got no answer.' : handshakeFailure(it),
          oldHandshakeInWords(view) ?? '',
        ]
          .join(' ')
          .trimEnd(),
        about: [it],
        covers: [...session.notes, ...(session.closed ? [session.closed] : [])],
        at: it.at,
      })),
};

/** What an alert or the own library’s words mean (RFC 8446 section 6.2), and what to do. */
function reasonOf(view: EvidenceView, { outcome, error = '', plainText }: TlsSeen): Partial<CheckReport> {
  if (outcome === 'stalled')
    return { title: 'The server does not answer the TLS handshake', cause: 'network' };
  if (plainText !== undefined) return NOT_TLS;
  const [, title, text] = REASONS.find(([words]) => words.test(error)) ?? [];
  if (title === undefined || text === undefined) return {};
  return { title, fix: { text: text.replace('HOST', quote(commandHost(view), 80)) } };
}

const NOT_TLS = {
  title: 'Something other than TLS answers the handshake',
  fix: {
    text: 'The words in clear tell who answers: often the server itself says there why it cannot do TLS. Else look for a proxy or firewall in between that answers for it.',
  },
} as const satisfies Partial<CheckReport>;

const REASONS: readonly (readonly [words: RegExp, title: string, text: string])[] = [
  [
    /unrecognized[ _]name/i,
    'The server has no certificate for this name',
    'The server, or a balancer in front of it, answers only to the names of its certificates, and HOST is none of them. Connect by a name that the certificate holds, or add a certificate for this name (strict-sni of HAProxy and ssl_sni_hostname of vsftpd 3.0.5 refuse all others).',
  ],
  [
    /certificate[ _](?:required|unknown|expired|revoked)|(?:bad|unsupported)[ _]certificate|unknown[ _]ca\b/i,
    'The server wants another certificate of the client',
    'The server asks each client for a certificate and did not get one that it takes. Give the client one of the authority that the server trusts (ca_certs_file); to accept passwords alone, set require_cert=NO and restart vsftpd.',
  ],
  [
    /internal[ _]error/i,
    'The server breaks down in the TLS handshake',
    'Look into the server’s log: most often certificate and private key do not belong together, or one of them cannot be read. Compare the two with `openssl x509 -noout -pubkey` and `openssl pkey -pubout`.',
  ],
  [
    /access[ _]denied|user[ _]cancell?ed/i,
    'The server refuses this client in the TLS handshake',
    'The server takes connections, and not this client’s: look at its rules for certificates, names and addresses of clients.',
  ],
  [
    /insufficient[ _]security|(?:ee|ca|dh)[ _]key[ _]too[ _]small|md[ _]too[ _]weak|dh[ _]?key|bad[ _]dh/i,
    'The server’s key is too weak for current clients',
    'Make a new key of at least 2048 bits with a certificate of SHA-256, and a group for Diffie-Hellman (dh_param_file) of at least 2048 bits.',
  ],
];

import { type Check, isSecondConnection, PURE_FTPD_HOW } from '../support/index.js';
import { controlHandshakes, handshakeFailure, oldHandshakeInWords } from './handshakes.js';

export const tlsCipher: Check = {
  id: 'TLS-CIPHER',
  title: 'Server and client have no cipher in common',
  severity: 'error',
  cause: 'tls',
  means: 'The TLS handshake fails, so clients with TLS cannot log in.',
  decides: 'The handshake ends in handshake_failure or "no shared cipher".',
  fix: 'Set ssl_ciphers=HIGH: builds of upstream allow only DES-CBC3-SHA by default, which no current client offers. On 3.0.5 ssl_tlsv1=YES without ssl_tlsv11=YES has the same effect.',
  settings: ['ssl_ciphers'],
  metAt: { phase: 'tls', place: 30 },
  judgedAt: { phase: 'tls', place: 40 },
  advice: {
    proftpd: 'Set `TLSCipherSuite HIGH` and restart ProFTPD.',
    pureFtpd: `Set \`TLSCipherSuite HIGH\`${PURE_FTPD_HOW}`,
  },
  find: (view) =>
    controlHandshakes(
      view,
      (t) =>
        t.outcome === 'failed' &&
        t.asksForCertificate !== true &&
        !/protocol[ _]?version/i.test(t.error ?? '') &&
        /handshake[ _]failure|no[ _](?:shared|ciphers?)[ _]?(?:cipher|available|match)?|fatal alert has been received|GnuTLS error -12\b/i.test(
          `${t.error ?? ''} ${t.plainText ?? ''}`,
        ),
    ).map(({ session, it }) => ({
      ...(isSecondConnection(session.id) ? { severity: 'warning' as const } : {}),
      evidence: [handshakeFailure(it), oldHandshakeInWords(view) ?? ''].join(' ').trimEnd(),
      about: [it],
      covers: session.notes,
      at: it.at,
      fix: { config: { ssl_ciphers: 'HIGH' } },
    })),
};

import { answers, type Check, fromAnswers, isLoopback } from '../support/index.js';
import { PURE_FTPD_HOW } from '../support/index.js';
import { isRefused } from './tls-auth-fails.js';

export const tlsNone: Check = {
  id: 'TLS-NONE',
  title: 'The server does not offer TLS',
  severity: 'error',
  cause: 'server-config',
  means: 'User names, passwords and files travel in clear, and clients that insist on TLS cannot log in.',
  decides:
    'AUTH TLS is refused for good (500, 502, 504, 530, 534 or another 5xx), and no AUTH succeeded. vsftpd without ssl_enable answers 530.',
  spares:
    'A FEAT without AUTH TLS: vsftpd 3.0.5 leaves the line out although TLS works. On loopback nothing is exposed. Where the login goes on in clear, it is worth knowing and no fault.',
  fix: 'Write three lines, with the paths of your certificate and key: ssl_enable=YES, rsa_cert_file=…, rsa_private_key_file=…. Then restart vsftpd. ssl_enable alone keeps it from starting.',
  settings: ['ssl_enable'],
  metAt: { phase: 'tls', place: 10, asInformation: 330 },
  judgedAt: { phase: 'tls', place: 20 },
  advice: {
    proftpd:
      'Load mod_tls and set `TLSEngine on` with `TLSRSACertificateFile` and `TLSRSACertificateKeyFile`, then restart ProFTPD.',
    pureFtpd: `Put certificate and key into /etc/ssl/private/pure-ftpd.pem (or what \`CertFile\` names), and set \`TLS 1\`, 2 to demand it, 3 to demand it on data connections too${PURE_FTPD_HOW}`,
  },
  find: (view) => {
    if (view.sessions.some((session) => session.secured)) return [];
    const found = answers(
      view,
      ({ to, reply, beforeLogin, argument }) =>
        to === 'AUTH' && beforeLogin && isRefused(reply.code, reply.text) && !/^SSL$/i.test(argument ?? ''),
    );
    const asking = view.witness === 'capture' ? view.sessions : found.map(({ session }) => session);
    const wentOn = asking.some(
      ({ user, answers: heard }) => user !== null || heard.some(({ to }) => to === 'USER'),
    );
    if (wentOn && found.some(({ session }) => isLoopback(session.peer))) return [];
    return fromAnswers(found, {
      severity: wentOn ? 'information' : 'error',
      covers: found.flatMap(({ session }) => session.notes.filter((n) => n.note === 'tls-error')),
      // Without a certificate at its place vsftpd would not start.
      ...(view.config?.isSet('rsa_cert_file') ? { fix: { config: { ssl_enable: 'YES' } } } : {}),
    });
  },
};

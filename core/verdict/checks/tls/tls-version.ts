import { type Check, type CheckReport, isSecondConnection, quote } from '../support/index.js';
import { controlHandshakes, handshakeFailure, oldHandshake, oldHandshakeInWords } from './handshakes.js';

const WRONG_VERSION =
  /unsupported protocol|protocol[ _]?version|no protocols available|version too low|inappropriate fallback|legacy renegotiation/i;

const NO_RFC5746 = /legacy renegotiation/i;

const OUT_OF_DATE = {
  title: 'The server’s TLS is too old for secure renegotiation',
  fix: {
    text: 'Update the server’s TLS library: current clients refuse servers without secure renegotiation (RFC 5746), which OpenSSL has had since 2010 and Windows since an update of that year.',
  },
  settings: [],
} as const satisfies Partial<CheckReport>;

const OLD = /^(?:SSLv[23]|TLSv1(?:\.[01])?)$/;

export const tlsVersion: Check = {
  id: 'TLS-VERSION',
  title: 'Server and clients have no current TLS version in common',
  severity: 'error',
  cause: 'tls',
  means: 'Current clients refuse TLS 1.0 and 1.1, and those that accept them are not safe.',
  decides:
    'A handshake fails over the protocol version or for want of secure renegotiation (RFC 5746), or ends in TLS 1.1 or older, be it on a second connection that allows those.',
  spares:
    'The words tell which side refused: an alert comes from the other side, anything else from the tester’s own library.',
  fix: 'Allow TLS 1.2 and 1.3 on the server: ssl_tlsv12=YES and ssl_tlsv13=YES on Debian and upstream 3.0.5, ssl_tlsv1_2 and ssl_tlsv1_3 on Red Hat. vsftpd 3.0.3 needs a current OpenSSL.',
  settings: [
    'ssl_tlsv1',
    'ssl_tlsv11',
    'ssl_tlsv12',
    'ssl_tlsv13',
    'ssl_tlsv1_1',
    'ssl_tlsv1_2',
    'ssl_tlsv1_3',
  ],
  metAt: { phase: 'tls', place: 20 },
  judgedAt: { phase: 'tls', place: 30 },
  advice: {
    proftpd: 'Set `TLSProtocol TLSv1.2 TLSv1.3` and restart ProFTPD.',
    pureFtpd:
      'Update Pure-FTPd and OpenSSL: which versions of TLS they take is no setting of Pure-FTPd. The system’s openssl.cnf may limit them (`MinProtocol`).',
  },
  find: (view) => [
    ...controlHandshakes(
      view,
      (t) =>
        t.outcome === 'failed' &&
        // The server's own words, where it could still say them, weigh more than what a second handshake shows.
        (t.plainText === undefined
          ? WRONG_VERSION.test(t.error ?? '') || OLD.test(oldHandshake(view)?.protocol ?? '')
          : WRONG_VERSION.test(t.plainText)),
    ).map(({ session, it }): CheckReport => ({
      ...(NO_RFC5746.test(it.error ?? '') ? OUT_OF_DATE : {}),
      ...(isSecondConnection(session.id) ? { severity: 'warning' } : {}),
      evidence: `${handshakeFailure(it)} ${oldHandshakeInWords(view) ?? `${/alert/i.test(it.error ?? '') ? 'The server' : 'The client’s library'} refused.`}`,
      about: [it],
      covers: session.notes,
      at: it.at,
    })),
    ...controlHandshakes(view, (t) => t.outcome === 'established' && OLD.test(t.protocol ?? ''))
      .slice(0, 1)
      .map(({ it }): CheckReport => ({
        severity: 'warning',
        evidence: `Negotiated: ${quote(it.protocol ?? '', 20)}.`,
        title: 'The server speaks old TLS versions only',
        at: it.at,
      })),
  ],
};

import { type Check, everySession } from '../support/index.js';

export const tlsHrr: Check = {
  id: 'TLS-HRR',
  title: 'The server wants another key exchange than clients offer first',
  severity: 'information',
  cause: 'tls',
  means:
    'Every TLS connection costs one more round trip, on the control connection and again for each transfer; clients that lack that one group cannot connect at all.',
  decides: 'The first answer to the ClientHello was a HelloRetryRequest (RFC 8446 section 4.1.4).',
  spares: 'Connections on which it was not looked for.',
  fix: 'vsftpd 3.0.3 takes the group P-256 only, which no setting changes: a newer build takes others. Clients that can choose do best to offer that group first.',
  metAt: { phase: 'tls', place: 70, asInformation: 230, isSituation: true },
  judgedAt: { phase: 'protection', place: 20 },
  advice: {
    proftpd:
      'It costs a round trip, and stops only clients without that group. `TLSECDHCurve X25519:prime256v1` lets ProFTPD take what clients offer first.',
    any: 'It costs a round trip, and stops only clients without that group. {name} and its TLS library decide which groups they take; clients that can choose do best to offer that one first.',
  },
  find: (view) => {
    const sessions = everySession(view);
    const onControl = sessions.some((s) => s.tls.some((t) => t.helloRetry === true));
    const onData = sessions.some((s) => s.attempts.some((a) => a.tls?.helloRetry === true));
    if (!onControl && !onData) return null;
    const where = onControl ? 'On the control connection' : 'On the data connection';
    return {
      evidence: `${where} the server answered the first ClientHello with a request for another key share.`,
    };
  },
};

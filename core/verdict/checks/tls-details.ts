import { completed } from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import { experiment, attempts, everySession } from '../view/view.js';
import { quotedReply } from '../words/replies.js';
import { SESSION } from '../session-names.js';

const inject: Check = {
  id: 'TLS-INJECT',
  title: 'Commands sent in clear behind AUTH are carried out inside TLS',
  severity: 'warning',
  cause: 'server-host',
  means:
    'Whoever stands on the way can put commands of his own in front of the user’s, and the server takes them for encrypted ones.',
  decides:
    'AUTH TLS and another command in one packet: TLS is established, and the server answers the second command inside it.',
  spares: 'A server that breaks the handshake off, as vsftpd does, or forgets the second command.',
  fix: 'Update the server: it has to forget what it read before TLS began. vsftpd does not have this fault, so something else answers here, or stands in front of it.',
  find: (view) => {
    const session = experiment(view, SESSION.inject);
    const isSecure = session?.tls.some(({ outcome }) => outcome === 'established') === true;
    const answer = session?.answers.find(
      ({ to, reply }) => to === 'NOOP' && reply.plainInTls !== true && isSecure,
    );
    return answer
      ? [
          {
            evidence: `NOOP came in clear in the same packet as AUTH TLS; under TLS it was answered by ${quotedReply(answer.reply)}.`,
          },
        ]
      : [];
  },
};

const helloRetry: Check = {
  id: 'TLS-HRR',
  title: 'The server wants another key exchange than clients offer first',
  severity: 'information',
  cause: 'tls',
  means:
    'Every TLS connection costs one more round trip, on the control connection and again for each transfer; clients that lack that one group cannot connect at all.',
  decides: 'The first answer to the ClientHello was a HelloRetryRequest (RFC 8446 section 4.1.4).',
  spares: 'Connections on which nobody looked for it.',
  fix: 'vsftpd 3.0.3 takes the group P-256 only, which no setting changes: a newer build takes others. Clients that can choose do best to offer that group first.',
  find: (view) => {
    const sessions = everySession(view);
    const onControl = sessions.some((s) => s.tls.some((t) => t.helloRetry === true));
    const onData = sessions.some((s) => s.attempts.some((a) => a.tls?.helloRetry === true));
    if (!onControl && !onData) return [];
    const where = onControl ? 'On the control connection' : 'On the data connection';
    return [
      {
        evidence: `${where} the server answered the first ClientHello with a request for another key share.`,
      },
    ];
  },
};

const closeNotify: Check = {
  id: 'TLS-CLOSE-NOTIFY',
  title: 'The end of encrypted transfers is not announced',
  severity: 'information',
  cause: 'tls',
  means:
    'A file that somebody on the way cuts off looks like a complete one; strict clients report an error after every transfer.',
  decides:
    'A transfer under TLS was complete, and the data connection closed without a close_notify alert (RFC 8446 section 6.1).',
  spares: 'Transfers that failed, and connections whose end could not be seen.',
  fix: 'Compare sizes after a transfer. Some servers never announce the end; a device on the way that cuts connections does the same.',
  find: (view) => {
    const found = attempts(view).filter(({ it }) => completed(it) && it.tls?.outcome === 'established');
    const bare = found.filter(({ it }) => it.tls?.closeNotify === false);
    const [first] = bare;
    if (!first || found.some(({ it }) => it.tls?.closeNotify === true)) return [];
    const report: CheckReport = {
      evidence: `${first.it.command ?? 'The transfer'} was complete, and its data connection ended without close_notify.`,
      count: bare.length,
    };
    return [report];
  },
};

/** What TLS does beside the way through. */
export const TLS_DETAILS: readonly Check[] = [inject, helloRetry, closeNotify];

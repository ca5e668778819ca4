import { type Check, experiment, quotedReply, SESSION } from '../support/index.js';

export const tlsInject: Check = {
  id: 'TLS-INJECT',
  title: 'Commands sent in clear after AUTH are carried out inside TLS',
  severity: 'warning',
  cause: 'server-host',
  means:
    'An attacker on the way can put commands in front of the user’s, and the server takes them for encrypted ones.',
  decides:
    'AUTH TLS and another command in one packet: TLS is established, and the server answers the second command inside it.',
  spares: 'A server that breaks the handshake off, as vsftpd does, or forgets the second command.',
  fix: 'Update the server: it has to forget what it read before TLS began. vsftpd does not have this fault, so something else answers here, or stands in front of it.',
  metAt: { phase: 'tls', place: 80 },
  judgedAt: { phase: 'protection', place: 10 },
  advice: {
    any: 'Update {name}: it has to forget what it read before TLS began. If it is current, look for what stands in front of it.',
  },
  find: (view) => {
    const session = experiment(view, SESSION.inject);
    const isSecure = session?.tls.some(({ outcome }) => outcome === 'established') === true;
    const answer = session?.answers.find(
      ({ to, reply }) => to === 'NOOP' && reply.plainInTls !== true && isSecure,
    );
    return answer
      ? {
          evidence: `NOOP came in clear in the same packet as AUTH TLS; under TLS it was answered by ${quotedReply(answer.reply)}.`,
        }
      : null;
  },
};

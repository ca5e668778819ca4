import { aftermath, type Check, completed, mainSession, SESSION, type Session } from '../support/index.js';

export const ctlOneSession: Check = {
  id: 'CTL-ONE-SESSION',
  title: 'A new session ends the older one',
  severity: 'information',
  cause: 'load',
  means: 'Clients that open a second connection for transfers, as FileZilla does, lose the first one.',
  decides:
    'The server ended the probe’s session while others were beginning, and one session alone logged in and listed.',
  fix: 'Set the client to one connection at a time. Small devices serve no more.',
  metAt: { phase: 'later', place: 55, asInformation: 105 },
  judgedAt: { phase: 'greeting', place: 5 },
  find: (view) => {
    const main = mainSession(view);
    const alone = view.sessions.find(({ id }) => id === SESSION.single);
    if (!main || !alone?.attempts.some(completed)) return null;
    // It ends a session that is alone too.
    if (alone.closed?.by === 'server' && alone.closed.after !== 'QUIT') return null;
    const after = main.closed?.after ?? 'AUTH';
    return {
      ...(main.attempts.some(({ tls }) => tls !== null && tls.outcome !== 'established') ? SLOW : {}),
      evidence: `The server ended the session after ${after} while others began; one session alone logged in and listed.`,
      about: view.sessions.filter((session) => session !== alone).flatMap(troubleOf),
    };
  },
};

/** One handshake at a time, each of which takes its time. */
const SLOW = {
  title: 'The server’s TLS handshakes queue where several connections begin at once',
  fix: {
    text: 'Clients that open one connection at a time do not meet it: set the others to few transfers at once, or give the server a faster processor or a key that costs less (ECDSA).',
  },
} as const;

function troubleOf(session: Session): readonly object[] {
  const own = session.attempts.flatMap(({ notes, tls, transfer, closed }) => [
    ...notes,
    tls,
    transfer,
    closed,
  ]);
  return [...aftermath(session), ...own.filter((one) => one !== null)];
}

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
    const after = main.closed?.after ?? 'AUTH';
    return {
      evidence: `The server ended the session after ${after} while others began; one session alone logged in and listed.`,
      about: view.sessions.filter((session) => session !== alone).flatMap(troubleOf),
    };
  },
};

function troubleOf(session: Session): readonly object[] {
  const own = session.attempts.flatMap(({ notes, tls, transfer, closed }) => [
    ...notes,
    tls,
    transfer,
    closed,
  ]);
  return [...aftermath(session), ...own.filter((one) => one !== null)];
}

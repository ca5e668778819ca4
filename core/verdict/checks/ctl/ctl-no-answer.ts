import { type Check, mainSession, quote, READ_THE_LOG, unlessListed } from '../support/index.js';

export const ctlNoAnswer: Check = {
  id: 'CTL-NO-ANSWER',
  title: 'The server does not answer a command',
  severity: 'error',
  cause: 'server-host',
  means: 'The session stands still, and clients wait until they give up.',
  decides: 'A command got no answer in time, and no other check knows why.',
  spares: 'FEAT, STAT and the login (CTL-SLOW), and transfers.',
  fix: READ_THE_LOG,
  metAt: { phase: 'login', place: 65 },
  judgedAt: { phase: 'last-resort', place: 80 },
  find: (view, explained) => {
    const main = mainSession(view);
    const note = main?.notes.find(
      (one) => one.note === 'timeout' && one.channel === 'control' && !explained(one),
    );
    const command = main?.unanswered ?? 'a command';
    if (!main || !note || command === 'QUIT') return [];
    return [
      unlessListed(view, {
        title: `The server does not answer ${command}`,
        ...(command === 'AUTH' ? { cause: 'network' } : {}),
        evidence: `The ${main.loggedIn ? 'login succeeded' : 'greeting came'}, and then ${quote(note.text, 120)} in time. What comes after it was not tested.`,
        at: note.at,
      }),
    ];
  },
};

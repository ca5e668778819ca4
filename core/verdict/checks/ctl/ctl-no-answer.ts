import {
  type Check,
  type CheckReport,
  type EvidenceView,
  type Explained,
  isPassive,
} from '../support/index.js';
import { mainSession, quote, quotedReply, READ_THE_LOG, unlessListed } from '../support/index.js';

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
    if (view.witness === 'transcript') {
      const mute = mutePassive(view, explained);
      return mute.length > 0 ? mute : muteInLog(view, explained);
    }
    const main = mainSession(view);
    const note = main?.notes.find(
      (one) => one.note === 'timeout' && one.channel === 'control' && !explained(one),
    );
    const command = main?.unanswered ?? 'a command';
    if (!main || !note || command === 'QUIT') return [];
    const { greeting } = main;
    if (greeting?.code === 120)
      return [
        {
          title: 'The server asks clients to wait',
          evidence: `The greeting was ${quotedReply(greeting)}, and no 220 came after it in time.`,
          at: note.at,
        },
      ];
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

/** A client that waited for the answer to PASV or EPSV until it gave up. */
function mutePassive({ sessions }: EvidenceView, explained: Explained): readonly CheckReport[] {
  return sessions
    .flatMap(({ unanswered, attempts, notes }) => {
      const last = attempts.at(-1);
      const isMute = last?.mode === unanswered && last.endpoint === null && isPassive(last);
      const note = [...(last?.notes ?? []), ...notes].find(
        (one) => one.note === 'timeout' && !explained(one),
      );
      return isMute && note && unanswered !== null ? [{ note, unanswered }] : [];
    })
    .slice(0, 1)
    .map(({ note, unanswered }) => ({
      title: `The server does not answer ${unanswered}`,
      evidence: `${unanswered} got no answer; the client says \`${quote(note.text, 150)}\`.`,
      about: [note],
      at: note.at,
    }));
}

/** A client that says of the control connection that its time was over, while a reply was due. */
function muteInLog(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  return view.sessions
    .flatMap(({ unanswered, notes }) => {
      const note = notes.find(
        (one) => one.note === 'timeout' && one.channel === 'control' && !explained(one),
      );
      if (!note || unanswered === null || unanswered === 'QUIT') return [];
      const evidence = `${unanswered} got no answer; the client says \`${quote(note.text, 150)}\`.`;
      const title = `The server does not answer ${unanswered}`;
      return [unlessListed(view, { title, evidence, about: [note], at: note.at })];
    })
    .slice(0, 1);
}

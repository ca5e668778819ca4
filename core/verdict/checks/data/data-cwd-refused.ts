import { completed } from '../../view/attempt.js';
import type { AnswerHeard, EvidenceView } from '../support/index.js';
import { type Check, clientWords, hasListed, mainSession, quotedReply } from '../support/index.js';

export const dataCwdRefused: Check = {
  id: 'DATA-CWD-REFUSED',
  title: 'The directory that was asked for cannot be entered',
  severity: 'warning',
  cause: 'server-config',
  means: 'Login and listings work, but not in the directory that was given.',
  decides:
    'CWD to the directory that was asked for is refused, and the listing was of another one. In a log: CWD is refused, it ends there, and no directory was entered before.',
  spares: 'A refused listing (DATA-LIST-REFUSED).',
  fix: 'Check its name as the server sees it: in a chroot the user’s own top directory is /. Look at the rights of every directory on the way (each needs x), at deny_file and at cmds_denied.',
  settings: ['deny_file', 'cmds_denied', 'chroot_local_user'],
  metAt: { phase: 'transfer', place: 122 },
  judgedAt: { phase: 'last-resort', place: 10 },
  advice: {
    any: 'Check its name as the server sees it: in a chroot the user’s own top directory is /. Look at the rights of every directory on the way (each needs x), and at which names and commands {name} is told to deny.',
  },
  find: (view, explained) => {
    const inProbe = hasListed(view)
      ? mainSession(view)?.answers.find(({ to, reply }) => to === 'CWD' && reply.code >= 400)
      : undefined;
    const answer = view.witness === 'probe' ? inProbe : lastInLog(view);
    if (!answer || explained(answer.reply))
      return clientWords(view, 'folder-refused', '', { severity: 'error' });
    // A log ends there: it is what made the transfer fail.
    const severity = view.witness === 'probe' ? 'warning' : 'error';
    return [{ severity, evidence: `CWD was answered by ${quotedReply(answer.reply)}.`, at: answer.reply.at }];
  },
};

/** Many clients try a name, make it and go on: only what ended the session counts. */
function lastInLog({ sessions }: EvidenceView): AnswerHeard | undefined {
  return sessions
    .filter(
      ({ answers, attempts }) =>
        !attempts.some(completed) &&
        !answers.some(({ to, reply }) => reply.code < 400 && (to === 'CWD' || to === 'CDUP' || to === 'MKD')),
    )
    .map(({ answers }) => answers.findLast(({ to }) => to !== 'QUIT' && to !== 'NOOP'))
    .find((last) => last?.to === 'CWD' && last.reply.code >= 500);
}

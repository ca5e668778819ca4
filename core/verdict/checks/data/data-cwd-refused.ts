import { type Check, hasListed, mainSession, quotedReply } from '../support/index.js';

export const dataCwdRefused: Check = {
  id: 'DATA-CWD-REFUSED',
  title: 'The directory that was asked for cannot be entered',
  severity: 'warning',
  cause: 'server-config',
  means: 'Login and listings work, but not in the directory that was given.',
  decides: 'CWD to the directory that was asked for is refused, and the listing was of another one.',
  spares: 'A refused listing (DATA-LIST-REFUSED).',
  fix: 'Check its name as the server sees it: in a chroot the user’s own top directory is /. Look at the rights of every directory on the way (each needs x), at deny_file and at cmds_denied.',
  settings: ['deny_file', 'cmds_denied', 'chroot_local_user'],
  metAt: { phase: 'transfer', place: 122 },
  judgedAt: { phase: 'last-resort', place: 10 },
  advice: {
    any: 'Check its name as the server sees it: in a chroot the user’s own top directory is /. Look at the rights of every directory on the way (each needs x), and at which names and commands {name} is told to deny.',
  },
  find: (view, explained) => {
    const answer = hasListed(view)
      ? mainSession(view)?.answers.find(({ to, reply }) => to === 'CWD' && reply.code >= 400)
      : undefined;
    return answer && !explained(answer.reply)
      ? [{ evidence: `CWD was answered by ${quotedReply(answer.reply)}.`, at: answer.reply.at }]
      : [];
  },
};

import { type Check, lastWords, leavingReport, leavingWords, READ_THE_LOG } from '../support/index.js';

export const ctlBreaksDown: Check = {
  id: 'CTL-BREAKS-DOWN',
  title: 'The server breaks down during the session',
  severity: 'error',
  cause: 'server-host',
  means: 'vsftpd met an error that it cannot go on from, and ends the session.',
  decides: 'A command is answered by `500 OOPS`, the session ends there, and no other check knows the words.',
  spares: 'The OOPS that have a name: of chroot, pasv_address, ports and the sandbox.',
  fix: READ_THE_LOG,
  metAt: { phase: 'transfer', place: 62 },
  judgedAt: { phase: 'last-resort', place: 30 },
  find: (view, explained) => {
    const leaving = leavingWords(view, explained);
    if (leaving?.isBreakdown !== true || leaving.answer.to === 'greeting') return [];
    const { to, reply } = leaving.answer;
    const title = `The server breaks down at ${to}`;
    return [{ ...leavingReport(view, leaving, title), ...lastWords(reply.text, to) }];
  },
};

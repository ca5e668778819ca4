import { type Check, leavingReport, leavingWords, READ_THE_LOG } from '../support/index.js';

export const ctlLeaves: Check = {
  id: 'CTL-LEAVES',
  title: 'The server ends the session',
  severity: 'error',
  cause: 'server-host',
  means: 'The server says goodbye in the middle of a session, without a reason that clients could act on.',
  decides: 'A command is answered by a 421 that names neither load nor time nor data.',
  spares:
    'Too many connections (CTL-BUSY), idle sessions (IDLE-SERVER) and stalled transfers (DATA-TIMEOUT).',
  fix: READ_THE_LOG,
  metAt: { phase: 'transfer', place: 64 },
  judgedAt: { phase: 'last-resort', place: 40 },
  find: (view, explained) => {
    const leaving = leavingWords(view, explained);
    return leaving?.isBreakdown === false && leaving.answer.to !== 'greeting'
      ? [leavingReport(view, leaving, `The server ends the session at ${leaving.answer.to}`)]
      : [];
  },
};

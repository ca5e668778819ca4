import {
  type Check,
  lastWords,
  leavingWords,
  quotedReply,
  READ_THE_LOG,
  unlessListed,
} from '../support/index.js';

export const ctlGreetingOops: Check = {
  id: 'CTL-GREETING-OOPS',
  title: 'The server breaks down instead of greeting',
  severity: 'error',
  cause: 'server-config',
  means: 'vsftpd reads some of its files for each session anew: no client gets as far as the login.',
  decides: 'The greeting is vsftpd’s `500 OOPS`, or a farewell that no other check explains.',
  spares: 'A 421 about too many connections (CTL-BUSY), and no greeting at all (CTL-NOBANNER).',
  fix: READ_THE_LOG,
  metAt: { phase: 'greeting', place: 35 },
  judgedAt: { phase: 'last-resort', place: 20 },
  find: (view, explained) => {
    const leaving = leavingWords(view, explained);
    if (leaving?.answer.to !== 'greeting') return [];
    const { reply } = leaving.answer;
    return [
      unlessListed(view, {
        evidence: `The greeting was ${quotedReply(reply)}.`,
        at: reply.at,
        ...lastWords(reply.text, 'greeting'),
      }),
    ];
  },
};

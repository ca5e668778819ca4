import { type Check, fromAnswers, answers } from '../support/index.js';

export const authAccount: Check = {
  id: 'AUTH-ACCOUNT',
  title: 'The server wants an account besides the password',
  severity: 'error',
  cause: 'client',
  means: 'Few clients can send one (ACCT), and without it the login does not end.',
  decides: 'USER or PASS is answered by 332.',
  fix: 'Ask who runs the server for the account’s name and whether it can be waived: FileZilla has the logon type “Account”. A proxy that wants its own login may ask this way too.',
  metAt: { phase: 'login', place: 32 },
  judgedAt: { phase: 'login', place: 42 },
  find: (view) => {
    const found = answers(view, ({ to, reply }) => (to === 'USER' || to === 'PASS') && reply.code === 332);
    return fromAnswers(found.filter(({ session }) => !session.loggedIn));
  },
};

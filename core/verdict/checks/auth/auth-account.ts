import { type Check, fromAnswers, answers } from '../support/index.js';

export const authAccount: Check = {
  id: 'AUTH-ACCOUNT',
  title: 'The server wants an account besides the password',
  severity: 'error',
  cause: 'client',
  means: 'Few clients can send one (ACCT), and without it the login does not end.',
  decides: 'USER or PASS is answered by 332; or PASS by 331, which asks for one more password.',
  fix: 'Ask who runs the server for the account’s name and whether it can be waived: FileZilla has the logon type “Account”. A proxy that wants its own login may ask this way too.',
  metAt: { phase: 'login', place: 32 },
  judgedAt: { phase: 'login', place: 42 },
  find: (view) => {
    const found = answers(
      view,
      ({ to, reply: { code } }) =>
        (code === 332 && (to === 'USER' || to === 'PASS')) || (code === 331 && to === 'PASS'),
    ).filter(({ session }) => !session.loggedIn);
    return fromAnswers(found, found[0]?.it.reply.code === 331 ? SECOND_PASSWORD : {});
  },
};

const SECOND_PASSWORD = {
  title: 'The server asks for one more password',
  fix: {
    text: 'After the password it wants another, such as a one-time code: FTP clients send none. Look at the PAM service of the FTP server, or at the rules for this user, and let the password suffice for FTP.',
  },
} as const;

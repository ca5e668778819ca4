import { type Check, plainRefusal, READ_THE_LOG } from '../support/index.js';

export const authRefused: Check = {
  id: 'AUTH-REFUSED',
  title: 'The server refuses the login',
  severity: 'error',
  cause: 'server-config',
  means: 'This login does not work, and the reply does not say why.',
  decides: 'A refusal of USER or PASS with another code than 530, which no other check explains.',
  spares: 'The 530 to USER (AUTH-DENIED-EARLY) and to PASS (AUTH-BAD).',
  fix: READ_THE_LOG,
  metAt: { phase: 'login', place: 35 },
  judgedAt: { phase: 'last-resort', place: 60 },
  find: (view, explained) =>
    plainRefusal(view, explained, ({ to }, { loggedIn }) => !loggedIn && to !== 'LIST'),
};

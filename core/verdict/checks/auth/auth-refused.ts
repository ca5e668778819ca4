import type { CheckReport, EvidenceView, Explained } from '../support/index.js';
import { type Check, plainRefusal, quotedReply, READ_THE_LOG } from '../support/index.js';

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
  find: (view, explained) => [
    ...plainRefusal(view, explained, ({ to }, { loggedIn }) => !loggedIn && to !== 'LIST'),
    ...(view.witness === 'transcript' ? inLog(view, explained) : []),
  ],
};

/** Most clients ask for these before they log in, and go on. */
const EARLY: ReadonlySet<string> = new Set([
  'AUTH',
  'FEAT',
  'CLNT',
  'HOST',
  'OPTS',
  'SYST',
  'HELP',
  'SITE',
  'QUIT',
]);

/** The last words of a log are a refusal of the login, or of what needs one. */
function inLog({ sessions }: EvidenceView, explained: Explained): readonly CheckReport[] {
  return sessions
    .flatMap(({ loggedIn, answers, target }) => {
      const last = answers.at(-1);
      if (loggedIn || !last || last.reply.code < 500 || explained(last.reply)) return [];
      const { to, reply } = last;
      const isLogin = to === 'USER' || to === 'PASS';
      const isMissing = reply.code === 530 && !EARLY.has(to) && (to !== '' || target !== null);
      if (!isLogin && !isMissing) return [];
      const evidence = `${to === '' ? 'A command' : to} was answered by ${quotedReply(reply)}.`;
      return [{ evidence, at: reply.at, about: [reply], ...(isLogin ? {} : NOT_LOGGED_IN) }];
    })
    .slice(0, 1);
}

const NOT_LOGGED_IN = {
  title: 'The client did not log in',
  cause: 'client',
  fitsAnyServer: true,
  fix: { text: 'Let the client send USER and PASS first: give it a name and a password, or “anonymous”.' },
} as const satisfies Omit<CheckReport, 'evidence'>;

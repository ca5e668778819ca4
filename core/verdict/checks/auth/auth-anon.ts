import { type Check, everySession, isAnonymousLogin, isAnonymousName, quote } from '../support/index.js';

export const authAnon: Check = {
  id: 'AUTH-ANON',
  title: 'Anonymous logins are open',
  severity: 'information',
  cause: 'server-config',
  means: 'Anyone can read what the anonymous root holds.',
  decides: 'A login as `anonymous` succeeded beside the login of a named user.',
  spares: 'A test that only logged in as anonymous: then it is the login that was asked for.',
  fix: 'If it is not needed, set anonymous_enable=NO.',
  settings: ['anonymous_enable'],
  metAt: { phase: 'protection', place: 70, asInformation: 30 },
  judgedAt: { phase: 'login', place: 60 },
  advice: {
    proftpd: 'If it is not needed, take the `<Anonymous>` block out.',
    pureFtpd: 'If it is not needed, set `NoAnonymous yes`.',
  },
  find: (view) => {
    if (view.witness !== 'probe') return null;
    const anonymousLogin = everySession(view).find(isAnonymousLogin);
    const named = view.sessions.some((s) => s.loggedIn && s.user !== null && !isAnonymousName(s.user));
    return anonymousLogin && named
      ? {
          evidence: `The login of ${quote(anonymousLogin.user ?? '', 20)} succeeded.`,
          fix: { config: { anonymous_enable: 'NO' } },
        }
      : null;
  },
};

import type { Check } from '../../check.js';
import { ANONYMOUS_NAME, isAnonymousLogin } from '../../view/anonymous.js';
import { everySession } from '../../view/view.js';
import { quote } from '../../words/quote.js';

export const authAnon: Check = {
  id: 'AUTH-ANON',
  title: 'Anonymous logins are open',
  severity: 'information',
  cause: 'server-config',
  means: 'Anybody can read what the anonymous root holds.',
  decides: 'A login as `anonymous` succeeded beside the login of a named user.',
  spares: 'A test that only logged in as anonymous: then it is the login that was asked for.',
  fix: 'If nobody needs it, set anonymous_enable=NO.',
  settings: ['anonymous_enable'],
  metAt: { phase: 'protection', place: 70, asInformation: 30 },
  judgedAt: { phase: 'login', place: 60 },
  advice: {
    proftpd: 'If nobody needs it, take the `<Anonymous>` block out.',
    pureFtpd: 'If nobody needs it, set `NoAnonymous yes`.',
  },
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const anonymousLogin = everySession(view).find(isAnonymousLogin);
    const named = view.sessions.some((s) => s.loggedIn && s.user !== null && !ANONYMOUS_NAME.test(s.user));
    return anonymousLogin && named
      ? [
          {
            evidence: `The login of ${quote(anonymousLogin.user ?? '', 20)} succeeded.`,
            fix: { config: { anonymous_enable: 'NO' } },
          },
        ]
      : [];
  },
};

import type { AnswerHeard, Check, Session } from '../support/index.js';
import { answers, isAnonymousName, isInner, isLoopback, PURE_FTPD_HOW, quote } from '../support/index.js';

/** The session logged a named user in without TLS. */
function clearLogin(session: Session): boolean {
  return session.loggedIn && !session.secured && session.user !== null && !isAnonymousName(session.user);
}

export const authClear: Check = {
  id: 'AUTH-CLEAR',
  title: 'The server takes passwords in clear',
  severity: 'warning',
  cause: 'server-config',
  means: 'User names and passwords can be read by anyone who listens on the way.',
  decides:
    'A named user logged in without TLS although the server offers it: FEAT lists AUTH, and no AUTH was refused.',
  spares: 'Anonymous logins, loopback, and transcripts: a log of a plain login is what its writer chose.',
  fix: 'Keep ssl_enable=YES and set force_local_logins_ssl=YES and force_local_data_ssl=YES.',
  settings: ['force_local_logins_ssl', 'ssl_enable'],
  metAt: { phase: 'protection', place: 60, asInformation: 320 },
  judgedAt: { phase: 'login', place: 50 },
  advice: {
    proftpd: 'Set `TLSRequired on`.',
    pureFtpd: `Set \`TLS 2\`, or 3 to demand TLS on the data connection too${PURE_FTPD_HOW}`,
  },
  find: (view) => {
    if (view.witness !== 'probe') return null;
    const session = view.sessions.find((one) => clearLogin(one) && !isLoopback(one.peer));
    const offers = view.sessions.some(
      (one) =>
        one.secured ||
        one.answers.some(({ to, reply }) => to === 'FEAT' && /AUTH (?:TLS|SSL)/i.test(reply.text)),
    );
    if (!session || !offers || answers(view, isRefusedAuth).length > 0) return null;
    return {
      evidence: `The login of ${quote(session.user ?? '', 60)} succeeded without AUTH.`,
      severity: isInner(session.peer) ? 'information' : 'warning',
      fix: { config: { ssl_enable: 'YES', force_local_logins_ssl: 'YES', force_local_data_ssl: 'YES' } },
    };
  },
};

/** Pure-FTPd lists AUTH in FEAT also where TLS is switched off. */
function isRefusedAuth({ to, reply }: AnswerHeard): boolean {
  return to === 'AUTH' && reply.code >= 500;
}

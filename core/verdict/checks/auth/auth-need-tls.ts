import { type Check, commandHost } from '../support/index.js';
import { loginReports, WANTS_TLS } from './login-reports.js';

export const authNeedTls: Check = {
  id: 'AUTH-NEED-TLS',
  title: 'The server takes logins under TLS only',
  severity: 'error',
  cause: 'client',
  means: 'Clients set to plain FTP are refused before they can send a password.',
  decides: 'A refusal of USER or PASS in clear whose text asks for encryption.',
  spares:
    'Any other 530: it may be a wrong password. Nothing is reported where a session to the same server logged in under TLS.',
  fix: 'Set the client to explicit TLS (FTPES, AUTH TLS) on the same port.',
  settings: ['force_local_logins_ssl', 'force_anon_logins_ssl', 'ssl_enable'],
  metAt: { phase: 'login', place: 10 },
  judgedAt: { phase: 'login', place: 10 },
  find: (view) =>
    loginReports(
      { ...view, sessions: view.sessions.some((s) => s.secured && s.loggedIn) ? [] : view.sessions },
      ({ to, reply, secured }) =>
        !secured &&
        (to === 'USER' || to === 'PASS') &&
        reply.code >= 400 &&
        !/may not use encryption/.test(reply.text) &&
        WANTS_TLS.test(reply.text),
      {
        fix: {
          commands: [
            `lftp -e "set ftp:ssl-force true; set ftp:ssl-protect-data true" ftp://${commandHost(view)}`,
            `curl -v --ssl-reqd ftp://${commandHost(view)}/`,
          ],
        },
      },
    ),
};

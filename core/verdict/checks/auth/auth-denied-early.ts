import { type AnswerHeard, answers, type Check } from '../support/index.js';
import { loginReports, WANTS_TLS } from './login-reports.js';

export const authDeniedEarly: Check = {
  id: 'AUTH-DENIED-EARLY',
  title: 'The server refuses the user by name',
  severity: 'error',
  cause: 'server-config',
  means: 'The user is turned away before the password is asked for, so no password can be right.',
  decides: 'A 530 in answer to USER that does not ask for encryption.',
  spares: 'The 530 after PASS, which is about the password; other refusals (AUTH-REFUSED).',
  fix: 'Look at userlist_file: with userlist_deny=YES (the default) the names in it are refused, with NO only they are let in.',
  settings: ['userlist_file', 'userlist_enable', 'userlist_deny', 'local_enable', 'allow_anon_ssl'],
  metAt: { phase: 'login', place: 20 },
  judgedAt: { phase: 'login', place: 30 },
  advice: {
    proftpd: 'Look at `<Limit LOGIN>`, `AllowUser` and `DenyUser`, and at /etc/ftpusers (`UseFtpUsers`).',
    pureFtpd: 'Look at `NoAnonymous`, `AnonymousOnly` and `TrustedIP`.',
    others:
      'Look at the lists of users who may not log in: on Unix /etc/ftpusers, where root always stands, and at a shell missing from /etc/shells; else the rules of {name} for names and addresses.',
  },
  find: (view) => {
    const wanted = ({ to, reply }: AnswerHeard): boolean =>
      to === 'USER' &&
      (reply.code === 530 || reply.code === 532) &&
      (/may not use encryption/.test(reply.text) || !WANTS_TLS.test(reply.text));
    const text = answers(view, wanted)[0]?.it.reply.text ?? '';
    if (/anonymous only/i.test(text))
      return loginReports(view, wanted, {
        fix: {
          isGeneral: true,
          text: 'Only anonymous logins are allowed: set local_enable=YES and restart vsftpd.',
          config: { local_enable: 'YES' },
        },
      });
    if (/may not use encryption/i.test(text))
      return loginReports(view, wanted, {
        fix: {
          isGeneral: true,
          text: 'Anonymous users are refused under TLS: set allow_anon_ssl=YES.',
          config: { allow_anon_ssl: 'YES' },
        },
      });
    return loginReports(view, wanted);
  },
};

import type { AnswerHeard, CheckReport, EvidenceView } from '../support/index.js';
import { aftermath, answers, fromAnswers } from '../support/index.js';

export const WANTS_TLS =
  /must use encryption|cleartext sessions|\bAUTH (?:command )?first\b|(?:tls|ssl|ftpe?s\b|secure|encrypt)[^.]{0,200}(?:required|mandatory|must|only)|(?:must|require[sd]?|use|erfordert|requiert|requiere|exige|richiede|cessite)\b[^.]{0,200}(?:tls|ssl|\bftpe?s\b|encrypt|secure)/i;

/** What a refused login explains besides itself. */
export function loginReports(
  view: EvidenceView,
  wanted: (answer: AnswerHeard) => boolean,
  more: Parameters<typeof fromAnswers>[1] = {},
): readonly CheckReport[] {
  const found = answers(view, wanted);
  const form = FORMS.find(({ words }) => words.test(found[0]?.it.reply.text ?? ''));
  return fromAnswers(found, {
    covers: found.flatMap(({ session }) => aftermath(session)),
    ...(form ? { ...form.report, cause: 'client', fitsAnyServer: true, settings: [] } : {}),
    ...more,
  });
}

/** The login has to be written in another way, or its words say what is the matter with the account. */
const FORMS = [
  {
    words: /@(?:(?:remote|ftp|dest(?:ination)?)[-_ ]?)?(?:host(?:name)?|site|server(?:name)?)\b(?!\.\w)/i,
    report: {
      title: 'A proxy answers, and wants the server’s name with the user’s',
      fix: {
        text: 'Log in as USER@SERVER, with the name and password of the server that you mean (a proxy that asks for its own login comes first), or reach the server without the proxy.',
      },
    },
  },
  {
    words:
      /too many (?:(?:failed|wrong|bad|invalid|incorrect|unsuccessful) )?(?:login |log-?in |password )?(?:attempts|tries|failures|logins)|(?:try|log ?in) again (?:in|after) \d|temporarily (?:locked|blocked|banned|disabled)|locked (?:out )?for \d/i,
    report: {
      title: 'The server has locked this login out for a time',
      fix: {
        text: 'Name and password were not looked at: wait as long as the server says, since each further try may begin that time anew. Then log in with the right password; on the server look for the list of failed logins or banned addresses.',
      },
    },
  },
  {
    words:
      /\baccount\b.{0,40}\b(?:suspended|disabled|deactivated|inactive|closed|locked|expired|blocked|not active)|\b(?:suspended|disabled|deactivated|inactive|locked|expired) account|\buser\b.{0,30}\b(?:is|has been) (?:suspended|disabled|deactivated|locked|blocked)/i,
    report: {
      title: 'The server knows the account, and it is suspended, locked or expired',
      fix: {
        text: 'No other password helps: have the account unlocked, renewed or enabled by those who run the server.',
      },
    },
  },
  {
    words:
      /\bpassword\b.{0,40}\bexpired|\b(?:must|need to|have to) change (?:your |the )?password|change your password/i,
    report: {
      title: 'The password has expired',
      fix: {
        text: 'Set a new password: by SSH or the web page of the account, or by those who run the server. Then log in with it.',
      },
    },
  },
  {
    words:
      /\b(?:not|never) (?:be )?(?:allowed|permitted|authori[sz]ed)\b.{0,40}\b(?:from|at this|outside|during)|\bmay not log ?in|\bfrom (?:this|your|that) (?:ip|address|host|location|network|country)|\bquota\b|\b(?:use|only) sftp\b|\bftp (?:access|logins?|service) (?:is|are|has been) (?:disabled|off|not)/i,
    report: {
      title: 'The server refuses this login, and says for which reason',
      fix: {
        text: 'No other password helps: what the reply names has to be changed by those who run the server (where and when the account may log in, by which protocol, how much it may use).',
      },
    },
  },
  {
    words: /\b(?:valid|virtual) ?host ?(?:name)?\b|\bhost ?name (?:is )?(?:expected|required)/i,
    report: {
      title: 'The server wants the name of one of its sites with the user’s',
      fix: {
        text: 'Several sites share this address: log in as `HOST|USER`, with the host name of the site’s binding (ftp.example.com|joe), use a client that sends HOST (RFC 7151), or take the host name out of the binding in IIS.',
      },
    },
  },
] as const;

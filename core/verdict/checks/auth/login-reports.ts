import type { AnswerHeard, CheckReport, EvidenceView } from '../support/index.js';
import { aftermath, answers, fromAnswers } from '../support/index.js';

export const WANTS_TLS =
  /must use encryption|cleartext sessions|\bAUTH (?:command )?first\b|(?:tls|ssl|secure|encrypt)[^.]{0,200}(?:required|mandatory|must|only)|(?:must|require[sd]?|use|erfordert|requiert|requiere|exige|richiede|cessite)\b[^.]{0,200}(?:tls|ssl|encrypt|secure)/i;

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

/** The login has to be written in another way. */
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
    words: /\b(?:valid|virtual) ?host ?(?:name)?\b|\bhost ?name (?:is )?(?:expected|required)/i,
    report: {
      title: 'The server wants the name of one of its sites with the user’s',
      fix: {
        text: 'Several sites share this address: log in as `HOST|USER`, with the host name of the site’s binding (ftp.example.com|joe), use a client that sends HOST (RFC 7151), or take the host name out of the binding in IIS.',
      },
    },
  },
] as const;

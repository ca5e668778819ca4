import type { AnswerHeard, CheckReport, EvidenceView } from '../support/index.js';
import { aftermath, answers, fromAnswers } from '../support/index.js';

export const WANTS_TLS =
  /must use encryption|cleartext sessions|\bAUTH (?:command )?first\b|(?:tls|ssl|secure|encrypt)[^.]{0,200}(?:required|mandatory|must|only)|(?:must|require[sd]?|use)\b[^.]{0,200}(?:tls|ssl|encrypt|secure)/i;

/** What a refused login explains besides itself. */
export function loginReports(
  view: EvidenceView,
  wanted: (answer: AnswerHeard) => boolean,
  more: Parameters<typeof fromAnswers>[1] = {},
): readonly CheckReport[] {
  const found = answers(view, wanted);
  return fromAnswers(found, { covers: found.flatMap(({ session }) => aftermath(session)), ...more });
}

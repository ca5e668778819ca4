import type { Check } from '../../check.js';
import { fromAnswers } from '../support/from-answers.js';
import { aftermath, type AnswerHeard } from '../../view/session.js';
import { answers, type EvidenceView } from '../../view/view.js';

export const WANTS_TLS =
  /must use encryption|cleartext sessions|\bAUTH (?:command )?first\b|(?:tls|ssl|secure|encrypt)[^.]*(?:required|mandatory|must|only)|(?:must|require[sd]?|use)\b[^.]*(?:tls|ssl|encrypt|secure)/i;

/** What a refused login explains besides itself. */
export function loginReports(
  view: EvidenceView,
  wanted: (answer: AnswerHeard) => boolean,
  more: Parameters<typeof fromAnswers>[1] = {},
): ReturnType<Check['find']> {
  const found = answers(view, wanted);
  return fromAnswers(found, { covers: found.flatMap(({ session }) => aftermath(session)), ...more });
}

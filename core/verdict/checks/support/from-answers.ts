import type { CheckReport } from '../../check.js';
import type { AnswerHeard } from '../../view/session.js';
import type { Within } from '../../view/view.js';
import { quotedReply } from '../../words/replies.js';

/** One report from answers that all show the same thing: the first is quoted, the rest counted. Empty for none. */
export function fromAnswers(
  found: readonly Within<AnswerHeard>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first) return [];
  const to =
    first.to === '' ? '' : first.to === 'greeting' ? 'The greeting was ' : `${first.to} was answered by `;
  return [
    {
      evidence: `${to}${quotedReply(first.reply)}.`,
      at: first.reply.at,
      count: found.reduce((sum, { it }) => sum + it.count, 0),
      about: found.map(({ it }) => it.reply),
      ...more,
    },
  ];
}

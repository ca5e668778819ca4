import type { CheckReport } from '../../check.js';
import type { Attempt } from '../../view/attempt.js';
import { type EvidenceView, passiveAttempts, type Within } from '../../view/view.js';
import { quotedReply } from '../../words/replies.js';

export const LAST_WORDS = /^OOPS/;

/** PASV and EPSV that were refused in a way that says something about the server. */
export function passiveRefusals(
  view: EvidenceView,
  wanted: (attempt: Attempt) => boolean = () => true,
): readonly Within<Attempt>[] {
  return passiveAttempts(view).filter(({ it }) => it.refusal !== null && !it.afterEpsvAll && wanted(it));
}

export function passiveRefusalReports(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.refusal) return [];
  return [
    {
      evidence: `${first.mode ?? ''} was answered by ${quotedReply(first.refusal)}.`,
      about: found.map(({ it }) => it.refusal ?? it),
      covers: found.flatMap(({ session, it }) => [
        it,
        ...it.notes,
        ...(it.closed ? [it.closed, ...(session.closed ? [session.closed] : [])] : []),
      ]),
      at: first.refusal.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

/** Refused by policy: not for lack of a login, not because the server broke. */
export function isByPolicy({ refusal }: Attempt): boolean {
  return (
    refusal !== null && [500, 501, 502, 504, 550].includes(refusal.code) && !LAST_WORDS.test(refusal.text)
  );
}

export function isAccepted(view: EvidenceView, mode: 'PASV' | 'EPSV'): boolean {
  return passiveAttempts(view).some(({ it }) => it.mode === mode && it.endpoint !== null);
}

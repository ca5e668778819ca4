import type { CheckReport } from '../../check.js';
import type { Attempt } from '../../view/attempt.js';
import type { Within } from '../../view/view.js';

export function transferReports(
  found: readonly Within<Attempt>[],
  describe: (attempt: Attempt) => string,
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first) return [];
  return [
    {
      evidence: describe(first),
      about: found.map(({ it }) => it.transfer ?? it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.final ? [it.final] : [])]),
      at: first.final?.at ?? first.transfer?.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

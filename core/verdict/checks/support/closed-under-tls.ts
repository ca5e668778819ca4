import { opened, unreachableSigns } from '../../view/attempt.js';
import { type EvidenceView, passiveAttempts } from '../../view/view.js';

/** Data ports that are closed under TLS although they open in clear: the helper cannot read the replies there. */
export function closedUnderTls(view: EvidenceView): readonly object[] {
  const all = passiveAttempts(view);
  if (!all.some(({ it }) => !it.secured && opened(it))) return [];
  return all.flatMap(({ it }) => (it.secured ? unreachableSigns(it) : []));
}

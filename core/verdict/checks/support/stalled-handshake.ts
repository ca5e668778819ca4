import type { TlsSeen } from '../../../events/observation.js';
import type { Session } from '../../view/session.js';
import type { EvidenceView, Within } from '../../view/view.js';

/** Control connections whose greeting came and whose TLS handshake got no answer. */
export function stalledControlHandshakes(view: EvidenceView): readonly Within<TlsSeen>[] {
  if (view.witness !== 'probe') return [];
  return view.sessions.flatMap((session) => {
    const it = session.tls.find(({ outcome }) => outcome === 'stalled');
    return it && session.greeting !== null ? [{ session, it }] : [];
  });
}

/** What follows from a handshake without an answer. */
export function afterStall({ notes, closed }: Session): readonly object[] {
  return [...notes, ...(closed ? [closed] : [])];
}

import { SESSION } from '../../session-names.js';
import { type EvidenceView, experiment } from '../../view/view.js';

/** The experiment with lesser data connections, where it was made. */
export function freshView(view: EvidenceView): EvidenceView {
  const fresh = experiment(view, SESSION.fresh);
  return { ...view, sessions: fresh ? [fresh] : [] };
}

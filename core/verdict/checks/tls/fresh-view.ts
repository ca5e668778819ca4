import { type EvidenceView, experiment, SESSION } from '../support/index.js';

/** The experiment with lesser data connections, where it was made. */
export function freshView(view: EvidenceView): EvidenceView {
  const fresh = experiment(view, SESSION.fresh);
  return { ...view, sessions: fresh ? [fresh] : [] };
}

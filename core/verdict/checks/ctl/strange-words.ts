import type { NoteSeen } from '../../../events/observation.js';
import type { Session } from '../../view/session.js';

/** What is no reply. */
export function strangeWords(session: Session): NoteSeen | undefined {
  return session.notes.find((n) => n.note === 'not-a-reply');
}

import type { NoteSeen, Session } from '../support/index.js';

/** What is no reply. */
export function strangeWords(session: Session): NoteSeen | undefined {
  return session.notes.find((n) => n.note === 'not-a-reply');
}

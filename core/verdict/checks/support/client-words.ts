import type { NoteSeen } from '../../../events/observation.js';
import type { CheckReport } from '../../check.js';
import type { EvidenceView } from '../../view/view.js';
import { quote } from '../../words/quote.js';

/** The report of what a client says that hides the reply: its first note of this kind, quoted. Empty for none. */
export function clientWords(
  { sessions }: EvidenceView,
  kind: NoteSeen['note'],
  meaning: string,
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  return sessions
    .flatMap(({ notes, attempts }) => [...notes, ...attempts.flatMap((one) => one.notes)])
    .filter(({ note }) => note === kind)
    .slice(0, 1)
    .map((note) => ({
      evidence: `The client says \`${quote(note.text, 150)}\`${meaning}.`,
      about: [note],
      at: note.at,
      ...more,
    }));
}

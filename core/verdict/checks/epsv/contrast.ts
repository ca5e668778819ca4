import type { Attempt, EvidenceView, Within } from '../support/index.js';
import { attempts, byServer, isByPolicy, isPassive, LAST_WORDS, opened, quote } from '../support/index.js';
import { quotedReply, said, saidReply } from '../support/index.js';

/** A mode that works and one that does not, on the same server. */
export interface Contrast {
  readonly good: readonly Within<Attempt>[];
  readonly bad: readonly Within<Attempt>[];
}

export function contrastOf(
  view: EvidenceView,
  works: 'PASV' | 'EPSV',
  fails: 'PASV' | 'EPSV',
): Contrast | null {
  for (const sessions of byServer(view)) {
    const all = attempts({ ...view, sessions }).filter(({ it }) => isPassive(it) && !it.afterEpsvAll);
    const good = all.filter(({ it }) => it.mode === works && opened(it));
    const failing = all.filter(({ it }) => it.mode === fails);
    const bad = failing.filter(({ it }) => isDeadMode(it));
    // A mode that works now and then is not broken as such.
    if (good.length > 0 && bad.length > 0 && !failing.some(({ it }) => opened(it) && !isDeadMode(it))) {
      const brokenToo = all.some(({ it }) => it.mode === works && isDeadMode(it));
      if (!brokenToo) return { good, bad };
    }
  }
  return null;
}

/** The advertised endpoint could not be reached, or there was none. */
function isDeadMode(attempt: Attempt): boolean {
  if (attempt.refusal !== null) return isByPolicy(attempt) || LAST_WORDS.test(attempt.refusal.text);
  if (attempt.endpoint === null) return false;
  const advertised = attempt.connects.filter((c) => c.dialled !== 'peer');
  if (advertised.length > 0) return advertised.every((c) => c.outcome !== 'open');
  return (
    !opened(attempt) &&
    (attempt.final?.code === 425 ||
      attempt.notes.some((n) => ['timeout', 'refused', 'unreachable'].includes(n.note)))
  );
}

/** The observations that show the dead mode to be dead. */
export function deadSigns({ bad }: Contrast): readonly object[] {
  return bad.flatMap(({ it }) => [
    ...(it.refusal ? [it.refusal] : []),
    ...it.connects.filter((c) => c.outcome !== 'open' && c.dialled !== 'peer'),
    ...it.notes,
    ...(it.final?.code === 425 ? [it.final] : []),
  ]);
}

export function describeMode({ it }: Within<Attempt>): string {
  if (it.refusal) return `${it.mode ?? ''} was answered by ${quotedReply(it.refusal)}`;
  const connect = it.connects.find((c) => c.outcome !== 'open');
  const note = it.notes[0];
  const end = connect
    ? `${connect.outcome}${connect.errno === undefined ? '' : ` (${quote(connect.errno, 30)})`}`
    : note
      ? quote(note.text, 100)
      : it.final
        ? saidReply(it.final)
        : 'no data';
  return `${it.endpoint ? `\`${said(it.endpoint)}\`` : (it.mode ?? '')}: ${end}`;
}

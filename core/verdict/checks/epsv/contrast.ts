import type { Attempt, EvidenceView, Session, Within } from '../support/index.js';
import { attempts, byServer, isPassive, noFreePort, opened, quote } from '../support/index.js';
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
  const { refused, isOwnDoing } = noFreePort(view);
  const own = new Set(isOwnDoing ? refused.map(({ it }) => it) : []);
  for (const sessions of byServer(view)) {
    const all = attempts({ ...view, sessions }).filter(
      ({ it }) => isPassive(it) && !it.afterEpsvAll && !own.has(it),
    );
    const good = all.filter(({ it }) => it.mode === works && opened(it));
    const failing = all.filter(({ it }) => it.mode === fails);
    const bad = failing.filter(isDeadMode);
    // A mode that works now and then is not broken as such.
    if (good.length > 0 && bad.length > 0 && !failing.some((one) => opened(one.it) && !isDeadMode(one))) {
      const brokenToo = all.some((one) => one.it.mode === works && isDeadMode(one));
      if (!brokenToo) return { good, bad };
    }
  }
  return null;
}

/** The advertised endpoint could not be reached, or there was none. */
function isDeadMode({ session, it: attempt }: Within<Attempt>): boolean {
  if (attempt.refusal !== null) return true;
  if (attempt.endpoint === null) return attempt.accepted !== null || isUnanswered(session, attempt);
  const advertised = attempt.connects.filter((c) => c.dialled !== 'peer');
  if (advertised.length > 0) return advertised.every((c) => c.outcome !== 'open');
  return (
    !opened(attempt) &&
    (attempt.final?.code === 425 ||
      attempt.notes.some((n) => ['timeout', 'refused', 'unreachable'].includes(n.note)))
  );
}

/** The last command of its session got no reply; a log may have left it out. */
function isUnanswered({ attempts: all, unanswered, notes, closed }: Session, attempt: Attempt): boolean {
  if (all.at(-1) !== attempt || attempt.mode === null || unanswered !== attempt.mode) return false;
  return (
    notes.some(({ note, channel }) => note === 'timeout' && channel === 'control') || closed?.by === 'server'
  );
}

/** The observations that show the dead mode to be dead. */
export function deadSigns({ bad }: Contrast): readonly object[] {
  return bad.flatMap(({ session, it }) => [
    ...(it.refusal ? [it.refusal] : []),
    ...(isUnanswered(session, it) ? [...session.notes, ...(session.closed ? [session.closed] : [])] : []),
    ...(it.accepted && !it.endpoint ? [it.accepted] : []),
    ...it.connects.filter((c) => c.outcome !== 'open' && c.dialled !== 'peer'),
    ...it.notes,
    ...(it.final?.code === 425 ? [it.final] : []),
  ]);
}

/** The mode was promised by a reply that names a port. */
export function isPromised({ it }: Within<Attempt>): boolean {
  return it.endpoint !== null;
}

export function describeMode({ session, it }: Within<Attempt>): string {
  const reply = it.refusal ?? (it.endpoint ? null : it.accepted);
  if (reply) return `${it.mode ?? ''} was answered by ${quotedReply(reply)}`;
  if (isUnanswered(session, it))
    return session.closed?.by === 'server'
      ? `the server closed the connection after ${it.mode ?? ''}`
      : `${it.mode ?? ''} got no answer`;
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

import { randomBytes } from 'node:crypto';
import { SESSION } from '../../core/verdict/session-names.js';
import { list } from '../session/listing.js';
import type { Listing } from '../session/listing.js';
import { openPassive } from '../session/passive.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import type { WorkingWay } from '../session/working-way.js';

/**
 * Where a listing stood still before its first byte: the same on a new session with something that has no bytes. When
 * that comes to its end, data connections work as such, and it is the size that matters.
 */
export async function trySmallTransfer(
  run: ReachedContext,
  listing: Listing,
  good: WorkingWay,
): Promise<void> {
  if (listing.end !== 'stalled' || listing.bytes > 0) return;
  const done = run.recorder.step('small');
  const control = await openSession(run, SESSION.small);
  if (control === null) {
    done('skip', 'No further login is possible now.');
    return;
  }
  const data = await openPassive(control, run, good.mode, good.way);
  if (data === null) done('skip', 'No further data connection could be made.');
  else {
    const { outcome, words } = await list(control, run, data, ignore, { argument: nobodysName() });
    if (outcome === 'complete') done('pass', `A transfer without one byte comes to its end: ${words}`);
    else done('fail', `Not even a transfer without one byte comes to its end. ${words}`.trimEnd());
  }
  await control.quit();
}

/** The step says what it means, not what was listed. */
function ignore(): void {
  return;
}

/** A name that no directory holds: vsftpd lists it as nothing, over a data connection like any other. */
export function nobodysName(): string {
  return `no-such-name-${randomBytes(6).toString('hex')}`;
}

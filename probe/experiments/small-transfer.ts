import { SESSION } from '../../core/verdict/session-names.js';
import type { Listing, WorkingWay } from '../session/index.js';
import { list, missingName, openPassive, openSession, workingWay } from '../session/index.js';
import type { ReachedContext } from '../run-context.js';
import type { Experiment } from './experiment.js';

export const smallTransfer: Experiment = {
  id: 'small',
  label: 'Small transfer',
  help: 'Lists a name that does not exist, where the listing stalled before its first byte.',
  doing: 'trying something small instead',
  session: SESSION.small,
  when: ['listed'],
  async run({ run, facts: { listing, tries } }) {
    const good = workingWay(tries);
    if (good !== null && listing !== undefined) await trySmallTransfer(run, listing, good);
  },
};

/** When a transfer of no bytes comes to its end, data connections work, and it is the size that matters. */
async function trySmallTransfer(run: ReachedContext, listing: Listing, good: WorkingWay): Promise<void> {
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
    const { outcome, words } = await list(control, run, data, ignore, { argument: missingName() });
    if (outcome === 'complete') done('pass', `A transfer without one byte comes to its end: ${words}`);
    else done('fail', `Not even a transfer without one byte comes to its end. ${words}`.trimEnd());
  }
  await control.quit();
}

/** The step says what it means, not what was listed. */
function ignore(): void {
  return;
}

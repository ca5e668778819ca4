import { SESSION } from '../../core/verdict/session-names.js';
import { list } from '../session/listing.js';
import { openPassive } from '../session/passive.js';
import type { Plan } from '../plan.js';
import { quoted } from '../wire/printable.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import { pause } from '../wire/wait.js';
import type { WorkingWay } from '../session/working-way.js';

/**
 * A control connection, and an open data connection beside it, without a word for a while: whether a NAT or a firewall
 * forgets them, or the server closes. The control connection is asked first, then the listing goes over the data
 * connection that waited.
 */
export async function tryIdle(run: ReachedContext, { idleMs }: Plan, good: WorkingWay | null): Promise<void> {
  const { recorder } = run;
  const done = recorder.step('idle');
  const control = await openSession(run, SESSION.idle);
  if (control === null) {
    done('skip', 'No further login is possible now.');
    return;
  }
  const data = good && (await openPassive(control, run, good.mode, good.way));
  await pause(idleMs, run.signal);
  const seconds = `after ${idleMs / 1000} s without a word`;
  const answer = await control.send('NOOP');
  const isAlive = answer.kind === 'reply' && answer.code === 200;
  if (!isAlive) {
    data?.destroy();
    done('fail', `${quoted(await control.settle(answer))} (${seconds})`);
  } else if (data === null) done('pass', `The control connection still answers ${seconds}.`);
  else
    await list(control, run, data, (status, detail) => {
      done(status, `The control connection still answers ${seconds}. ${detail}`);
    });
  if (!control.ended()) await control.quit();
  control.destroy();
}

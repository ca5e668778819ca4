import { SESSION } from '../core/verdict/session-names.js';
import type { Answer, ControlConnection } from './control.js';
import { list } from './listing.js';
import { protection, protectedBy } from './login.js';
import { openPassive } from './passive.js';
import type { ReachedContext } from './run-context.js';
import { openSession } from './side-session.js';
import { nobodysName } from './small-transfer.js';
import type { WorkingWay } from './working-way.js';

/**
 * How strict the server is with data connections, beside one that does everything right: first one in clear, which lists
 * a name that nobody has, so that nothing can be read on the way; then one under TLS that does not resume the session of
 * the control connection, as the libraries of many programs do. Refusing either is what a careful server does.
 * @param wayNow asked when the login stands; null where no data connection works
 */
export async function tryUnresumed(run: ReachedContext, wayNow: () => WorkingWay | null): Promise<void> {
  const control = await openSession(run, SESSION.fresh, { waits: false });
  if (control === null) {
    run.recorder.notTested(
      'data connections that do not resume the TLS session: no further login is possible',
    );
    return;
  }
  const good = wayNow();
  if (good !== null && control.protectsData) {
    if (accepted(await control.send('PROT', 'C'))) {
      control.protectsData = false;
      await listOnce(control, run, good, 'In clear');
      const answers = control.ended() ? [] : await Promise.all(control.together(protection(control)));
      const last = answers.at(-1);
      if (last) protectedBy(control, last);
    }
    if (control.protectsData && !control.ended())
      await listOnce(control, run, good, 'Without resuming the TLS session');
  }
  if (!control.ended()) await control.quit();
  control.destroy();
}

async function listOnce(
  control: ControlConnection,
  run: ReachedContext,
  { mode, way }: WorkingWay,
  how: 'In clear' | 'Without resuming the TLS session',
): Promise<void> {
  const done = run.recorder.step('protect');
  const data = await openPassive(control, run, mode, way);
  if (data === null) {
    done('skip', `${how}: no further data connection could be made.`);
    return;
  }
  const plan = how === 'In clear' ? { argument: nobodysName() } : { fresh: true };
  await list(
    control,
    run,
    data,
    (_, detail) => {
      done('pass', `${how}: ${detail}`);
    },
    plan,
  );
}

function accepted(answer: Answer): boolean {
  return answer.kind === 'reply' && answer.code === 200;
}

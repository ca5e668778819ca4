import { SESSION } from '../../core/verdict/session-names.js';
import { list } from '../session/listing.js';
import { tryPassive } from '../session/passive.js';
import { isAnonymous } from '../run-context.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';

/** What anonymous users give as their password by old custom: something like a mail address, but nobody's. */
const PASSWORD = 'probe@example.test';

/** A login as anonymous, and a listing whose permissions show where everybody could write. Nothing is written. */
export async function tryAnonymous(run: ReachedContext): Promise<void> {
  const { recorder, target } = run;
  if (isAnonymous(target.user)) {
    recorder.skip('anonymous', 'The login was an anonymous one.');
    return;
  }
  const done = recorder.step('anonymous');
  const user = { user: 'anonymous', password: PASSWORD };
  const control = await openSession(run, SESSION.anonymous, { target: { ...target, ...user } });
  if (control === null) {
    done('pass', 'No anonymous login.');
    return;
  }
  const quiet: ReachedContext = { ...run, recorder: recorder.withoutSteps() };
  const { socket } = await tryPassive(control, quiet, 'EPSV', true);
  if (socket === null || control.ended()) {
    socket?.destroy();
    done('warn', 'An anonymous login is possible; what it shows could not be listed.');
  } else {
    await list(control, run, socket, (_, detail) => {
      done('warn', `An anonymous login is possible. ${detail}`);
    });
  }
  if (!control.ended()) await control.quit();
  control.destroy();
}

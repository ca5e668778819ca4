import { SESSION } from '../../core/verdict/session-names.js';
import { list, openSession, tryPassive } from '../session/index.js';
import { isAnonymousName } from '../../core/events/anonymous.js';
import type { ReachedContext } from '../run-context.js';
import type { Experiment } from './experiment.js';

/** By old custom something like a mail address; this one does not exist. */
const PASSWORD = 'probe@example.test';

export const anonymous: Experiment = {
  id: 'anonymous',
  label: 'Anonymous login',
  help: 'Does the server let anyone in, and could anyone write there? Nothing is written.',
  doing: 'trying an anonymous login',
  session: SESSION.anonymous,
  isExtra: true,
  when: ['last'],
  run: ({ run }) => tryAnonymous(run),
};

/** A login as anonymous, and a listing whose permissions show where anonymous users could write. */
async function tryAnonymous(run: ReachedContext): Promise<void> {
  const { recorder, target } = run;
  if (isAnonymousName(target.user)) {
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

import { SESSION } from '../../core/verdict/session-names.js';
import { list, openPassive, openSession, workingWay } from '../session/index.js';
import type { MainFacts } from '../main-facts.js';
import { pause, quoted } from '../wire/index.js';
import type { ReachedContext } from '../run-context.js';
import type { Experiment } from './experiment.js';

export const idle: Experiment = {
  id: 'idle',
  label: 'Idle time',
  help: 'Leaves the connection alone for a minute. Does a firewall forget it?',
  doing: 'leaving the connection idle',
  session: SESSION.idle,
  isExtra: true,
  needsLogin: true,
  when: ['meanwhile'],
  run: ({ run, facts }) => tryIdle(run, facts),
};

/**
 * A control connection and an open data connection beside it, both silent for a while: does a NAT or a firewall forget
 * them, or the server close them? The control connection is asked first, then the listing goes over the waiting data
 * connection.
 */
async function tryIdle(run: ReachedContext, { plan: { idleMs }, tries }: MainFacts): Promise<void> {
  const good = workingWay(tries);
  const { recorder } = run;
  const done = recorder.step('idle', idleMs + run.timeoutMs);
  const control = await openSession(run, SESSION.idle);
  if (control === null) {
    done('skip', 'No further login is possible now.');
    return;
  }
  const data = good && (await openPassive(control, run, good.mode, good.way));
  await pause(idleMs, run.signal);
  const seconds = `after ${idleMs / 1000} s of silence`;
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

import { SESSION } from '../../core/verdict/session-names.js';
import { openSession, secondTarget, tryActive } from '../session/index.js';
import { active } from './active.js';
import { clear } from './clear.js';
import type { Experiment } from './experiment.js';

/** A router on the client's side may rewrite PORT, and can do so only in clear. */
export const secondActive: Experiment = {
  id: 'second-active',
  label: 'Active mode with and without TLS',
  help: 'Repeats active mode over a second connection, without TLS where the first has it, and the other way round.',
  session: SESSION.activeTwin,
  needsLogin: true,
  when: ['last'],
  async run({ run, facts: { plan, local, secure } }) {
    if (local === null || !plan.also.has(active.id)) return;
    const target = secondTarget(run, secure, plan.also.has(clear.id));
    if (target === null) return;
    const held = run.recorder.held();
    const control = await openSession(run, SESSION.activeTwin, { target, held });
    if (control === null) return;
    run.recorder.release(held);
    await tryActive(control, run, local);
    if (!control.ended()) await control.quit();
    control.destroy();
  },
};

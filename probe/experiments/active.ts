import { openSession, tryActive } from '../session/index.js';
import type { Experiment } from './experiment.js';

/** On another session: a server that cannot connect back blocks its session for a minute. */
export const active: Experiment = {
  id: 'active',
  label: 'Active mode',
  help: 'Lets the server connect back to this computer. A firewall here may ask about it.',
  doing: 'trying active mode',
  session: 'active',
  isExtra: true,
  needsLogin: true,
  leavesUntested: 'active mode',
  when: ['last'],
  async run({ run, facts: { local } }) {
    const control = local === null ? null : await openSession(run, 'active');
    if (control === null || local === null) {
      run.recorder.skip('active', 'No further login is possible now.');
      return;
    }
    await tryActive(control, run, local);
    if (!control.ended()) await control.quit();
    control.destroy();
  },
};

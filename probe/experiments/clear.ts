import { SESSION } from '../../core/verdict/session-names.js';
import { isAnonymousName } from '../../core/events/anonymous.js';
import type { Experiment } from './experiment.js';
import { tryOtherSecurity } from './second-connection.js';

export const clear: Experiment = {
  id: 'clear',
  label: 'Login without TLS',
  help: 'Sends user name and password once in clear text: anyone on the way can read them.',
  session: SESSION.twin,
  isExtra: true,
  when: ['beside'],
  async run({ run, facts }) {
    await facts.hasPorts.opened;
    // Everything else is done without a request.
    if (facts.secure && !isAnonymousName(run.target.user)) await tryOtherSecurity(run, facts, true);
  },
};

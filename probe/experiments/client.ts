import { SESSION } from '../../core/verdict/session-names.js';
import type { Experiment } from './experiment.js';

/** Steps whose trouble another client may meet in another way. */
const TELLING: readonly string[] = ['cwd', 'epsv', 'pasv', 'dial', 'list', 'file'];

/** It takes as long as all the rest: made only where something is wrong that it may shed light on. */
export const client: Experiment = {
  id: 'client',
  label: 'Normal FTP client',
  help: 'Logs in and lists the directory once more through a library that many programs use.',
  doing: 'trying a normal FTP client',
  session: SESSION.client,
  needsLogin: true,
  when: ['closed'],
  async run({ run, facts: { tries, secure, range } }) {
    const { recorder, target } = run;
    const isTroubled = recorder.steps.some(
      ({ id, status }) => TELLING.includes(id) && (status === 'warn' || status === 'fail'),
    );
    const isBlocked = range !== null && range.silent.length + range.refused.length > 0;
    if (isBlocked || tries.every(({ works }) => works === null))
      recorder.skip('client', 'Data ports are blocked: a normal FTP client would only wait.');
    else if (!isTroubled)
      recorder.skip('client', 'Nothing is wrong that a normal FTP client could tell more about.');
    else {
      // Most runs do without that library.
      const { tryOrdinaryClient } = await import('../session/ordinary-client.js');
      await tryOrdinaryClient(run, !secure ? false : target.tls === 'implicit' ? 'implicit' : true);
    }
  },
};

import { SESSION } from '../../core/verdict/session-names.js';
import type { MainFacts } from '../main-facts.js';
import type { ReachedContext } from '../run-context.js';
import { openSession, type PassiveTry, secondTarget, tryPassive } from '../session/index.js';
import type { Experiment } from './experiment.js';

/** Without a request it sends no password in clear: `clear` allows that. */
export const secondConnection: Experiment = {
  id: 'twin',
  label: 'With and without TLS',
  help: 'Logs in without TLS where the first login had it, or with it, and compares the ports that the server names.',
  doing: 'comparing replies with and without TLS',
  session: SESSION.twin,
  when: ['beside'],
  run: ({ run, facts }) => tryOtherSecurity(run, facts, false),
};

/**
 * The same login with TLS or without it, for its EPSV and PASV and a connect to each port: what a device on the way
 * changes in clear, it cannot change under TLS.
 */
export async function tryOtherSecurity(
  run: ReachedContext,
  facts: MainFacts,
  mayBeClear: boolean,
): Promise<void> {
  const { recorder } = run;
  await facts.hasPorts.opened;
  const { secure } = facts;
  const target = facts.loggedIn ? secondTarget(run, secure, mayBeClear) : null;
  if (target === null) return;
  const done = recorder.step('twin');
  const held = recorder.held();
  const control = await openSession(run, SESSION.twin, { target, asksOnly: true, held });
  // A server that knows only one of the two is not at fault for that.
  if (control === null) {
    const isDoubted = held.observations.some(({ kind }) => kind === 'not-tested');
    if (isDoubted)
      recorder.notTested(
        'the same login under TLS: the certificate could not be verified, so no password was sent',
      );
    done('skip', `A login ${secure ? 'in clear' : 'under TLS'} is not possible.`);
    return;
  }
  recorder.release(held);
  const quiet: ReachedContext = { ...run, recorder: recorder.withoutSteps() };
  const tries: PassiveTry[] = [];
  for (const mode of ['EPSV', 'PASV'] as const)
    if (!control.ended()) tries.push(await tryPassive(control, quiet, mode, false));
  if (!control.ended()) await control.quit();
  control.destroy();
  const works = tries.filter((one) => one.works !== null).map(({ mode }) => mode);
  const words =
    works.length === 0 ? 'no passive port can be reached' : `${works.join(' and ')} can be reached`;
  done(
    works.length === tries.length && works.length > 0 ? 'pass' : 'warn',
    `${secure ? 'In clear' : 'Under TLS'}: ${words}.`,
  );
}

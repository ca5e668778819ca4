import { SESSION } from '../../core/verdict/session-names.js';
import { tryPassive } from '../session/passive.js';
import type { PassiveTry } from '../session/passive.js';
import { isAnonymous } from '../run-context.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import type { ProbeTarget } from '../types.js';

/**
 * The same login in the other kind of text, for its EPSV and PASV and a connect to each port: what a device on the way
 * changes in clear, it cannot change under TLS. In clear it logs in only as anonymous, or on the user's word.
 * @param secure whether the main session is encrypted
 */
export async function tryTwin(run: ReachedContext, secure: boolean, mayBeClear: boolean): Promise<void> {
  const { recorder } = run;
  const other = twinTarget(run, secure, mayBeClear);
  if (other === null) return;
  const done = recorder.step('twin');
  const held = recorder.held();
  const control = await openSession(run, SESSION.twin, { target: other, asksOnly: true, held });
  // A server that knows only the one kind of text is not at fault for that.
  if (control === null) {
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

/** The same target in the other kind of text; null where that may not be tried, or nothing says that it could work. */
export function twinTarget(run: ReachedContext, secure: boolean, mayBeClear: boolean): ProbeTarget | null {
  return secure ? clearTwin(run.target, mayBeClear) : tlsTwin(run);
}

function clearTwin(target: ProbeTarget, mayBeClear: boolean): ProbeTarget | null {
  if (target.tls === 'implicit' || !(mayBeClear || isAnonymous(target.user))) return null;
  return { ...target, tls: 'none' };
}

/** Null where nothing says that the server knows TLS. */
function tlsTwin({ target, recorder }: ReachedContext): ProbeTarget | null {
  const offers = recorder.observations.some(
    (seen) =>
      seen.kind === 'reply' &&
      seen.session === undefined &&
      ((seen.to === 'FEAT' && /^ ?AUTH\b.*\b(?:TLS|SSL)\b/im.test(seen.text)) ||
        // vsftpd 3.0.5 does not list it.
        (seen.to === 'greeting' && /vsFTPd/i.test(seen.text))),
  );
  // With `auto` the main session has asked already.
  if (target.tls !== 'none' || !offers) return null;
  // The password has gone over this way in clear: an unverified certificate makes that no worse.
  return { ...target, tls: 'explicit', insecure: true };
}

import { isAnonymousName } from '../../core/events/anonymous.js';
import type { ReachedContext } from '../run-context.js';
import type { ProbeTarget } from '../types.js';

/**
 * The same target for a second connection: in clear where the first has TLS, and the other way round.
 * @param secure whether the main session is encrypted
 * @param mayBeClear whether a password may be sent in clear
 * @returns null where that may not be tried, or nothing says that it could work
 */
export function secondTarget(run: ReachedContext, secure: boolean, mayBeClear: boolean): ProbeTarget | null {
  return secure ? clearTarget(run.target, mayBeClear) : tlsTarget(run);
}

function clearTarget(target: ProbeTarget, mayBeClear: boolean): ProbeTarget | null {
  if (target.tls === 'implicit' || !(mayBeClear || isAnonymousName(target.user))) return null;
  return { ...target, tls: 'none' };
}

/** Null where nothing says that the server knows TLS. */
function tlsTarget({ target, recorder }: ReachedContext): ProbeTarget | null {
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
  // Without a certificate that is accepted it ends before PASS.
  return { ...target, tls: 'explicit' };
}

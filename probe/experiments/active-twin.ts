import { SESSION } from '../../core/verdict/session-names.js';
import { tryActive } from '../session/active.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import { twinTarget } from './twin.js';

/**
 * Active mode once more in the other kind of text: a router at the client's side may rewrite PORT, and can do so in clear
 * only. By the same rules as the twin of the passive modes.
 */
export async function tryActiveTwin(
  run: ReachedContext,
  local: string,
  secure: boolean,
  mayBeClear: boolean,
): Promise<void> {
  const target = twinTarget(run, secure, mayBeClear);
  if (target === null) return;
  const held = run.recorder.held();
  const control = await openSession(run, SESSION.activeTwin, { target, held });
  if (control === null) return;
  run.recorder.release(held);
  await tryActive(control, run, local);
  if (!control.ended()) await control.quit();
  control.destroy();
}

import { ControlConnection } from './control.js';
import { dial } from './dial.js';
import { logIn } from './login.js';
import type { ReachedContext } from './run-context.js';

/**
 * Logs in once more, on a connection of its own and with steps of its own left out.
 * @param session label of all that is observed on it
 * @returns null where that fails
 */
export async function openSession(run: ReachedContext, session: string): Promise<ControlConnection | null> {
  const { peer, target, recorder, signal, timeoutMs } = run;
  const { socket, outcome, errno, durationMs } = await dial(peer, target.port, run.silenceMs, signal);
  recorder.observe({ kind: 'target', host: target.host, port: target.port, peer, session });
  const failed = errno === undefined ? {} : { errno };
  recorder.observe({
    kind: 'connect',
    channel: 'control',
    host: peer,
    port: target.port,
    outcome,
    durationMs,
    ...failed,
    session,
  });
  if (!socket) return null;
  const control = new ControlConnection(socket, { recorder, signal, timeoutMs, session });
  const quiet: ReachedContext = { ...run, recorder: recorder.withoutSteps() };
  if (await logIn(control, quiet)) return control;
  control.destroy();
  return null;
}

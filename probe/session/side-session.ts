import { ControlConnection, dial, type DialResult } from '../wire/index.js';
import { logIn, protectedBy, protection } from './login.js';
import type { LoginCourse } from './login.js';
import type { Recorder } from '../recorder.js';
import type { ReachedContext } from '../run-context.js';
import type { ProbeTarget } from '../types.js';

/** How a side session differs from the main session. */
export interface SideOptions {
  /** Instead of the run's own: another user, or the same in clear. */
  readonly target?: ProbeTarget;
  /** Where all slots are taken: false for no session then, instead of one when a slot is free again. */
  readonly waits?: boolean;
  /** Keeps back what is observed; the caller takes it over. Default: taken over with the login. */
  readonly held?: Recorder;
  /** It asks for ports and transfers nothing: PBSZ and PROT are left out. */
  readonly asksOnly?: boolean;
}

/** Records one more connect to the control port, and whom it was for. */
export function observeControl(
  { recorder, target, peer }: Pick<ReachedContext, 'recorder' | 'target' | 'peer'>,
  session: string,
  result: Omit<DialResult, 'socket'>,
): void {
  recorder.observe({ kind: 'target', host: target.host, port: target.port, peer, session });
  const place = { channel: 'control', host: peer, port: target.port } as const;
  recorder.observe({ kind: 'connect', ...place, ...result, session });
}

/**
 * Logs in once more on another connection, without steps. The caller ends it by `quit` or `destroy`.
 * It may be called before the main session has logged in: USER waits for that, and is not sent where that has failed.
 *
 * A server that allows no more connections is normal: nothing of that is recorded, and the run tries no further ones.
 * With another target its login is recorded, however it ends; else only a login that succeeds.
 * @param session label of all that is observed on it
 * @returns null where there is no slot, no connection, or no login
 */
export async function openSession(
  run: ReachedContext,
  session: string,
  options: SideOptions = {},
): Promise<ControlConnection | null> {
  const { peer, slots, recorder, signal, timeoutMs } = run;
  const slot = options.waits === false ? slots.takeFree() : await slots.take();
  if (!slot) return null;
  const target = options.target ?? run.target;
  const held = options.held ?? recorder.held();
  held.observe({ kind: 'target', host: target.host, port: target.port, peer, session });
  const observeLater = recorder.later();
  const { socket, ...result } = await dial(peer, target.port, run.silenceMs, signal);
  const connect = { kind: 'connect', channel: 'control', host: peer, port: target.port, ...result } as const;
  if (!socket) {
    run.lost.push(() => {
      observeLater({ ...connect, session });
    });
    slot.refused();
    return null;
  }
  socket.once('close', () => {
    slot.leave();
  });
  held.observe({ ...connect, session });
  const control = new ControlConnection(socket, { recorder: held, signal, timeoutMs, session });
  const met = { greeting: false };
  const course: LoginCourse = {
    onGreeting: () => {
      met.greeting = true;
    },
    // Another user's login has nothing to learn from the main one.
    ...(target.user === run.target.user
      ? { maySecure: run.ready.opened, mayAuthenticate: run.admitted.opened }
      : {}),
  };
  const isIn = await logIn(control, { ...run, recorder: held, target }, course);
  if (!options.held && (isIn || (met.greeting && options.target))) recorder.release(held);
  // What it meets before the greeting says that the server is busy, not that something is wrong with it.
  if (!met.greeting) slot.refused();
  if (isIn && (options.asksOnly === true || (await protect(control)))) return control;
  control.destroy();
  return null;
}

async function protect(control: ControlConnection): Promise<boolean> {
  const answers = await Promise.all(control.together(protection(control)));
  const last = answers.at(-1);
  if (last) protectedBy(control, last);
  return !control.ended();
}

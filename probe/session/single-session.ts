import { isCutHandshake } from '../../core/verdict/checks/support/cut-handshake.js';
import type { Observation } from '../../core/events/observation.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { KnownPorts } from '../range/known-ports.js';
import type { ReachedContext } from '../run-context.js';
import { ControlConnection, dial, Gate } from '../wire/index.js';
import { ConnectionSlots } from './connection-slots.js';
import { observeControl } from './side-session.js';

/** The server ended the main session without a word while the probe's other connections were open. */
export function wasCutOffBeside({ recorder, slots }: ReachedContext): boolean {
  const main = recorder.observations.filter(({ session, kind }) => session === undefined && kind !== 'note');
  const before = main.slice(0, Math.max(0, main.findIndex(isCut)));
  const last = before.at(-1);
  if (slots.most < 2 || !before.some(({ kind }) => kind === 'reply')) return false;
  // A refusal of the last command is reason enough, and a listing that the probe itself broke off.
  const isListed = main.some((seen) => seen.kind === 'transfer' && seen.outcome === 'complete');
  const isAtListing = last?.kind === 'transfer' || (last?.kind === 'reply' && last.to === 'LIST');
  return !(last?.kind === 'reply' && last.code >= 400) && !(isListed && isAtListing);
}

function isCut(seen: Observation): boolean {
  if (seen.kind === 'tls') return seen.channel === 'control' && isCutHandshake(seen);
  return (
    seen.kind === 'closed' && seen.channel === 'control' && seen.by === 'server' && seen.after !== 'QUIT'
  );
}

/** One more control connection, and a run in which there is no other; null for none. */
export async function openSingle(
  context: ReachedContext,
): Promise<{ readonly control: ControlConnection; readonly run: ReachedContext } | null> {
  const run: ReachedContext = {
    ...context,
    slots: new ConnectionSlots(1),
    ports: new KnownPorts(),
    lost: [],
    ready: new Gate<boolean>(),
    admitted: new Gate<boolean>(),
  };
  const { recorder, peer, target, silenceMs, signal, timeoutMs } = run;
  run.slots.takeFree();
  const session = SESSION.single;
  const { socket, ...result } = await dial(peer, target.port, silenceMs, signal);
  if (!socket) return null;
  observeControl(run, session, result);
  return { control: new ControlConnection(socket, { recorder, signal, timeoutMs, session }), run };
}

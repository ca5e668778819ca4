import type { Socket } from 'node:net';
import type { PassiveMode } from '../core/verdict/observation.js';
import type { Answer, ControlConnection } from './control.js';
import { dial } from './dial.js';
import { dialSeen, mayDial, observeEndpoint } from './passive.js';
import type { PassiveTry, Way } from './passive.js';
import type { ReachedContext } from './run-context.js';

/** A mode that got a data connection, and to which address. */
export interface WorkingWay {
  readonly mode: PassiveMode;
  readonly way: Way;
}

/** The first that worked; null if none did. */
export function workingWay(tries: readonly PassiveTry[]): WorkingWay | null {
  for (const { mode, works } of tries) if (works !== null) return { mode, way: works };
  return null;
}

/** Where a passive port is dialled. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** The port that an answer names, at the address that worked before; null where it names none. */
export function placeIn(
  control: ControlConnection,
  run: ReachedContext,
  answer: Answer | undefined,
  { mode, way }: WorkingWay,
): Place | null {
  const endpoint = answer ? observeEndpoint(answer, control, run, mode) : null;
  if (endpoint === null || endpoint.port === null) return null;
  const { host: named, port } = endpoint;
  return {
    host: way === 'advertised' && named !== null && mayDial(named, run.peer) ? named : run.peer,
    port,
  };
}

/** A data connection to there; null for none. */
export async function dialPlace(
  control: ControlConnection,
  run: ReachedContext,
  place: Place,
  { mode, way }: WorkingWay,
): Promise<Socket | null> {
  const observe = run.recorder.later();
  const result = await dial(place.host, place.port, run.silenceMs, run.signal);
  observe(dialSeen(result, { ...place, mode, dialled: way, ...control.label }));
  return result.socket ?? null;
}

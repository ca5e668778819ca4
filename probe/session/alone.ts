import type { Socket } from 'node:net';
import type { PassiveMode } from '../../core/events/observation.js';
import type { ControlConnection, DialResult } from '../wire/index.js';
import { PortDial, secondChance } from '../range/port-dial.js';
import { dialSeen, hostPortIn } from './passive.js';
import type { ReachedContext } from '../run-context.js';

/** All ports failed before: three that open now are no chance. */
const LEAST = 3;
const MOST = 16;
/** How likely chance may be to open them all where some ports fail. */
const CHANCE = 0.001;

/** So many ports in a row that open show that the share which failed before has another cause than the ports. */
export function portsForProof(failed: number, all: number): number {
  if (failed >= all) return LEAST;
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.log(CHANCE) / Math.log(1 - failed / all))));
}

/**
 * Asks for ports one after the other while no other connection of the run stands, until one does not open.
 * @returns the data connection to the last of them; null where one failed
 */
export async function openAlone(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  count: number,
): Promise<Socket | null> {
  for (let n = 1; n <= count && !control.ended(); n++) {
    const place = hostPortIn(control, run, await control.send(mode), { mode, way: 'advertised' });
    if (place === null) return null;
    const observe = run.recorder.later();
    const dial = new PortDial(run, place.host, place.port);
    const result = (await dial.within(secondChance(run))) ?? silent(dial);
    observe(dialSeen(result, { ...place, mode, dialled: 'advertised', alone: true, ...control.label }));
    if (!result.socket) {
      dial.abandon();
      return null;
    }
    if (n === count) return result.socket;
    result.socket.destroy();
  }
  return null;
}

function silent(dial: PortDial): DialResult {
  return { outcome: 'timeout', errno: 'ETIMEDOUT', durationMs: Math.round(dial.ageMs) };
}

import type { PassiveMode } from '../../core/events/observation.js';
import type { PassiveTry, Way } from './passive.js';

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

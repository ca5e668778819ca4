import type { PassiveRange } from './types.js';

/** What to do beyond the ordinary course, defaults filled in. */
export interface Plan {
  /** Passive ports to ask for, 0-64. */
  readonly samples: number;
  /** Experiments that were asked for. */
  readonly also: ReadonlySet<string>;
  /** Pause of the experiment `idle`. */
  readonly idleMs: number;
  readonly expectedRange?: PassiveRange;
}

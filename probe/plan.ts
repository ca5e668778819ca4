import type { ExtraTest, PassiveRange } from './types.js';

/** What to do beyond the ordinary course, defaults filled in. */
export interface Plan {
  /** Passive ports to ask for, 0-64. */
  readonly samples: number;
  readonly active: boolean;
  readonly also: ReadonlySet<ExtraTest>;
  /** Pause of the test `idle`. */
  readonly idleMs: number;
  readonly expectedRange?: PassiveRange;
}

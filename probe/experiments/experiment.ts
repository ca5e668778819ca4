import type { MainFacts } from '../main-facts.js';
import type { ReachedContext } from '../run-context.js';
import type { ControlConnection } from '../wire/index.js';

/**
 * When an experiment is made.
 * `beside`: from the greeting on, on further connections; in a healthy run it must not outlast the main session.
 * `listed`: before the main session's QUIT, when it has listed and asked for its ports. That session may have ended.
 * `closed`, then `last`: when the main connection is closed. `meanwhile`: during `last`, since it takes long.
 * `failed`: when the main connection is closed, and its login has failed.
 */
export type Moment = 'beside' | 'listed' | 'closed' | 'last' | 'meanwhile' | 'failed';

export interface ExperimentContext {
  readonly run: ReachedContext;
  readonly facts: MainFacts;
  /** The main control connection. */
  readonly control: ControlConnection;
  readonly moment: Moment;
}

/** One test of the server besides the login and the listing of the main session. */
export interface Experiment {
  /** Name for `--also`, and of its step where it has one. Never changed: saved reports hold it. */
  readonly id: string;
  /** For pickers, and as the name of its step. */
  readonly label: string;
  /** What it does to the server, on one line, for pickers and `--help`. */
  readonly help: string;
  /** What is being done while its step runs. Absent: it shows as a step of the main session. */
  readonly doing?: string;
  /** Label of its session in the observations. Absent: it has none, or one for each address. */
  readonly session?: string;
  /** Made on request only: it is slow or intrusive. */
  readonly isExtra?: true;
  /** Not made without a login of the main session. */
  readonly needsLogin?: true;
  /** What is reported as not tested where it was not asked for. */
  readonly leavesUntested?: string;
  readonly when: readonly Moment[];
  run(context: ExperimentContext): Promise<void>;
}

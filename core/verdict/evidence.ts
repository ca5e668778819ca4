import type { ConfigModel } from '../config/index.js';
import type { Observation } from './observation.js';

/** Who saw it: a probe knows times and error numbers, a transcript only what a program chose to print. */
export type Witness = 'probe' | 'transcript';

/** All that is known about one server. */
export interface Evidence {
  readonly witness: Witness;
  /** In the order they were made. */
  readonly observations: readonly Observation[];
  /** The server's vsftpd.conf, where it is at hand. */
  readonly config?: ConfigModel;
  /** Numeric address of the server, where the observations do not name it. */
  readonly peer?: string;
  /** The tester's own address as the internet sees it, where the user gave it. */
  readonly ownAddress?: string;
}

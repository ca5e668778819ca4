import type { Listing } from './session/listing.js';
import type { PassiveTry } from './session/passive.js';
import type { Plan } from './plan.js';
import type { ProbeRange } from './types.js';
import type { Gate } from './wire/wait.js';

/** What the main session has shown so far. */
export interface MainFacts {
  readonly plan: Plan;
  /** All addresses of the name, in the resolver's order. */
  readonly addresses: readonly string[];
  /** Own numeric address of the main control connection. */
  readonly local: string | null;
  loggedIn: boolean;
  /** The main control connection speaks TLS. */
  secure: boolean;
  /**
   * Opens when the main session holds the ports that it needs, or will get none. Others ask for ports only then: in a
   * small range they might take the last one.
   */
  readonly hasPorts: Gate<null>;
  /** EPSV and PASV of the main session, as far as they got. */
  tries: readonly PassiveTry[];
  /** A listing was tried on a data connection; whether it succeeded stands in the observations. */
  listed: boolean;
  /** What that listing came to, where it began. */
  listing?: Listing;
  range: ProbeRange | null;
}

import type { ControlConnection } from './control.js';
import type { PassiveTry } from './passive.js';
import type { Plan } from './plan.js';
import type { ReachedContext, RunContext } from './run-context.js';
import type { ProbeRange } from './types.js';

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
  /** EPSV and PASV of the main session, as far as they got. */
  tries: readonly PassiveTry[];
  /** A listing was tried on a data connection; whether it succeeded stands in the observations. */
  listed: boolean;
  range: ProbeRange | null;
}

/** As soon as the name is resolved, before the first packet to the server. */
export const asidesAtStart: (run: RunContext, addresses: readonly string[]) => Promise<void> = async () => {};

/**
 * Begins when the main session is logged in and runs beside it: on connections of its own, from `openSession`, never on
 * the main one. In a healthy run it must not outlast the main session, which takes about eight round trips from here.
 */
export const asidesBeside: (run: ReachedContext, facts: MainFacts) => Promise<void> = async () => {};

/** On the main session, when it has listed and all ports are sampled, before QUIT. The session may have ended. */
export const asidesOnSession: (
  control: ControlConnection,
  run: ReachedContext,
  facts: MainFacts,
) => Promise<void> = async () => {};

/** When every other connection is closed; also where the login failed (`facts.loggedIn`). */
export const asidesAtEnd: (run: ReachedContext, facts: MainFacts) => Promise<void> = async () => {};

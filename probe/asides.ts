import { tryActiveTwin } from './active-twin.js';
import { tryAddresses } from './addresses.js';
import { tryAnonymous } from './anonymous.js';
import type { ControlConnection } from './control.js';
import { compareFile } from './file-transfer.js';
import { tryForeign } from './foreign.js';
import { tryIdle } from './idle.js';
import { tryInjection } from './inject.js';
import type { Listing } from './listing.js';
import { tryModes } from './modes.js';
import { tryOldTls, trySmallTls } from './old-tls.js';
import type { PassiveTry } from './passive.js';
import type { Plan } from './plan.js';
import type { ReachedContext, RunContext } from './run-context.js';
import { trySmallTransfer } from './small-transfer.js';
import { tryQuietTls } from './quiet-tls.js';
import { tryTwin } from './twin.js';
import type { ProbeRange } from './types.js';
import type { Gate } from './wait.js';
import { tryUnresumed } from './unresumed.js';
import { observeVantage } from './vantage.js';
import { workingWay } from './working-way.js';

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
  /** Opens when the main session has asked for all but ports: FEAT and STAT stand in the observations; or has ended. */
  readonly looked: Gate<null>;
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

/** As soon as the name is resolved, before the first packet to the server. */
export function asidesAtStart(run: RunContext): Promise<void> {
  observeVantage(run);
  return Promise.resolve();
}

/**
 * Begins when the server has greeted the main session and runs beside it: on connections of its own, from `openSession`,
 * never on the main one. In a healthy run it must not outlast the main session.
 */
export async function asidesBeside(run: ReachedContext, facts: MainFacts): Promise<void> {
  const { plan, addresses } = facts;
  await Promise.all([
    tryUnresumed(run, facts),
    facts.hasPorts.opened.then(() =>
      facts.loggedIn ? tryTwin(run, facts.secure, plan.also.has('clear')) : undefined,
    ),
    run.admitted.opened.then((isIn) => (isIn ? tryAddresses(run, addresses, true) : undefined)),
  ]);
}

/** On the main session, when it has listed and asked for its ports, before QUIT. The session may have ended. */
export async function asidesOnSession(
  control: ControlConnection,
  run: ReachedContext,
  { listing, tries }: MainFacts,
): Promise<void> {
  const good = workingWay(tries);
  if (good === null || listing === undefined) return;
  await compareFile(control, run, listing, good);
  await trySmallTransfer(run, listing, good);
}

/** When every other connection is closed; also where the login failed (`facts.loggedIn`). */
export async function asidesAtEnd(run: ReachedContext, facts: MainFacts): Promise<void> {
  const { plan, loggedIn, addresses, local, tries, secure } = facts;
  const { also } = plan;
  const good = workingWay(tries);
  if (!loggedIn)
    await Promise.all([
      tryAddresses(run, addresses, false),
      tryOldTls(run),
      trySmallTls(run),
      tryQuietTls(run),
    ]);
  const idle = loggedIn && also.has('idle') ? tryIdle(run, plan, good) : null;
  // It fails only when the run is cancelled, and is awaited below.
  idle?.catch(() => undefined);
  if (also.has('anonymous')) await tryAnonymous(run);
  if (also.has('inject')) await tryInjection(run);
  if (loggedIn && local !== null) {
    if (plan.active) await tryActiveTwin(run, local, secure, also.has('clear'));
    if (also.has('modes')) await tryModes(run);
    if (also.has('foreign')) await tryForeign(run, local, good);
  }
  await idle;
}

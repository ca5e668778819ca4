import { tryActiveTwin } from './active-twin.js';
import { tryAddresses } from './addresses.js';
import { tryAnonymous } from './anonymous.js';
import type { ControlConnection } from '../wire/control.js';
import { compareFile } from '../session/file-transfer.js';
import { tryForeign } from './foreign.js';
import { tryIdle } from './idle.js';
import { tryInjection } from './inject.js';
import type { MainFacts } from '../session/main-facts.js';
import { tryModes } from './modes.js';
import { tryOldTls, trySmallTls } from './old-tls.js';
import type { ReachedContext, RunContext } from '../run-context.js';
import { trySmallTransfer } from './small-transfer.js';
import { tryQuietTls } from './quiet-tls.js';
import { tryTwin } from './twin.js';
import { tryUnresumed } from './unresumed.js';
import { observeVantage } from './vantage.js';
import { workingWay } from '../session/working-way.js';

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

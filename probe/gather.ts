import type { PassiveMode } from '../core/events/observation.js';
import { openSingle, wasCutOffBeside } from './session/single-session.js';
import { observeVantage } from './session/vantage.js';
import type { ExperimentContext } from './experiments/experiment.js';
import { atOnce, inTurn } from './run-experiments.js';
import type { MainFacts } from './main-facts.js';
import { describeAnswer } from './wire/answer.js';
import { ControlConnection } from './wire/control.js';
import { openAlone, portsForProof } from './session/alone.js';
import { list } from './session/listing.js';
import { logIn } from './session/login.js';
import { lookAround } from './session/look-around.js';
import { beginPassive, dialOnceMore, observeBareDial, openPassive } from './session/passive.js';
import type { PassiveCourse, PassivePlan, PassiveTry, Way } from './session/passive.js';
import type { Plan } from './plan.js';
import { quoted } from '../core/events/printable.js';
import { isIn } from './range/range.js';
import { reach, resolve } from './session/reach.js';
import type { ReachedContext, RunContext } from './run-context.js';
import { PortSampling } from './range/sampling.js';
import { observeControl, openSession } from './session/side-session.js';
import type { ProbeRange } from './types.js';
import { dial } from './wire/dial.js';
import { SESSION } from '../core/verdict/session-names.js';
import { Gate } from './wire/wait.js';

/** Label of a session that goes on where the main one has ended. */
const SECOND = 'second';

/** What a run gathers besides steps and observations; filled in as it goes, so that a run cut short keeps its part. */
export interface Gathered {
  peer: string | null;
  local: string | null;
  range: ProbeRange | null;
}

/** All stages in order; each one that cannot go on says so in its step and ends the run. */
export async function gather(run: RunContext, plan: Plan, gathered: Gathered): Promise<void> {
  const addresses = await resolve(run);
  if (addresses === null) return;
  observeVantage(run);
  const reached = await reach(run, addresses);
  if (reached === null) return;
  const { socket, context } = reached;
  gathered.peer = context.peer;
  gathered.local = socket.localAddress ?? null;
  const control = new ControlConnection(socket, context);
  const facts = factsOf(plan, addresses, gathered.local);
  const circumstances = { run: context, facts, control };
  const sampling = new PortSampling(context, plan);
  const beside = await logInWithOthers(circumstances, sampling);
  try {
    if (facts.loggedIn) await lookThrough(control, context, facts, sampling);
  } finally {
    gathered.range = facts.range;
  }
  control.destroy();
  facts.hasPorts.open(null);
  await Promise.all([sampling.close(), beside.ended]);
  if (wasCutOffBeside(context)) await goAlone(context, facts);
  else await lookAlone(context, facts);
  await afterwards(circumstances);
  if (!wentSilent(context)) return;
  if (context.lost.length === 0) await dialAgain(context);
  for (const tell of context.lost) tell();
}

/** Where data ports failed: a limit on connections may have met the probe's own ones. */
async function lookAlone(run: ReachedContext, facts: MainFacts): Promise<void> {
  const { tries, range } = facts;
  const failed = tries.find(({ answered, works }) => answered && works === null);
  const mode = (failed ?? tries.find(({ answered }) => answered))?.mode;
  const isDoubtful =
    failed !== undefined || (range !== null && range.silent.length + range.refused.length > 0);
  if (mode === undefined || !isDoubtful || range?.exact === true) return;
  const control = await openSession(run, SESSION.alone);
  if (control === null) {
    await dialAgain(run);
    return;
  }
  const counts = run.ports.counts;
  const done = run.recorder.step('dial');
  const count = portsForProof(counts.failed, counts.all);
  const data = await openAlone(control, run, mode, count);
  done(
    data === null ? 'fail' : 'pass',
    data === null
      ? 'With no other connection of this probe, a data port fails too.'
      : `With no other connection of this probe, ${count} of ${count} data ports opened.`,
  );
  if (data !== null) {
    facts.listing = await list(control, run, data, run.recorder.step('list'));
    facts.listed = true;
  }
  await control.quit();
}

/** Silence alone may be the server's; a ban takes the control port away too. */
async function dialAgain(run: ReachedContext): Promise<void> {
  const { peer, target, silenceMs, signal } = run;
  const { socket, ...result } = await dial(peer, target.port, silenceMs, signal);
  socket?.destroy();
  if (socket) return;
  observeControl(run, SESSION.again, result);
}

function factsOf(plan: Plan, addresses: readonly string[], local: string | null): MainFacts {
  return {
    plan,
    addresses,
    local,
    secure: false,
    loggedIn: false,
    hasPorts: new Gate<null>(),
    tries: [],
    listed: false,
    range: null,
  };
}

type Circumstances = Omit<ExperimentContext, 'moment'>;

/** @returns the experiments that run beside the main session from its greeting on */
async function logInWithOthers(
  circumstances: Circumstances,
  sampling: PortSampling,
): Promise<{ readonly ended: Promise<void> }> {
  const { run, facts, control } = circumstances;
  let ended: Promise<void> = Promise.resolve();
  facts.loggedIn = await logIn(control, run, {
    onGreeting: () => {
      sampling.prepare();
      ended = atOnce('beside', circumstances);
      // It fails only when the run is cancelled, and is awaited in the end.
      ended.catch(() => undefined);
    },
    onReady: () => {
      run.ready.open(true);
      facts.secure = control.isSecure;
    },
  });
  run.ready.open(false);
  run.admitted.open(facts.loggedIn);
  return { ended };
}

/** The main session once more, without any other beside it. */
async function goAlone(context: ReachedContext, facts: MainFacts): Promise<void> {
  const single = await openSingle(context);
  if (single === null) return;
  const { control, run } = single;
  // A second port of one session: what ends there is no matter of how many there are.
  const plan = { ...facts.plan, samples: Math.min(facts.plan.samples, 2) };
  const own: MainFacts = { ...facts, plan, hasPorts: new Gate<null>(), tries: [], listed: false };
  own.loggedIn = await logIn(control, run, {
    onReady: () => {
      own.secure = control.isSecure;
    },
  });
  if (own.loggedIn) await lookThrough(control, run, own, new PortSampling(run, plan));
  control.destroy();
  if (own.listed)
    Object.assign(facts, { ...own, plan: facts.plan, hasPorts: facts.hasPorts, range: facts.range });
}

/** The experiments that wait until the main connection is closed. */
async function afterwards(circumstances: Circumstances): Promise<void> {
  await inTurn('closed', circumstances);
  if (!circumstances.facts.loggedIn) await atOnce('failed', circumstances);
  const meanwhile = atOnce('meanwhile', circumstances);
  // It fails only when the run is cancelled, and is awaited below.
  meanwhile.catch(() => undefined);
  await inTurn('last', circumstances);
  await meanwhile;
}

/** The server, or a device before it, stopped answering on the main connection. */
function wentSilent({ recorder }: ReachedContext): boolean {
  return recorder.observations.some(
    (seen) =>
      seen.session === undefined &&
      ((seen.kind === 'note' && seen.note === 'timeout' && seen.channel === 'control') ||
        (seen.kind === 'closed' && seen.by === 'server' && seen.after !== 'QUIT') ||
        (seen.kind === 'tls' && seen.channel === 'control' && seen.outcome !== 'established')),
  );
}

/** Everything after the login on the main connection, from EPSV to QUIT. */
async function lookThrough(
  main: ControlConnection,
  run: ReachedContext,
  facts: MainFacts,
  sampling: PortSampling,
): Promise<void> {
  const { control, courses } = await tryBothModes(main, run, facts, sampling);
  facts.listed = await listOnce(control, run, facts);
  listenersGone(courses);
  await sampling.join(control);
  if (!facts.listed && facts.tries.some(({ answered }) => answered)) await sampling.firstLook();
  if (!facts.listed) facts.listed = await listAtLast(control, run, facts);
  // While others still ask for ports this connection has time.
  await inTurn('listed', { run, facts, control });
  const wasListed = facts.listed;
  sampling.lend(control.ended() ? null : control);
  facts.range = await sampling.result();
  facts.tries = await waitFor(courses, control, run, facts.range);
  if (!facts.listed) facts.listed = (await listOnce(control, run, facts)) || skipListing(run);
  const closing = sampling.close();
  // It fails only when the run is cancelled, and is awaited below.
  closing.catch(() => undefined);
  if (!wasListed) await inTurn('listed', { run, facts, control });
  if (!control.ended()) await sayGoodbye(control, run);
  await closing;
  control.destroy();
}

/** Where both modes were tried, and how far they got. */
interface Modes {
  readonly control: ControlConnection;
  readonly courses: readonly PassiveCourse[];
}

/** EPSV first: a bad pasv_address ends the session at PASV, and only there. */
async function tryBothModes(
  main: ControlConnection,
  run: ReachedContext,
  facts: MainFacts,
  sampling: PortSampling,
): Promise<Modes> {
  // In a small range they might take the last port.
  const letOthersAsk = (mode: PassiveMode | null): void => {
    sampling.begin(mode);
    facts.hasPorts.open(null);
  };
  const { control, ...around } = await lookAroundTwice(main, run);
  const first = await beginPassive(control, run, 'EPSV', { keep: false, ...around });
  await around.others;
  facts.tries = [first.soFar];
  listenersGone([first]);
  if (first.soFar.refused) sampling.noteRefusal();
  // A device on the way that swallows EPSV may let PASV through.
  const isSwallowed = control.ended() && control.lastVerb === 'EPSV';
  const other = (isSwallowed ? await openSession(run, SECOND) : null) ?? control;
  const second = other.ended()
    ? null
    : await beginPassive(other, run, 'PASV', {
        keep: true,
        onAnswer: () => {
          if (first.soFar.works !== null) letOthersAsk('EPSV');
        },
      });
  if (second === null) run.recorder.skip('pasv', 'The session has ended.');
  const courses = second === null ? [first] : [first, second];
  facts.tries = courses.map(({ soFar }) => soFar);
  if (second?.soFar.refused === true) sampling.noteRefusal();
  const best =
    facts.tries.find(({ works }) => works !== null) ?? facts.tries.find(({ answered }) => answered);
  letOthersAsk(best?.mode ?? null);
  return { control: other, courses };
}

/** Commands that no client needs: a server that ends the session at one may take all others. */
const NEEDLESS: readonly string[] = ['STAT', 'FEAT'];

/** Where a question ends the session before EPSV was asked, a second session goes on without any. */
async function lookAroundTwice(
  main: ControlConnection,
  run: ReachedContext,
): Promise<{ readonly control: ControlConnection } & Pick<PassivePlan, 'answer' | 'others'>> {
  const { epsv, others } = await lookAround(main, run);
  if (!main.mayPipeline) {
    await others;
    const isLost = main.ended() && NEEDLESS.includes(main.lastVerb);
    const control = isLost ? await openSession(run, SECOND) : null;
    if (control !== null) return { control };
  }
  return { control: main, answer: epsv, others };
}

/** The next PASV or EPSV ends what these wait for. */
function listenersGone(courses: readonly PassiveCourse[]): void {
  for (const { waiting } of courses) for (const { dial } of waiting) dial.listenerGone();
}

/**
 * One listing over the connection that PASV left open, else over a fresh one in the mode and way that worked.
 * @returns whether there was any way to try it
 */
async function listOnce(control: ControlConnection, run: ReachedContext, facts: MainFacts): Promise<boolean> {
  const { tries } = facts;
  const kept = tries.find((one) => one.socket !== null && !one.socket.destroyed)?.socket;
  if (kept && !control.ended()) {
    facts.listing = await list(control, run, kept, run.recorder.step('list'));
    return true;
  }
  const good = tries.find((one) => one.works !== null);
  if (!good?.works) return false;
  // A session that died at PASV still lists over EPSV: what most clients do, and never notice.
  const session = control.ended() ? await openSession(run, SECOND) : control;
  const data = session && (await openPassive(session, run, good.mode, good.works));
  if (data) facts.listing = await list(session, run, data, run.recorder.step('list'));
  if (session !== control && session !== null) await session.quit();
  return data !== null;
}

/**
 * The first ports tried were blocked; where a sample got through, a port near it may too.
 * @returns whether a listing was tried
 */
async function listAtLast(
  control: ControlConnection,
  run: ReachedContext,
  facts: MainFacts,
): Promise<boolean> {
  const mode = facts.tries.find((one) => one.answered)?.mode;
  if (mode === undefined || !run.ports.hasOpen || control.ended()) return false;
  const data = await openPassive(control, run, mode, 'peer');
  if (data) facts.listing = await list(control, run, data, run.recorder.step('list'));
  return data !== null;
}

function skipListing({ recorder }: ReachedContext): false {
  recorder.skip('list', 'There was no data connection, and LIST without one would only block the session.');
  return false;
}

/** Ends the dials that had no answer at first. Where that contradicts the samples, it is tried once more. */
async function waitFor(
  courses: readonly PassiveCourse[],
  control: ControlConnection,
  run: ReachedContext,
  range: ProbeRange | null,
): Promise<readonly PassiveTry[]> {
  const tries: PassiveTry[] = [];
  for (const { soFar, waiting } of courses) {
    let { works } = soFar;
    for (const { dial, way, finish, dismiss } of waiting) {
      const { port, host } = dial;
      if (host === run.peer && range?.exact === true && isIn(range.silent, port)) dial.enough();
      const result = await dial.ended;
      const { verdict } = dial;
      const looksFree = host === run.peer && range !== null && isIn(range.open, port);
      const isDoubtful = verdict === 'unclear' || (verdict === 'silent' && looksFree);
      if (isDoubtful && !control.ended()) {
        dismiss('no clear answer; it is tried again.');
        if (dial.lostSyn) observeBareDial(run, port, result);
        if (await tryOnceMore(control, run, soFar.mode, way)) works ??= way;
      } else if (verdict === 'unclear') dismiss('refused, but only when the port no longer listened.');
      else finish(result);
      if (dial.stood) works ??= way;
    }
    // One refusal may be chance where the other mode gets through.
    const isLonely = soFar.refused && courses.some((other) => other.soFar.works !== null);
    if (isLonely && works === null && !control.ended() && (await tryOnceMore(control, run, soFar.mode)))
      works = 'advertised';
    tries.push({ ...soFar, works });
  }
  return tries;
}

async function tryOnceMore(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  way: Way = 'advertised',
): Promise<boolean> {
  const done = run.recorder.step('dial');
  const isOpen = await dialOnceMore(control, run, mode, way);
  done(isOpen ? 'pass' : 'fail', `${mode}: ${isOpen ? 'connected' : 'no connection'} this time.`);
  return isOpen;
}

async function sayGoodbye(control: ControlConnection, run: ReachedContext): Promise<void> {
  const done = run.recorder.step('quit');
  const answer = await control.quit();
  done(answer.kind === 'reply' && answer.code === 221 ? 'pass' : 'warn', quoted(describeAnswer(answer)));
}

import type { PassiveMode } from '../core/verdict/observation.js';
import { tryActive } from './active.js';
import { asidesAtEnd, asidesAtStart, asidesBeside, asidesOnSession } from './asides.js';
import type { MainFacts } from './asides.js';
import { ControlConnection, describeAnswer } from './control.js';
import { list } from './listing.js';
import { logIn } from './login.js';
import { tryOrdinaryClient } from './ordinary-client.js';
import { openPassive, tryPassive } from './passive.js';
import type { PassiveTry } from './passive.js';
import type { Plan } from './plan.js';
import { quoted } from './printable.js';
import { reach, resolve } from './reach.js';
import type { ReachedContext, RunContext } from './run-context.js';
import { samplePorts } from './sampling.js';
import { openSession } from './side-session.js';
import type { ProbeRange } from './types.js';

/** Each costs one silence at worst. */
const MAX_LUCKY_TRIES = 3;

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
  await asidesAtStart(run, addresses);
  const reached = await reach(run, addresses);
  if (reached === null) return;
  const { socket, context } = reached;
  gathered.peer = context.peer;
  gathered.local = socket.localAddress ?? null;
  const control = new ControlConnection(socket, context);
  const facts: MainFacts = {
    plan,
    addresses,
    local: gathered.local,
    secure: false,
    loggedIn: false,
    tries: [],
    listed: false,
    range: null,
  };
  if (await logIn(control, context)) {
    facts.loggedIn = true;
    facts.secure = control.isSecure;
    await lookThrough(control, context, facts, gathered);
  }
  control.destroy();
  await asidesAtEnd(context, facts);
}

/** Everything behind a login. */
async function lookThrough(
  control: ControlConnection,
  run: ReachedContext,
  facts: MainFacts,
  gathered: Gathered,
): Promise<void> {
  const { plan } = facts;
  await lookAround(control, run);
  const beside = asidesBeside(run, facts);
  // It fails only when the run is cancelled, and is awaited below.
  beside.catch(() => undefined);
  facts.tries = await tryBothModes(control, run);
  facts.listed = await listOnce(control, run, facts.tries);
  await sample(control, run, facts.tries, plan, gathered);
  facts.range = gathered.range;
  if (!facts.listed) await listAtLast(control, run, facts.tries, gathered.range);
  await asidesOnSession(control, run, facts);
  if (!control.ended()) await sayGoodbye(control, run);
  control.destroy();
  await beside;
  await asOrdinaryClient(control, run, facts.tries);
  if (plan.active) await asActiveClient(run, gathered.local);
  else run.recorder.notTested('active mode');
}

/** FEAT, STAT, and the directory asked for. */
async function lookAround(control: ControlConnection, run: ReachedContext): Promise<void> {
  const features = run.recorder.step('features');
  const feat = await control.send('FEAT');
  features(feat.kind === 'reply' && feat.code === 211 ? 'pass' : 'warn', quoted(describeAnswer(feat), 400));
  if (control.ended()) return;
  const mirror = run.recorder.step('stat');
  const stat = await control.send('STAT');
  const seenAs =
    stat.kind === 'reply' ? /connected to (?:::ffff:)?([0-9a-f.:]{3,45})/i.exec(stat.text)?.[1] : undefined;
  const isStatus = stat.kind === 'reply' && stat.code >= 200 && stat.code < 300;
  mirror(
    isStatus ? 'pass' : 'warn',
    (seenAs === undefined ? '' : `The server sees this machine as ${seenAs}. `) +
      quoted(describeAnswer(stat), 400),
  );
  if (control.ended() || run.target.path === undefined) return;
  const cwd = run.recorder.step('cwd');
  const moved = await control.send('CWD', run.target.path);
  cwd(moved.kind === 'reply' && moved.code < 300 ? 'pass' : 'fail', quoted(describeAnswer(moved)));
}

/** EPSV first: a bad pasv_address ends the session at PASV, and only there. */
async function tryBothModes(control: ControlConnection, run: ReachedContext): Promise<readonly PassiveTry[]> {
  const tries: PassiveTry[] = [];
  for (const mode of ['EPSV', 'PASV'] as const) {
    if (control.ended()) run.recorder.skip(mode === 'PASV' ? 'pasv' : 'epsv', 'The session has ended.');
    else tries.push(await tryPassive(control, run, mode, mode === 'PASV'));
  }
  return tries;
}

/**
 * One listing over the connection that PASV left open, else over a fresh one in the mode and way that worked.
 * @returns whether there was any way to try it
 */
async function listOnce(
  control: ControlConnection,
  run: ReachedContext,
  tries: readonly PassiveTry[],
): Promise<boolean> {
  const kept = tries.find((one) => one.socket !== null)?.socket;
  if (kept && !control.ended()) {
    await list(control, run, kept, run.recorder.step('list'));
    return true;
  }
  const good = tries.find((one) => one.works !== null);
  if (!good?.works) return false;
  // A session that died at PASV still lists over EPSV: what most clients do, and never notice.
  const session = control.ended() ? await openSession(run, 'second') : control;
  const data = session && (await openPassive(session, run, good.mode, good.works));
  if (data) await list(session, run, data, run.recorder.step('list'));
  else run.recorder.skip('list', `No second data connection could be made with ${good.mode}.`);
  if (session !== control && session !== null) await session.quit();
  return true;
}

/** The first ports tried were blocked; where a sample got through, a few more tries may hit an open port again. */
async function listAtLast(
  control: ControlConnection,
  run: ReachedContext,
  tries: readonly PassiveTry[],
  range: ProbeRange | null,
): Promise<void> {
  const mode = tries.find((one) => one.answered)?.mode;
  const hopeful = range !== null && range.open.length > 0 && mode !== undefined;
  for (let index = 0; hopeful && index < MAX_LUCKY_TRIES && !control.ended(); index++) {
    const data = await openPassive(control, run, mode, 'advertised');
    if (data === null) continue;
    await list(control, run, data, run.recorder.step('list'));
    return;
  }
  run.recorder.skip(
    'list',
    'No data connection came about, and LIST without one would only block the session.',
  );
}

async function sample(
  control: ControlConnection,
  run: ReachedContext,
  tries: readonly PassiveTry[],
  plan: Plan,
  gathered: Gathered,
): Promise<void> {
  if (plan.samples === 0) {
    run.recorder.notTested('more than one passive port');
    return;
  }
  const mode: PassiveMode | undefined = tries.find((one) => one.answered)?.mode;
  if (mode === undefined) return;
  if (control.ended()) {
    run.recorder.skip('range', 'The session has ended.');
    return;
  }
  gathered.range = await samplePorts(control, run, mode, plan.samples);
}

async function sayGoodbye(control: ControlConnection, run: ReachedContext): Promise<void> {
  const done = run.recorder.step('quit');
  const answer = await control.quit();
  done(answer.kind === 'reply' && answer.code === 221 ? 'pass' : 'warn', quoted(describeAnswer(answer)));
}

/** On a session of its own: a server that cannot connect back blocks its session for a minute. */
async function asActiveClient(run: ReachedContext, local: string | null): Promise<void> {
  const control = local === null ? null : await openSession(run, 'active');
  if (control === null || local === null) {
    run.recorder.skip('active', 'No further login is possible now.');
    return;
  }
  await tryActive(control, run, local);
  if (!control.ended()) await control.quit();
  control.destroy();
}

async function asOrdinaryClient(
  control: ControlConnection,
  run: ReachedContext,
  tries: readonly PassiveTry[],
): Promise<void> {
  if (tries.every((one) => one.works === null)) {
    run.recorder.skip('client', 'The data ports tried are blocked: an ordinary client would only wait.');
    return;
  }
  await tryOrdinaryClient(run, !control.isSecure ? false : run.target.tls === 'implicit' ? 'implicit' : true);
}

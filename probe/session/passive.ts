import type { Socket } from 'node:net';
import { sameAddress } from '../../core/reply/address-class.js';
import type { PassiveMode } from '../../core/events/observation.js';
import { advertisedIn } from './advertised.js';
import type { Advertised } from './advertised.js';
import {
  describeAnswer,
  type ControlAnswer,
  type ControlConnection,
  describeDial,
  seenOf,
  type DialResult,
  quoted,
} from '../wire/index.js';
import { mayDial } from './may-dial.js';
import { PortDial, patience, secondChance } from '../range/port-dial.js';
import { at } from './reach.js';
import type { Unstamped } from '../recorder.js';
import type { ReachedContext } from '../run-context.js';

/** What one mode came to: the listing needs an open one. */
export interface PassiveTry {
  readonly mode: PassiveMode;
  /** The server named a port. */
  readonly answered: boolean;
  /** How to dial so that it works; null if no way did. */
  readonly works: Way | null;
  /** Open, unused data connection, where the caller asked to keep it. */
  readonly socket: Socket | null;
  /** The port was refused at the server's own address, while it listened. */
  readonly refused: boolean;
}

/** A mode under way: what it came to so far, and the dials that have had no answer yet. */
export interface PassiveCourse {
  readonly soFar: PassiveTry;
  readonly waiting: readonly WaitingDial[];
}

/** A dial that the session need not wait for. */
export interface WaitingDial {
  readonly dial: PortDial;
  readonly way: Way;
  /** Records the dial and ends its step. */
  readonly finish: (result: DialResult) => void;
  /** Ends its step without a record: the answer proves nothing. */
  readonly dismiss: (why: string) => void;
}

/** Which of the two addresses a data connection goes to. */
export type Way = 'advertised' | 'peer';

/** Ports asked for until one is likely to be open, and how many of them are dialled. */
const MAX_ASKED = 12;
const MAX_DIALLED = 3;

/** Asks for one passive port and dials it before any transfer command: the connect alone is a full verdict. */
export async function tryPassive(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  keep: boolean,
): Promise<PassiveTry> {
  const { soFar, waiting } = await beginPassive(control, run, mode, { keep });
  let { works } = soFar;
  for (const { dial, way, finish, dismiss } of waiting) {
    const result = await dial.ended;
    if (dial.verdict === 'unclear') dismiss('refused, but only when the port no longer listened.');
    else finish(result);
    if (dial.stood) works ??= way;
  }
  return { ...soFar, works };
}

export interface PassivePlan {
  /** An open data connection is to be used afterwards. */
  readonly keep: boolean;
  /** The answer to a command that was sent already, with others. */
  readonly answer?: Promise<ControlAnswer>;
  /** When the answers to those others have come. */
  readonly others?: Promise<unknown>;
  /** The server has named a port, or has not. */
  readonly onAnswer?: () => void;
}

/** The same, without waiting for what seems to be silent. */
export async function beginPassive(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  plan: PassivePlan,
): Promise<PassiveCourse> {
  const done = run.recorder.step(mode === 'PASV' ? 'pasv' : 'epsv');
  const answer = await (plan.answer ?? control.send(mode));
  plan.onAnswer?.();
  const endpoint = observeEndpoint(answer, control, run, mode);
  const words = quoted(describeAnswer(answer));
  if (endpoint === null || endpoint.port === null) {
    await plan.others;
    const all = quoted(await control.settle(answer));
    done('fail', endpoint === null ? all : `No port can be read from it: ${all}`);
    return { soFar: { mode, answered: false, works: null, socket: null, refused: false }, waiting: [] };
  }
  const { host } = endpoint;
  // A 229 that names an address at all is as little to be followed as a 227.
  const differs = host === null ? mode === 'PASV' : !sameAddress(host, run.peer);
  done(
    differs ? 'warn' : 'pass',
    differs ? `${words} That is not ${run.peer}, where the server was reached.` : words,
  );
  const way: Way = differs && (host === null || !mayDial(host, run)) ? 'peer' : 'advertised';
  const { keep } = plan;
  const { others } = plan;
  const first = await dialPassive(control, run, { mode, endpoint, way, keep, differs, others });
  await others;
  if (first.works !== null || way === 'peer' || !differs || control.ended()) return courseOf(mode, first);
  // The address it names does not answer: does the one that the control connection uses?
  first.waiting.forEach(({ dial }) => {
    dial.listenerGone();
  });
  const again = observeEndpoint(await control.send(mode), control, run, mode);
  if (again === null || again.port === null) return courseOf(mode, first);
  const second = await dialPassive(control, run, { mode, endpoint: again, way: 'peer', keep, differs });
  return courseOf(mode, { ...second, waiting: [...first.waiting, ...second.waiting] });
}

/**
 * Asks again and dials the given way: for the one data connection that a transfer uses. Where some ports have answered,
 * a few more are asked for until one is likely to, and silence is not waited for to its end.
 */
export async function openPassive(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  way: Way,
): Promise<Socket | null> {
  let dials = 0;
  for (let asked = 1; asked <= MAX_ASKED && dials < MAX_DIALLED && !control.ended(); asked++) {
    const { hasOpen } = run.ports;
    const place = await askHostPort(control, run, mode, way);
    if (place === null) return null;
    if (hasOpen && asked < MAX_ASKED && !run.ports.seemsOpen(place.port)) continue;
    dials++;
    const wait = dials === MAX_DIALLED ? secondChance(run) : patience(run);
    const socket = await dialHostPort(control, run, place, { mode, way }, wait);
    if (socket !== null || !hasOpen) return socket;
  }
  return null;
}

/** Where a passive port is dialled. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

async function askHostPort(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  way: Way,
): Promise<HostPort | null> {
  return hostPortIn(control, run, await control.send(mode), { mode, way });
}

/** The port that an answer names, at the address that worked before; null where it names none. */
export function hostPortIn(
  control: ControlConnection,
  run: ReachedContext,
  answer: ControlAnswer | undefined,
  { mode, way }: { readonly mode: PassiveMode; readonly way: Way },
): HostPort | null {
  const endpoint = answer ? observeEndpoint(answer, control, run, mode) : null;
  if (endpoint === null || endpoint.port === null) return null;
  const { host: named, port } = endpoint;
  const host = way === 'advertised' && named !== null && mayDial(named, run) ? named : run.peer;
  return { host, port };
}

/**
 * A data connection to there; null for none. Where other ports have answered, silence is not waited for to its end; such
 * a dial proves nothing and is not recorded.
 * @param waitMs how long it is waited for then; default: until a lost SYN has been sent again
 */
export async function dialHostPort(
  control: ControlConnection,
  run: ReachedContext,
  place: HostPort,
  { mode, way }: { readonly mode: PassiveMode; readonly way: Way },
  waitMs = secondChance(run),
): Promise<Socket | null> {
  const observe = run.recorder.later();
  const isPatient = !run.ports.hasOpen;
  const dial = new PortDial(run, place.host, place.port);
  const result = isPatient ? await dial.ended : await dial.within(waitMs);
  if (result === null) {
    dial.abandon();
    return null;
  }
  observe(dialSeen(result, { ...place, mode, dialled: way, ...control.label }));
  return result.socket ?? null;
}

/** Asks once more and waits for the answer to the end. */
export async function dialOnceMore(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  way: Way,
): Promise<boolean> {
  const place = await askHostPort(control, run, mode, way);
  if (place === null) return false;
  const observe = run.recorder.later();
  const dial = new PortDial(run, place.host, place.port);
  dial.abandon();
  const result = await dial.ended;
  observe(dialSeen(result, { ...place, mode, dialled: way, ...control.label }));
  return result.outcome === 'open';
}

interface DialPlan {
  readonly mode: PassiveMode;
  readonly endpoint: Advertised;
  readonly way: Way;
  readonly keep: boolean;
  /** The advertised address is not the peer's. */
  readonly differs: boolean;
  readonly others?: PassivePlan['others'];
}

function courseOf(mode: PassiveMode, { waiting, ...result }: Dialled): PassiveCourse {
  return { soFar: { mode, answered: true, ...result }, waiting };
}

interface Dialled {
  readonly works: Way | null;
  readonly socket: Socket | null;
  readonly refused: boolean;
  /** The dial itself, where it has no answer yet. */
  readonly waiting: readonly WaitingDial[];
}

async function dialPassive(
  control: ControlConnection,
  run: ReachedContext,
  { mode, endpoint, way, keep, differs, others }: DialPlan,
): Promise<Dialled> {
  const port = endpoint.port ?? 0;
  const host = way === 'advertised' ? (endpoint.host ?? run.peer) : run.peer;
  const done = run.recorder.step('dial');
  const observe = run.recorder.later();
  const where = way === 'peer' && differs ? ", the control connection's own address," : '';
  const left =
    differs && way === 'peer' && endpoint.host !== null && !mayDial(endpoint.host, run)
      ? ` ${endpoint.host} was not dialled: the server’s name does not resolve to it.`
      : '';
  const dial = new PortDial(run, host, port);
  const finish = (result: DialResult): void => {
    observe(dialSeen(result, { host, port, mode, dialled: way, ...control.label }));
    const status = dial.stood ? 'pass' : result.outcome === 'reset' ? 'warn' : 'fail';
    done(status, `${mode}: ${at(host, port)}${where} ${describeDial(result)}.${left}`);
    if (!keep || dial.abandoned) result.socket?.destroy();
  };
  const result = await dial.within(patience(run));
  const dismiss = (why: string): void => {
    done('skip', `${mode}: ${at(host, port)}: ${why}`);
  };
  const none = { works: null, socket: null, refused: false };
  if (result === null) {
    dial.abandon();
    return { ...none, waiting: [{ dial, way, finish, dismiss }] };
  }
  if (!result.socket) await others;
  // The listener has gone with the session: that is no matter of the port.
  if (!result.socket && control.ended()) {
    dismiss('the session had ended.');
    return { ...none, waiting: [] };
  }
  finish(result);
  return {
    works: result.socket ? way : null,
    socket: keep ? (result.socket ?? null) : null,
    refused: dial.verdict === 'refused' && host === run.peer,
    waiting: [],
  };
}

/** Records a 227 or 229; null where the answer is none. */
export function observeEndpoint(
  answer: ControlAnswer,
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
): Advertised | null {
  if (answer.kind !== 'reply' || answer.code < 200 || answer.code > 299) return null;
  const endpoint = advertisedIn(answer, mode, run.peer);
  const { host, port, raw, problems } = endpoint;
  if (port !== null) run.ports.hold(control.label.session ?? '', port);
  run.recorder.observe({
    kind: 'endpoint',
    mode,
    host,
    port,
    raw,
    problems,
    tls: control.isSecure,
    ...control.label,
  });
  return endpoint;
}

/** A connect to a port of the peer that has no listener, or none any more. */
export function observeBareDial({ recorder, peer }: ReachedContext, port: number, result: DialResult): void {
  recorder.observe({ kind: 'bare-dial', host: peer, port, ...seenOf(result) });
}

export function observeDial(run: ReachedContext, ...seen: Parameters<typeof dialSeen>): void {
  run.recorder.observe(dialSeen(...seen));
}

export function dialSeen(
  result: DialResult,
  what: { host: string; port: number; mode: PassiveMode; dialled: Way; session?: string; alone?: true },
): Unstamped {
  // Reset, not refused: the connection stood, and what ended it is the next PASV.
  const outcome = result.outcome === 'reset' ? 'open' : result.outcome;
  return { kind: 'connect', channel: 'data', ...seenOf(result), outcome, ...what };
}

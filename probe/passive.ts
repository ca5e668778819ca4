import type { Socket } from 'node:net';
import { classOf, sameAddress } from '../core/reply/address-class.js';
import type { PassiveMode } from '../core/verdict/observation.js';
import { advertisedIn } from './advertised.js';
import type { Advertised } from './advertised.js';
import { describeAnswer } from './control.js';
import type { Answer, ControlConnection } from './control.js';
import { describeDial, dial } from './dial.js';
import type { DialResult } from './dial.js';
import { quoted } from './printable.js';
import { at } from './reach.js';
import type { ReachedContext } from './run-context.js';

/** What one mode came to: the listing needs an open one. */
export interface PassiveTry {
  readonly mode: PassiveMode;
  /** The server named a port. */
  readonly answered: boolean;
  /** How to dial so that it works; null if no way did. */
  readonly works: Way | null;
  /** Open, unused data connection, where the caller asked to keep it. */
  readonly socket: Socket | null;
}

/** Which of the two addresses a data connection goes to. */
export type Way = 'advertised' | 'peer';

/** Neighbours: an address of the same kind as the peer's may be the same machine's other interface. */
const LOCAL_CLASSES = new Set(['private', 'shared', 'loopback', 'link-local']);

/**
 * Whether an address that a server names may be dialled. A server must not be able to point a client at others: only
 * its own address counts, or one from the same non-public kind of network.
 */
export function mayDial(advertised: string, peer: string): boolean {
  if (sameAddress(advertised, peer)) return true;
  const kind = classOf(advertised);
  return kind !== null && LOCAL_CLASSES.has(kind) && kind === classOf(peer);
}

/** Asks for one passive port and dials it before any transfer command: the connect alone is a full verdict. */
export async function tryPassive(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  keep: boolean,
): Promise<PassiveTry> {
  const done = run.recorder.step(mode === 'PASV' ? 'pasv' : 'epsv');
  const answer = await control.send(mode);
  const endpoint = observeEndpoint(answer, control, run, mode);
  const words = quoted(describeAnswer(answer));
  if (endpoint === null || endpoint.port === null) {
    const all = quoted(await control.settle(answer));
    done('fail', endpoint === null ? all : `No port can be read from it: ${all}`);
    return { mode, answered: false, works: null, socket: null };
  }
  const { host } = endpoint;
  const differs = mode === 'PASV' && (host === null || !sameAddress(host, run.peer));
  done(
    differs ? 'warn' : 'pass',
    differs ? `${words} That is not ${run.peer}, where the server was reached.` : words,
  );
  const way: Way = differs && (host === null || !mayDial(host, run.peer)) ? 'peer' : 'advertised';
  return dialPassive(control, run, { mode, endpoint, way, keep, differs });
}

/** Asks again and dials the given way: for the one data connection that a listing uses. */
export async function openPassive(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  way: Way,
): Promise<Socket | null> {
  const answer = await control.send(mode);
  const endpoint = observeEndpoint(answer, control, run, mode);
  if (endpoint === null || endpoint.port === null) return null;
  const host =
    way === 'advertised' && endpoint.host !== null && mayDial(endpoint.host, run.peer)
      ? endpoint.host
      : run.peer;
  const result = await dial(host, endpoint.port, run.silenceMs, run.signal);
  observeDial(run, result, { host, port: endpoint.port, mode, dialled: way, ...control.label });
  return result.socket ?? null;
}

interface DialPlan {
  readonly mode: PassiveMode;
  readonly endpoint: Advertised;
  readonly way: Way;
  readonly keep: boolean;
  /** The advertised address is not the peer's. */
  readonly differs: boolean;
}

async function dialPassive(
  control: ControlConnection,
  run: ReachedContext,
  plan: DialPlan,
): Promise<PassiveTry> {
  const { mode, endpoint, way, keep, differs } = plan;
  const port = endpoint.port ?? 0;
  const host = way === 'advertised' ? (endpoint.host ?? run.peer) : run.peer;
  const done = run.recorder.step('dial');
  const result = await dial(host, port, run.silenceMs, run.signal);
  observeDial(run, result, { host, port, mode, dialled: way, ...control.label });
  const left =
    differs && way === 'peer' && endpoint.host !== null
      ? ` ${endpoint.host} was not dialled: it is not the server's address.`
      : '';
  done(result.socket ? 'pass' : 'fail', `${mode}: ${at(host, port)} ${describeDial(result)}.${left}`);
  const keepIt = keep && result.socket !== undefined;
  if (!keepIt) result.socket?.destroy();
  if (result.socket || way === 'peer' || !differs || control.ended())
    return {
      mode,
      answered: true,
      works: result.socket ? way : null,
      socket: keepIt ? (result.socket ?? null) : null,
    };
  // The address it names does not answer: does the one that the control connection uses?
  const again = run.recorder.step('dial');
  const socket = await openPassive(control, run, mode, 'peer');
  again(
    socket ? 'pass' : 'fail',
    `${mode}, at the control connection's own address ${run.peer}: ${socket ? 'connected' : 'no connection'}.`,
  );
  if (!keep) socket?.destroy();
  return { mode, answered: true, works: socket ? 'peer' : null, socket: keep ? socket : null };
}

/** Records a 227 or 229; null where the answer is none. */
export function observeEndpoint(
  answer: Answer,
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
): Advertised | null {
  if (answer.kind !== 'reply' || answer.code < 200 || answer.code > 299) return null;
  const endpoint = advertisedIn(answer, mode, run.peer);
  const { host, port, raw, problems } = endpoint;
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

export function observeDial(
  run: ReachedContext,
  result: DialResult,
  what: { host: string; port: number; mode: PassiveMode; dialled: Way; session?: string },
): void {
  const { outcome, durationMs, errno } = result;
  const failed = errno === undefined ? {} : { errno };
  run.recorder.observe({ kind: 'connect', channel: 'data', outcome, durationMs, ...failed, ...what });
}

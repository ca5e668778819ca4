import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { DialResult } from '../wire/index.js';
import { describeDial, dial, Gate, printable, seenOf, TIMED_OUT, within } from '../wire/index.js';
import { KnownPorts } from '../range/known-ports.js';
import { ConnectionSlots } from './connection-slots.js';
import type { Unstamped } from '../recorder.js';
import type { ReachedContext, RunContext } from '../run-context.js';

/** More addresses of one name are not tried. */
const MAX_ADDRESSES = 4;
/** Where there is another address to try, one that is silent for so long is given up, in milliseconds. */
const NEXT_ADDRESS_MS = 4000;
/** Least time that silence must last to count, in milliseconds: a lost SYN was sent again and ARP has given up by then. */
export const SILENCE_MS = 3200;
/** When a SYN is sent again, in milliseconds after the first. */
const RETRANSMISSIONS_MS = [7000, 3000, 1000];

export interface Reached {
  readonly socket: Socket;
  readonly context: ReachedContext;
}

/** The name's addresses in the resolver's order; null if there is none. */
export async function resolve(run: RunContext): Promise<readonly string[] | null> {
  const { host } = run.target;
  const done = run.recorder.step('resolve', run.timeoutMs);
  if (isIP(host) !== 0) {
    done('pass', `${host} is a numeric address.`);
    return [host];
  }
  const fail = (why: string): null => {
    run.recorder.observe({ kind: 'note', note: 'not-resolved', text: why });
    done('fail', `${host}: ${why}`);
    return null;
  };
  try {
    const found = await within(run.timeoutMs, run.signal, lookup(host, { all: true, verbatim: true }));
    if (found === TIMED_OUT) return fail('the resolver did not answer');
    const addresses = [...new Set(found.map(({ address }) => address))];
    if (addresses.length === 0) return fail('no address');
    done('pass', `${host} is ${addresses.join(', ')}.`);
    return addresses;
  } catch (error) {
    if (run.signal.aborted) throw error;
    return fail(printable(error instanceof Error ? error.message : String(error), 300));
  }
}

/** Connects to the first address whose control port answers; null if none does. */
export async function reach(run: RunContext, resolved: readonly string[]): Promise<Reached | null> {
  const { recorder, target } = run;
  const [usable, others] = split(resolved);
  const limitMs = (usable.length - 1) * NEXT_ADDRESS_MS + run.timeoutMs;
  const done = recorder.step('control', limitMs);
  const words: string[] = [];
  const dialled: Unstamped[] = [];
  for (const [index, host] of usable.entries()) {
    const { socket, ...result } = await connect(run, host, index === usable.length - 1);
    const place = { channel: 'control', host, port: target.port } as const;
    dialled.push({ kind: 'connect', ...place, ...seenOf(result) });
    words.push(`${at(host, target.port)} ${describeDial(result)}.`);
    if (!socket) continue;
    const local = socket.localAddress ?? null;
    observeTarget(run, { peer: host, local, resolved }, dialled);
    done(words.length > 1 ? 'warn' : 'pass', words.join(' '));
    return { socket, context: contextOf(run, host, { socket, resolved, connectMs: result.durationMs }) };
  }
  observeTarget(run, { peer: null, resolved }, dialled);
  if (words.length === 0) words.push('This machine has no IPv6 address, and the name has nothing else.');
  done('fail', words.join(' '));
  noteUntested(run, others);
  return null;
}

async function connect(run: RunContext, host: string, isLast: boolean): Promise<DialResult> {
  const patience = isLast ? run.timeoutMs : Math.min(run.timeoutMs, NEXT_ADDRESS_MS);
  const first = await dial(host, run.target.port, patience, run.signal);
  return isQuickRefusal(first) ? quickest(first, run, host) : first;
}

/** The target stands before the connects, which were made before it was known. */
function observeTarget(
  { recorder, target: { host, port } }: RunContext,
  found: Pick<Extract<Unstamped, { kind: 'target' }>, 'peer' | 'local' | 'resolved'>,
  dialled: readonly Unstamped[],
): void {
  recorder.observe({ kind: 'target', host, port, ...found });
  for (const observation of dialled) recorder.observe(observation);
}

interface Connected {
  readonly socket: Socket;
  readonly resolved: readonly string[];
  readonly connectMs: number;
}

function contextOf(
  run: RunContext,
  peer: string,
  { socket, resolved, connectMs }: Connected,
): ReachedContext {
  const rttMs = roundTripOf(connectMs);
  const slots = new ConnectionSlots();
  const slot = slots.takeFree();
  socket.once('close', () => slot?.leave());
  return {
    ...run,
    peer,
    dialable: [...resolved, ...run.agreed],
    silenceMs: Math.min(run.timeoutMs, Math.max(SILENCE_MS, Math.round(20 * rttMs))),
    rttMs,
    slots,
    ports: new KnownPorts(),
    lost: [],
    ready: new Gate<boolean>(),
    admitted: new Gate<boolean>(),
  };
}

/** A refusal so soon may come from near: a busy computer is late with its connects. Milliseconds. */
const NEAR_MS = 1000;
/** No way to another network is so short, in milliseconds. */
const SURELY_NEAR_MS = 2;
const MORE_TRIES = 4;

function isQuickRefusal({ outcome, durationMs }: DialResult): boolean {
  return outcome === 'refused' && durationMs < NEAR_MS;
}

/** A few times more, since how long a refusal took is all that tells where it came from: the quickest one counts. */
async function quickest(first: DialResult, run: RunContext, host: string): Promise<DialResult> {
  const until = performance.now() + NEAR_MS;
  let best = first;
  for (let n = 0; n < MORE_TRIES && best.durationMs > SURELY_NEAR_MS; n++) {
    const left = until - performance.now();
    if (left < best.durationMs) break;
    const again = await dial(host, run.target.port, left, run.signal);
    if (again.socket) return again;
    if (isQuickRefusal(again) && again.durationMs < best.durationMs) best = again;
  }
  return best;
}

/** Without the second or more that a lost SYN has cost. */
function roundTripOf(connectMs: number): number {
  return connectMs - (RETRANSMISSIONS_MS.find((ms) => connectMs >= ms) ?? 0);
}

export function at(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Addresses to try, and those left alone: past the limit, or of a family this machine does not have. */
function split(resolved: readonly string[]): readonly [string[], string[]] {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const hasIpv6 = own.some(
    (one) => one.family === 'IPv6' && !one.internal && !one.address.startsWith('fe80'),
  );
  const fits = (host: string): boolean =>
    resolved.length === 1 || !host.includes(':') || hasIpv6 || host === '::1' || host.startsWith('fe80');
  const usable = resolved.filter(fits).slice(0, MAX_ADDRESSES);
  return [usable, resolved.filter((host) => !usable.includes(host))];
}

function noteUntested(run: RunContext, addresses: readonly string[]): void {
  if (addresses.length > 0)
    run.recorder.notTested(`the other addresses of ${run.target.host}: ${addresses.join(', ')}`);
}

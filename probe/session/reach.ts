import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describeDial, dial, seenOf } from '../wire/dial.js';
import type { DialResult } from '../wire/dial.js';
import { KnownPorts } from '../range/known-ports.js';
import { Places } from './places.js';
import { printable } from '../wire/printable.js';
import type { ReachedContext, RunContext } from '../run-context.js';
import { Gate, TIMED_OUT, within } from '../wire/wait.js';

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
  const done = run.recorder.step('resolve');
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
  const done = recorder.step('control');
  const failures: string[] = [];
  const missed: Parameters<typeof recorder.observe>[0][] = [];
  for (const [index, host] of usable.entries()) {
    const isLast = index === usable.length - 1;
    const patience = isLast ? run.timeoutMs : Math.min(run.timeoutMs, NEXT_ADDRESS_MS);
    const first = await dial(host, target.port, patience, run.signal);
    const result = isQuickRefusal(first) ? await quickest(first, run, host) : first;
    const { durationMs, socket } = result;
    missed.push({
      kind: 'connect',
      channel: 'control',
      host,
      port: target.port,
      ...seenOf(result),
    });
    if (!socket) {
      failures.push(`${at(host, target.port)} ${describeDial(result)}.`);
      continue;
    }
    const local = socket.localAddress ?? null;
    recorder.observe({ kind: 'target', host: target.host, port: target.port, peer: host, local, resolved });
    missed.forEach((observation) => {
      recorder.observe(observation);
    });
    done(
      failures.length > 0 ? 'warn' : 'pass',
      [...failures, `${at(host, target.port)} ${describeDial(result)}.`].join(' '),
    );
    const rttMs = roundTripOf(durationMs);
    const silenceMs = Math.min(run.timeoutMs, Math.max(SILENCE_MS, Math.round(20 * rttMs)));
    const places = new Places();
    const place = places.takeFree();
    socket.once('close', () => place?.leave());
    const [ready, admitted] = [new Gate<boolean>(), new Gate<boolean>()];
    return {
      socket,
      context: {
        ...run,
        peer: host,
        silenceMs,
        rttMs,
        places,
        ports: new KnownPorts(),
        lost: [],
        ready,
        admitted,
      },
    };
  }
  recorder.observe({ kind: 'target', host: target.host, port: target.port, peer: null, resolved });
  missed.forEach((observation) => {
    recorder.observe(observation);
  });
  done(
    'fail',
    failures.length > 0
      ? failures.join(' ')
      : 'This machine has no IPv6 address, and the name has nothing else.',
  );
  noteUntested(run, others);
  return null;
}

/** A computer that is busy is late with its connects; who refuses so soon may be near all the same. Milliseconds. */
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

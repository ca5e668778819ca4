import { Socket } from 'node:net';
import type { ConnectOutcome } from '../../core/events/observation.js';
import { PULSE } from './pulse.js';
import { TIMED_OUT, wait } from './wait.js';

export interface DialResult {
  readonly outcome: ConnectOutcome;
  readonly errno?: string;
  readonly durationMs: number;
  /** This program itself was busy for so long in the end: the answer may have come as much earlier. */
  readonly busyMs?: number;
  /** Only where the outcome is `open`; the caller destroys it. */
  readonly socket?: Socket;
}

/**
 * One TCP connect to a numeric address: a complete verdict on whether the path and the listener are there.
 * @param localAddress own address to come from; absent: as the system chooses
 * @throws only the reason of an aborted signal
 */
export async function dial(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
  localAddress?: string,
): Promise<DialResult> {
  const start = PULSE.watch();
  const socket = new Socket();
  // A socket without an error listener would end the process.
  socket.on('error', () => undefined);
  let result: 'open' | NodeJS.ErrnoException | typeof TIMED_OUT;
  try {
    result = await wait<'open' | NodeJS.ErrnoException>(timeoutMs, signal, (settle) => {
      const onConnect = (): void => {
        settle('open');
      };
      socket.once('connect', onConnect).once('error', settle);
      if (port < 1 || port > 65535) settle(Object.assign(new Error('No such port'), { code: 'EINVAL' }));
      else socket.connect({ host, port, autoSelectFamily: false, ...(localAddress ? { localAddress } : {}) });
      return () => socket.off('connect', onConnect).off('error', settle);
    });
  } catch (error) {
    PULSE.leave(start);
    socket.destroy();
    throw error;
  }
  const durationMs = Math.round((performance.now() - start) * 10) / 10;
  const late = PULSE.leave(start);
  const busy = late === 0 ? {} : { busyMs: late };
  if (result === 'open') {
    socket.setNoDelay(true);
    const destroy = (): void => void socket.destroy();
    signal.addEventListener('abort', destroy, { once: true });
    socket.once('close', () => {
      signal.removeEventListener('abort', destroy);
    });
    return { outcome: 'open', durationMs, ...busy, socket };
  }
  socket.destroy();
  if (result === TIMED_OUT) return { outcome: 'timeout', errno: 'ETIMEDOUT', durationMs };
  const errno = result.code ?? 'EUNKNOWN';
  return { outcome: outcomeOf(errno), errno, durationMs, ...busy };
}

/** What of a dial is observed. */
export function seenOf({ outcome, durationMs, errno, busyMs }: DialResult): Omit<DialResult, 'socket'> {
  return {
    outcome,
    durationMs,
    ...(errno === undefined ? {} : { errno }),
    ...(busyMs === undefined ? {} : { busyMs }),
  };
}

export function outcomeOf(errno: string): ConnectOutcome {
  switch (errno) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    default:
      return 'failed';
  }
}

/** How a connect ended, in words for a step. */
export function describeDial(result: DialResult): string {
  const ms = `${result.durationMs} ms`;
  switch (result.outcome) {
    case 'open':
      return `connected in ${ms}`;
    case 'timeout':
      return `no answer within ${ms}`;
    case 'refused':
      return `refused after ${ms} (${result.errno ?? ''})`;
    case 'reset':
      return `connected, and reset after ${ms} (${result.errno ?? ''})`;
    default:
      return `failed after ${ms} (${result.errno ?? ''})`;
  }
}

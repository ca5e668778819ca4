import type { Socket } from 'node:net';
import type { TransferSeen } from '../core/verdict/observation.js';
import { describeAnswer } from './control.js';
import type { Answer, ControlConnection } from './control.js';
import { describeTls } from './login.js';
import { quoted } from './printable.js';
import type { ReachedContext } from './run-context.js';
import { secure } from './secure.js';
import type { ProbeStepStatus } from './types.js';
import { TIMED_OUT, wait } from './wait.js';

/** A listing is counted and thrown away; after so many bytes it is proof enough. */
const MAX_LISTING_BYTES = 1024 * 1024;

interface Read {
  readonly end: 'eof' | 'enough' | 'reset' | 'stalled';
  readonly bytes: number;
  readonly entries: number;
}

type Done = (status: ProbeStepStatus, detail: string) => void;

/**
 * One LIST. Records the data TLS, the transfer and the replies.
 * @param data the open data connection; in active mode what waits for the server to open it
 * @param done ends the step it belongs to
 */
export async function list(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket | (() => Promise<Socket | null>),
  done: Done,
): Promise<void> {
  const first = await control.send('LIST');
  const socket = typeof data === 'function' ? await data() : data;
  if (first.kind !== 'reply' || first.code >= 200 || socket === null) {
    socket?.destroy();
    observeTransfer(control, run, 'no-data', null);
    done('fail', quoted(await control.settle(first)));
    return;
  }
  const stream = control.protectsData ? await secureData(control, run, socket) : socket;
  if (typeof stream === 'string') {
    const last = await control.next(run.silenceMs);
    observeTransfer(control, run, 'no-data', null);
    done('fail', `${stream} The server says: ${quoted(await control.settle(last))}`);
    return;
  }
  const read = await readListing(stream, run);
  // vsftpd holds its 226 back until our side is closed too: close_notify, then FIN.
  if (read.end === 'eof') stream.end();
  else stream.destroy();
  const last = read.end === 'stalled' ? null : await control.next();
  const refused = last !== null && (last.kind !== 'reply' || last.code >= 400);
  const words = last === null ? '' : quoted(refused ? await control.settle(last) : describeAnswer(last));
  socket.destroy();
  report({ control, run, read, last, words, done });
}

/** The data connection's handshake, resuming the control session; text: why it failed. */
async function secureData(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket,
): Promise<Socket | string> {
  const session = control.tlsSession;
  const result = await secure(data, {
    host: run.target.host,
    timeoutMs: run.silenceMs,
    signal: run.signal,
    ...(session ? { session } : {}),
  });
  const label = { offered: session !== undefined, ...control.label };
  if (result.outcome === 'established') {
    const { protocol, cipher, reused, certificate } = result;
    const seen = certificate === null ? {} : { certificate };
    run.recorder.observe({
      kind: 'tls',
      channel: 'data',
      outcome: 'established',
      mode: 'explicit',
      protocol,
      cipher,
      reused,
      ...seen,
      ...label,
    });
    return result.socket;
  }
  const { outcome, ...rest } = result;
  run.recorder.observe({ kind: 'tls', channel: 'data', outcome, mode: 'explicit', ...rest, ...label });
  return `On the data connection: ${describeTls(result)}`;
}

/** Counts what comes until the end, a stall, or enough. Bounded in time even where a byte drips in now and then. */
async function readListing(stream: Socket, run: ReachedContext): Promise<Read> {
  let bytes = 0;
  let lines = 0;
  let last = 0x0a;
  let idle: NodeJS.Timeout | undefined;
  const end = await wait<Read['end']>(3 * run.timeoutMs, run.signal, (settle) => {
    const stalled = (): void => {
      settle('stalled');
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 0x0a) lines++;
      last = chunk.at(-1) ?? last;
      idle?.refresh();
      if (bytes >= MAX_LISTING_BYTES) settle('enough');
    };
    const onEnd = (): void => {
      settle('eof');
    };
    const onFault = (): void => {
      settle('reset');
    };
    if (stream.destroyed) settle('reset');
    idle = setTimeout(stalled, run.timeoutMs);
    stream.on('data', onData).once('end', onEnd).once('error', onFault).once('close', onFault);
    return () => {
      clearTimeout(idle);
      stream.off('data', onData).off('end', onEnd).off('error', onFault).off('close', onFault);
    };
  });
  return { end: end === TIMED_OUT ? 'stalled' : end, bytes, entries: lines + (last === 0x0a ? 0 : 1) };
}

function report(it: {
  control: ControlConnection;
  run: ReachedContext;
  read: Read;
  last: Answer | null;
  words: string;
  done: Done;
}): void {
  const { control, run, read, last, words, done } = it;
  const size = `${read.bytes} bytes, ${read.entries} ${read.entries === 1 ? 'line' : 'lines'}`;
  if (read.end === 'stalled') {
    const text = read.bytes === 0 ? 'not one byte came' : `nothing more came after ${size}`;
    run.recorder.observe({ kind: 'note', note: 'timeout', channel: 'data', text, ...control.label });
    observeTransfer(control, run, 'stalled', read);
    control.destroy();
    done('fail', `The data connection is open, but ${text}.`);
  } else if (read.end === 'reset') {
    observeTransfer(control, run, 'reset', read);
    done('fail', `The data connection broke after ${size}. The server says: ${words}`);
  } else if (read.end === 'enough') {
    observeTransfer(control, run, 'complete', read);
    done('pass', `More than ${size}: the rest was not read.`);
  } else if (last?.kind === 'reply' && last.code >= 200 && last.code < 300) {
    observeTransfer(control, run, 'complete', read);
    done(read.bytes === 0 ? 'warn' : 'pass', `${size}. ${words}`);
  } else {
    observeTransfer(control, run, read.bytes === 0 ? 'no-data' : 'unfinished', read);
    done('fail', `${size}, but no word of success: ${words}`);
  }
}

function observeTransfer(
  control: ControlConnection,
  run: ReachedContext,
  outcome: TransferSeen['outcome'],
  read: Read | null,
): void {
  const counted = read === null ? {} : { bytes: read.bytes, entries: read.entries };
  run.recorder.observe({ kind: 'transfer', command: 'LIST', outcome, ...counted, ...control.label });
}

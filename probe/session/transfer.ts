import type { Socket } from 'node:net';
import type { TransferSeen } from '../../core/events/observation.js';
import { saysEmptyDirectory } from '../../core/reply/index.js';
import type { ControlAnswer, ControlConnection, SecureResult } from '../wire/index.js';
import { describeAnswer, pause, quoted, secure, TIMED_OUT, wait, within } from '../wire/index.js';
import type { ListingSummary } from './listing-lines.js';
import { describeTls } from './login.js';
import { patience } from '../range/port-dial.js';
import type { ReachedContext } from '../run-context.js';

/** What to move over a data connection, and how. */
export interface TransferPlan {
  readonly command: 'LIST' | 'RETR' | 'STOR';
  /** What is sent by STOR, all at once. */
  readonly payload?: Buffer;
  /** A name on the server. */
  readonly argument?: string;
  /** So many bytes are proof enough: the rest is not read. */
  readonly limitBytes: number;
  /** What the server says the size is. */
  readonly expectedBytes?: number;
  /** Do TLS on the data connection as any program would: without offering the control connection's session. */
  readonly fresh?: boolean;
  /** A refusal is all there is to know: nothing that may follow it is waited for. */
  readonly brief?: boolean;
  readonly onChunk?: (chunk: Buffer) => void;
  /** Asked where a transfer ended well without one byte: how many there should have been, where that can be known. */
  readonly expectedOfNothing?: () => Promise<number | undefined>;
  /** What a listing's lines showed; asked for when the transfer is over. */
  readonly lines?: () => ListingSummary;
}

export interface TransferResult {
  readonly outcome: TransferSeen['outcome'];
  readonly bytes: number;
  /** `enough`: cut off at the limit; null: no byte could have come. */
  readonly end: 'eof' | 'enough' | 'reset' | 'stalled' | null;
  /** The final reply; null where none came. */
  readonly last: ControlAnswer | null;
  /** What the server says at the end, or why there was no data connection; for a step. */
  readonly words: string;
}

interface Read {
  readonly end: 'eof' | 'enough' | 'reset' | 'stalled';
  readonly bytes: number;
  /** Length of the last piece. */
  readonly lastChunk: number;
}

/** Data connections by TLS; the stream is where bytes come from. */
interface Opened {
  readonly stream: Socket;
  readonly secured: SecureResult | null;
}

/**
 * One transfer from the server, from its command to its final reply. Records the data connection's TLS, the replies
 * and the transfer.
 * @param data the open data connection; in active mode what waits for the server to open it
 */
export async function transfer(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket | (() => Promise<Socket | null>),
  plan: TransferPlan,
): Promise<TransferResult> {
  const answer = control.send(plan.command, plan.argument);
  const early = typeof data === 'function' ? null : openEarly(control, run, data, plan, answer);
  early?.catch(() => undefined);
  const first = await answer;
  const isOver = first.kind === 'reply' && first.code >= 200 && first.code < 300;
  // Some servers say nothing before the data, and their only reply may be there first.
  const isUnderWay = first.kind === 'reply' && (first.code < 200 || (isOver && plan.argument === undefined));
  const socket = typeof data !== 'function' ? data : isUnderWay ? await data() : null;
  if (!isUnderWay || socket === null) {
    if (first.kind === 'timeout' && socket !== null) await noteEnd(control, run, socket);
    socket?.destroy();
    const words = quoted(plan.brief === true ? describeAnswer(first) : await control.settle(first));
    // A file that may not be read or stored says nothing of the way to it.
    const isDenied = plan.command !== 'LIST' && first.kind === 'reply' && first.code >= 450;
    const isEmpty = plan.command === 'LIST' && saysEmpty(first);
    const outcome = isEmpty ? 'complete' : 'no-data';
    if (!isDenied) observeTransfer(control, run, plan, outcome, isEmpty ? 0 : null);
    return { outcome, bytes: 0, end: isEmpty ? 'eof' : null, last: first, words };
  }
  // A server with a slow processor may have several handshakes to do at a time.
  const patienceMs = Math.min(run.timeoutMs, Math.max(run.silenceMs, 4 * control.handshakeMs));
  const waited = await within(patienceMs, run.signal, early ?? open(control, run, socket, plan));
  const opened = waited === TIMED_OUT ? null : waited;
  if (opened === null || (opened.secured && opened.secured.outcome !== 'established')) {
    const secured = opened?.secured ?? ({ outcome: 'stalled' } as const);
    observeDataTls(control, run, plan, secured);
    socket.destroy();
    const last = await control.next(run.silenceMs);
    const words = `On the data connection: ${describeTls(secured)} The server says: ${quoted(await control.settle(last))}`;
    observeTransfer(control, run, plan, 'no-data', null);
    return { outcome: 'no-data', bytes: 0, end: null, last, words };
  }
  const { stream, secured } = opened;
  const { payload } = plan;
  if (payload) stream.on('error', () => undefined).write(payload);
  const read: Read = payload
    ? { end: 'eof', bytes: payload.length, lastChunk: 0 }
    : await readData(stream, control, run, plan, isOver);
  if (secured) observeDataTls(control, run, plan, secured, payload ? undefined : read);
  return finish(control, run, plan, { socket, stream, read, said: isOver ? first : null });
}

function saysEmpty(answer: ControlAnswer | null): boolean {
  return answer?.kind === 'reply' && saysEmptyDirectory(answer.code, answer.text);
}

/** So much, without a pause as long as the timeout, is a transfer that works, however slowly. */
const STEADY_BYTES = 32 * 1024;

/** Enough for what has arrived already. */
const END_MS = 50;

/** Whether the server has closed the data connection that it leaves without an answer. */
async function noteEnd(control: ControlConnection, run: ReachedContext, socket: Socket): Promise<void> {
  // It has not been read from, so its end has not been seen yet.
  const ended = await wait<boolean>(END_MS, run.signal, (settle) => {
    const yes = (): void => {
      settle(true);
    };
    if (socket.destroyed || socket.readableEnded) yes();
    socket.once('end', yes).once('close', yes).resume();
    return () => {
      socket.off('end', yes).off('close', yes);
    };
  });
  if (ended !== true) return;
  const text = 'the server closed the data connection';
  run.recorder.observe({ kind: 'note', note: 'connection-closed', channel: 'data', text, ...control.label });
}

/**
 * Where the connection is open already its handshake need not wait for the 150, which some servers send only after it.
 * Others (pyftpdlib) break a connection on which something comes before the command does: they are given time for that.
 */
async function openEarly(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket,
  plan: TransferPlan,
  answer: Promise<ControlAnswer>,
): Promise<Opened> {
  if (control.protectsData && !control.mayPipeline) {
    await Promise.race([answer, pause(patience(run), run.signal)]);
    if (data.destroyed) return { stream: data, secured: null };
  }
  return open(control, run, data, plan);
}

/** The handshake on the data connection, where it is protected. */
async function open(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket,
  plan: TransferPlan,
): Promise<Opened> {
  if (!control.protectsData) return { stream: data, secured: null };
  const session = plan.fresh === true ? undefined : control.tlsSession;
  const secured = await secure(data, {
    // The same as on the control connection: newer Node versions resume a session for one host only.
    host: run.target.host,
    identity: run.target.identity,
    // What counts is the time after the 150.
    timeoutMs: 2 * run.timeoutMs,
    signal: run.signal,
    ...(session ? { session } : {}),
    ...(plan.fresh === true ? { ordinary: true } : {}),
  });
  return { stream: secured.outcome === 'established' ? secured.socket : data, secured };
}

/**
 * Counts what comes until the end, a stall, or enough. Bounded in time even where a byte drips in now and then. After a
 * final reply the idle timeout is that of a silent port: what is still on its way may come with pauses.
 */
async function readData(
  stream: Socket,
  control: ControlConnection,
  run: ReachedContext,
  plan: TransferPlan,
  isOver: boolean,
): Promise<Read> {
  let bytes = 0;
  let lastChunk = 0;
  const timers: NodeJS.Timeout[] = [];
  const end = await wait<Read['end']>(3 * run.timeoutMs, run.signal, (settle) => {
    let isRead = false;
    const stalled = (): void => {
      settle('stalled');
    };
    // Final reply seen: shorten the idle timeout to silenceMs.
    let idle = setTimeout(stalled, isOver ? run.silenceMs : run.timeoutMs);
    timers.push(idle);
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      lastChunk = chunk.length;
      plan.onChunk?.(chunk);
      idle.refresh();
      if (bytes >= plan.limitBytes) settle('enough');
    };
    const onEnd = (): void => {
      settle('eof');
    };
    const onFault = (): void => {
      settle(stream.readableEnded ? 'eof' : 'reset');
    };
    // An end without a byte may have come with the last words of the handshake.
    if (stream.readableEnded || stream.destroyed) onFault();
    stream.on('data', onData).once('end', onEnd).once('error', onFault).once('close', onFault);
    control.hasAnswer(3 * run.timeoutMs).then(
      (answered) => {
        if (!answered || isRead) return;
        clearTimeout(idle);
        timers.push((idle = setTimeout(stalled, run.silenceMs)));
      },
      () => undefined,
    );
    return () => {
      isRead = true;
      timers.forEach((timer) => {
        clearTimeout(timer);
      });
      stream.off('data', onData).off('end', onEnd).off('error', onFault).off('close', onFault);
    };
  });
  // Slow and steady: what came is proof enough.
  const ofTime = bytes >= STEADY_BYTES ? 'enough' : 'stalled';
  return { end: end === TIMED_OUT ? ofTime : end, bytes, lastChunk };
}

/** Closes the data connection, takes the final reply and records what came of it. */
async function finish(
  control: ControlConnection,
  run: ReachedContext,
  plan: TransferPlan,
  it: { socket: Socket; stream: Socket; read: Read; said: ControlAnswer | null },
): Promise<TransferResult> {
  const { socket, stream, read, said } = it;
  const { end, bytes } = read;
  // vsftpd holds its 226 back until our side is closed too: close_notify, then FIN.
  if (end === 'eof') stream.end();
  else stream.destroy();
  // A server that sends slowly notices late that this side has read enough.
  const isCut = end === 'enough' && plan.expectedBytes === undefined;
  const isMute = (end === 'stalled' || isCut) && !(await control.hasAnswer(isCut ? run.timeoutMs : 0));
  const last = said ?? (isMute ? null : await control.next());
  const refused = last !== null && (last.kind !== 'reply' || last.code >= 400);
  const words = last === null ? '' : quoted(refused ? await control.settle(last) : describeAnswer(last));
  socket.destroy();
  const outcome = outcomeOf(read, last, plan);
  if (outcome === 'stalled') {
    const text = bytes === 0 ? 'not one byte came' : `nothing more came after ${bytes} bytes`;
    run.recorder.observe({ kind: 'note', note: 'timeout', channel: 'data', text, ...control.label });
  }
  // What it says later would be taken for the answer to the next command.
  if (last === null) control.destroy();
  const expected =
    outcome === 'complete' && bytes === 0 ? await plan.expectedOfNothing?.() : plan.expectedBytes;
  observeTransfer(
    control,
    run,
    { ...plan, ...(expected === undefined ? {} : { expectedBytes: expected }) },
    outcome,
    bytes,
  );
  return { outcome, bytes, end, last, words };
}

function outcomeOf(
  { end, bytes }: Read,
  last: ControlAnswer | null,
  { command }: TransferPlan,
): TransferSeen['outcome'] {
  if (end === 'stalled' || end === 'reset') return end;
  if (end === 'enough') return 'complete';
  if (last?.kind === 'reply' && (last.code === 226 || last.code === 250)) return 'complete';
  if (bytes === 0 && command === 'LIST' && saysEmpty(last)) return 'complete';
  return bytes === 0 ? 'no-data' : 'unfinished';
}

function observeDataTls(
  control: ControlConnection,
  run: ReachedContext,
  plan: TransferPlan,
  secured: SecureResult,
  read?: Read,
): void {
  const offered = plan.fresh !== true && control.tlsSession !== undefined;
  const common = { kind: 'tls', channel: 'data', mode: 'explicit', offered, ...control.label } as const;
  if (secured.outcome !== 'established') {
    run.recorder.observe({ ...secured, ...common });
    return;
  }
  const { outcome, protocol, cipher, reused, certificate, helloRetry } = secured;
  const closeNotify = read?.end === 'eof' ? secured.closeNotify(read.lastChunk) : undefined;
  run.recorder.observe({
    ...common,
    outcome,
    protocol,
    cipher,
    reused,
    helloRetry,
    ...(closeNotify === undefined ? {} : { closeNotify }),
    ...(certificate === null ? {} : { certificate }),
  });
}

function observeTransfer(
  control: ControlConnection,
  run: ReachedContext,
  plan: TransferPlan,
  outcome: TransferSeen['outcome'],
  bytes: number | null,
): void {
  const { command, expectedBytes, lines } = plan;
  const summary = bytes === null ? undefined : lines?.();
  run.recorder.observe({
    kind: 'transfer',
    command,
    outcome,
    ...(bytes === null ? {} : { bytes }),
    ...(expectedBytes === undefined ? {} : { expectedBytes }),
    ...(summary === undefined ? {} : { entries: summary.entries, writable: summary.writable }),
    ...(summary === undefined || summary.format === null ? {} : { format: summary.format }),
    ...control.label,
  });
}

import type { ReplySeen, TransferSeen } from '../../events/observation.js';
import type { TextPlace } from '../../events/finding.js';
import type { Emit } from '../../events/in-text.js';
import { isTransfer } from '../../events/verbs.js';
import { answered, WAITING_LIMIT, type LoggedSession } from './session.js';

/** Text of one reply that is kept. UTF-16 units, lines. */
const TEXT_LIMIT = 2000;
const LINES_LIMIT = 200;
const ARGUMENT_LIMIT = 1000;

/** Replies that can greet a new connection. */
const GREETINGS: ReadonlySet<number> = new Set([120, 220, 421, 500, 530, 554]);

export function hearCommand(
  session: LoggedSession,
  at: TextPlace,
  verb: string,
  argument: string | undefined,
  emit: Emit,
): void {
  endTransfer(session, emit);
  closeOpenReply(session, emit);
  hearGivenUp(session, at, verb, emit);
  delete session.isLost;
  delete session.timedOut;
  session.hadOpening = false;
  const bounded = argument?.slice(0, ARGUMENT_LIMIT);
  const event = { kind: 'command', session: session.key, at, verb, argument: bounded } as const;
  emit(event);
  session.commands += 1;
  delete session.assumedVerb;
  session.lastVerb = verb;
  session.waiting.push(event);
  if (session.waiting.length > WAITING_LIMIT) session.waiting.shift();
  if (isTransfer(verb)) {
    unfinished(session, emit);
    const { prepared } = session;
    if (
      session.isLabelled === true &&
      prepared?.problems.includes('pasv-addr-private') &&
      session.replacedFor !== prepared
    )
      emit({ kind: 'note', session: session.key, at, note: 'address-kept', text: verb, channel: 'data' });
    session.transfer = { command: verb, at, ...(prepared ? { prepared } : {}) };
  }
}

/** A client that breaks off before it asks for a transfer waited for the data connection in vain. */
function hearGivenUp(session: LoggedSession, at: TextPlace, verb: string, emit: Emit): void {
  const { prepared, transfer, lastVerb, lastReply, key, dialling } = session;
  const isNamed = lastReply?.code === 227 || lastReply?.code === 229;
  const wasAsked = lastVerb === 'PASV' || lastVerb === 'EPSV';
  if (verb !== 'ABOR' || !prepared || transfer || dialling || !isNamed || !wasAsked) return;
  const { host, port } = prepared.endpoint;
  emit({ kind: 'connect', session: key, at, channel: 'data', host, port, outcome: 'timeout' });
}

/**
 * One line of a reply, as it stands, with its code; `more`: a hyphen follows the code. Returns true where a reply is
 * complete with it, false inside one or for a repeated one.
 */
export function hearReply(
  session: LoggedSession,
  at: TextPlace,
  code: number | undefined,
  line: string,
  more: boolean,
  emit: Emit,
): boolean {
  const { open } = session;
  const text = code === undefined ? line : line.slice(4);
  if (open) {
    const last = code === open.code && !more;
    if (code === undefined || code === open.code) {
      addLine(open, text);
      if (last) completeOpen(session, emit);
      return last;
    }
    // RFC 959 section 4.2: only the same code ends it. A line that merely starts with a number stays inside ...
    if (open.lines.length < LINES_LIMIT && line.startsWith(' ')) return false;
    // ... but logs lose lines, and another reply must not be swallowed.
    closeOpenReply(session, emit);
  }
  if (code === undefined) return false;
  if (more) {
    session.open = { code, at, lines: [text.slice(0, TEXT_LIMIT)], size: text.length };
    return false;
  }
  return complete(session, at, code, text, false, emit);
}

/** An inner line of a multi-line reply that a log prints without any wrapping. */
export function hearInnerLine(session: LoggedSession, text: string): boolean {
  if (!session.open) return false;
  addLine(session.open, text);
  return true;
}

function addLine(open: NonNullable<LoggedSession['open']>, text: string): void {
  if (open.lines.length >= LINES_LIMIT || open.size + text.length > TEXT_LIMIT) return;
  open.lines.push(text);
  open.size += text.length + 1;
}

function completeOpen(session: LoggedSession, emit: Emit, broken = false): void {
  const { open } = session;
  if (!open) return;
  delete session.open;
  complete(session, open.at, open.code, open.lines.join('\n'), broken, emit);
}

/** Ends a multi-line reply whose last line is missing. */
export function closeOpenReply(session: LoggedSession, emit: Emit): void {
  completeOpen(session, emit, true);
}

function complete(
  session: LoggedSession,
  at: TextPlace,
  code: number,
  text: string,
  broken: boolean,
  emit: Emit,
): boolean {
  const shown = text.slice(0, TEXT_LIMIT).trim();
  const { lastReply } = session;
  // Some clients print a reply twice, or once more in the error they raise.
  const isSame = lastReply?.code === code && lastReply.text === shown;
  if (isSame && session.waiting.length === 0 && session.commands > 0) return false;
  endTransfer(session, emit);
  const command = answered(session, { code });
  const first = !session.greeted && session.commands === 0 && GREETINGS.has(code);
  const to = command?.verb ?? session.assumedVerb ?? (first ? 'greeting' : undefined);
  const event = {
    kind: 'reply',
    session: session.key,
    at,
    code,
    text: shown,
    to,
    broken: broken || undefined,
  } as const;
  emit(event);
  session.greeted = true;
  session.lastReply = event;
  delete session.isLost;
  if (code < 200) session.hadOpening = true;
  if (code === 234) session.tls = true;
  hearTransferReply(session, event, at, emit);
  if (code === 421)
    emit({
      kind: 'closed',
      session: session.key,
      at,
      channel: 'control',
      by: 'server',
      after: session.lastVerb,
    });
  return true;
}

/** What a reply means for the listing or file that is under way. */
function hearTransferReply(session: LoggedSession, reply: ReplySeen, at: TextPlace, emit: Emit): void {
  const { transfer } = session;
  if (!transfer) return;
  // Clients that tell of the connect wait for it before they ask for a transfer.
  if (reply.code < 300) delete session.dialling;
  if (reply.code < 200) {
    const size = /\((\d{1,15}) bytes\)/.exec(reply.text);
    if (size) transfer.expectedBytes = Number(size[1]);
    return;
  }
  // The answer to another command that was sent before.
  if (reply.to !== undefined && reply.to !== transfer.command) return;
  delete session.transfer;
  const outcome = outcomeOf(reply.code);
  if (!outcome) return;
  const { prepared, bytes, expectedBytes } = transfer;
  session.ended = {
    kind: 'transfer',
    session: session.key,
    at,
    command: transfer.command,
    outcome,
    code: reply.code,
    endpoint: prepared?.endpoint,
    bytes,
    expectedBytes,
  };
  // A listener serves one transfer.
  delete session.prepared;
  if (outcome !== 'complete') endTransfer(session, emit);
}

/** Refusals (550, 553) are no transfers at all. */
function outcomeOf(code: number): TransferSeen['outcome'] | null {
  if (code === 226 || code === 250) return 'complete';
  if (code === 425 || code === 522) return 'no-data';
  if (code === 421) return 'stalled';
  return code === 426 || code === 451 ? 'reset' : null;
}

/** A byte count from a note; it may come before or after the final reply. */
export function hearBytes(session: LoggedSession, bytes: number): void {
  if (session.transfer) session.transfer.bytes = (session.transfer.bytes ?? 0) + bytes;
  else if (session.ended && session.ended.bytes === undefined) session.ended = { ...session.ended, bytes };
}

/** Reports the transfer that has ended; it was held back for a byte count. */
export function endTransfer(session: LoggedSession, emit: Emit): void {
  if (!session.ended) return;
  emit(session.ended);
  delete session.ended;
}

/** Reports a transfer whose end the log does not show. */
export function unfinished(session: LoggedSession, emit: Emit): void {
  const { transfer } = session;
  if (!transfer) return;
  delete session.transfer;
  const { prepared, bytes, expectedBytes } = transfer;
  emit({
    kind: 'transfer',
    session: session.key,
    at: transfer.at,
    command: transfer.command,
    outcome: 'unfinished',
    endpoint: prepared?.endpoint,
    bytes,
    expectedBytes,
  });
}

/** A transfer that had begun and was cut on the client's side. */
export function endBroken(session: LoggedSession, emit: Emit): void {
  const { transfer, hadOpening } = session;
  if (!transfer || hadOpening !== true) return;
  delete session.transfer;
  const { prepared, bytes, command, at } = transfer;
  const endpoint = prepared?.endpoint;
  emit({ kind: 'transfer', session: session.key, at, command, outcome: 'reset', endpoint, bytes });
}

/** What is still open at the end of a session or of the text. */
export function closeSession(session: LoggedSession, emit: Emit): void {
  closeOpenReply(session, emit);
  endTransfer(session, emit);
  unfinished(session, emit);
}

import { classOf } from '../reply/address-class.js';
import { decodeLine, mayHoldTuple, type DecodeOptions } from '../reply/decode.js';
import {
  closeSession,
  hearBytes,
  hearCommand,
  hearInnerLine,
  hearReply,
  type Emit,
  type Said,
} from './dialogue.js';
import { DumpReader, type DumpedLine } from './dump.js';
import type { Endpoint } from '../reply/endpoint.js';
import type { Channel, ConnectEvent, EndpointEvent, Place, TranscriptEvent } from './exchange.js';
import {
  dialling,
  isListed,
  knownNote,
  namedEndpoint,
  otherProtocol,
  tlsEstablished,
  transferredBytes,
  type Dialling,
  type KnownNote,
} from './notes.js';
import type { Surroundings } from '../reply/problems.js';
import { mayHoldEndpoint } from '../reply/statement.js';
import { SessionTable, type Session } from './sessions.js';
import { readLogLine, type LogLine } from './wrappers/index.js';

/** What is known beside the text; `peer` counts for every session. */
export type TranscriptOptions = Pick<Surroundings, 'peer' | 'range'>;

/** Sessions of one log that are remembered at the same time. */
const SESSION_LIMIT = 1000;
const NOTHING: readonly TranscriptEvent[] = [];
/** Text of a note that is kept. UTF-16 units. */
const NOTE_TEXT_LIMIT = 400;
/** Replies 220 that answer a command instead of greeting. */
const NO_GREETING: ReadonlySet<string> = new Set(['REIN', 'HOST', 'CLNT', 'SITE']);

/** The session that really spoke (a greeting can begin another one), and whether dialogue was spoken. */
interface Heard {
  readonly session: Session;
  readonly spoken: boolean;
}

/**
 * Rebuilds what was said from a log, line by line: any of the known formats, several sessions mixed. Memory is bounded
 * whatever the length of the text, time is linear, and no input makes it throw.
 */
export class TranscriptReader {
  private readonly sessions = new SessionTable(SESSION_LIMIT);
  private readonly dump = new DumpReader();
  private number = -1;
  private previous = '';
  /** What the line that is being read says. */
  private events: TranscriptEvent[] = [];
  private readonly emit: Emit = (event) => void this.events.push(event);

  constructor(private readonly options: TranscriptOptions = {}) {}

  /** Reads the next line, without its line break. Lines longer than a log's are read in part. */
  push(line: string): readonly TranscriptEvent[] {
    this.number += 1;
    if (isListed(line) && this.isQuiet() && !mayHoldEndpoint(line)) {
      this.previous = line;
      return NOTHING;
    }
    const log = readLogLine(line);
    const { emit } = this;
    if (log.kind === 'dump') {
      for (const dumped of this.dump.push(log, this.number)) this.hearDumped(dumped, emit);
    } else {
      for (const dumped of this.dump.end()) this.hearDumped(dumped, emit);
      this.hear(line, log, emit);
    }
    this.previous = line;
    return this.taken();
  }

  /** No dump and no reply goes on in the next line. */
  private isQuiet(): boolean {
    return !this.dump.isOpen() && this.sessions.current().open === undefined;
  }

  /** The text is over: reports what is still open. */
  end(): readonly TranscriptEvent[] {
    const { emit } = this;
    for (const dumped of this.dump.end()) this.hearDumped(dumped, emit);
    for (const session of this.sessions.all()) closeSession(session, emit);
    return this.taken();
  }

  private taken(): readonly TranscriptEvent[] {
    const { events } = this;
    if (events.length === 0) return NOTHING;
    this.events = [];
    return events;
  }

  private hear(line: string, log: LogLine, emit: Emit): void {
    const { session, forgotten } = this.sessions.find(log);
    if (forgotten) closeSession(forgotten, emit);
    if (session.client !== undefined) this.introduce(session, log, emit);
    if (log.user !== undefined) session.user = log.user;
    const place: Place = { line: this.number, character: log.at, length: log.text.length };
    const heard = this.hearLine(session, log, place, emit);
    if (mayHoldEndpoint(line) || mayHoldTuple(line, this.previous))
      this.hearEndpoints(heard, line, log, emit);
    if (log.code === 221 && heard.session.lastVerb === 'QUIT' && !heard.session.open) {
      closeSession(heard.session, emit);
      this.sessions.leave(heard.session);
    }
  }

  /** A log that names the client of each session: said once, where it begins. */
  private introduce(session: Session, log: LogLine, emit: Emit): void {
    if (session.isIntroduced) return;
    session.isIntroduced = true;
    const { client, peer } = session;
    const at = { line: this.number, character: log.at, length: log.text.length };
    const host = peer ?? null;
    const event = {
      kind: 'target',
      session: session.key,
      at,
      time: log.time,
      host,
      port: null,
      peer: host,
    } as const;
    emit(client === undefined ? event : { ...event, client });
  }

  private hearEndpoints({ session, spoken }: Heard, line: string, log: LogLine, emit: Emit): void {
    const options = { ...this.surroundings(session), previous: this.previous };
    for (const { endpoint, character } of endpointsOf(line, log, options)) {
      const at = { line: this.number, character, length: endpoint.length };
      // The numbers of a 227 that Transmit prints on two lines.
      const second =
        log.kind === 'other' &&
        endpoint.code === 227 &&
        !endpoint.statement.startsWith('227') &&
        session.lastReply?.code === 227;
      this.hearEndpoint(session, endpoint, at, !spoken && !second, log.time, emit);
    }
  }

  private surroundings({ peer, client }: Session): Surroundings {
    const known = this.options.peer ?? peer;
    return {
      ...(this.options.range ? { range: this.options.range } : {}),
      ...(known === undefined ? {} : { peer: known }),
      ...(client === undefined ? {} : { client }),
    };
  }

  private hearLine(session: Session, log: LogLine, at: Place, emit: Emit): Heard {
    const said: Said = { at, time: log.time };
    // FEAT's inner lines look like commands where a log has no wrapping.
    if (log.format === 'bare' && log.kind === 'command' && session.open) {
      return { session, spoken: hearInnerLine(session, log.text) };
    }
    switch (log.kind) {
      case 'command':
        if (log.verb === undefined) return { session, spoken: false };
        hearCommand(session, said, log.verb, log.argument, emit);
        return { session, spoken: true };
      case 'reply':
        return this.hearReplyLine(session, log, said, emit);
      case 'note':
        this.hearNote(session, log.text, false, said, emit);
        return { session, spoken: false };
      case 'dump':
      case 'other': {
        const { open } = session;
        // Alone, a number behind three digits is no reply; where one is open, the same code ends it.
        if (open && log.format === 'bare' && log.text.startsWith(`${open.code} `)) {
          return { session, spoken: hearReply(session, said, open.code, log.text, false, emit) };
        }
        const inner = log.format === 'bare' && hearInnerLine(session, log.text);
        if (!inner) this.hearNote(session, log.text, true, said, emit);
        return { session, spoken: inner };
      }
    }
  }

  private hearReplyLine(current: Session, log: LogLine, said: Said, emit: Emit): Heard {
    const session = log.code === 220 ? this.greet(current, emit) : current;
    if (log.code === undefined && !session.greeted && !session.open) {
      const isOther = this.hearOtherProtocol(session, log.text, said, emit);
      return { session, spoken: isOther };
    }
    // ftplib prints the lines of a multi-line reply as one, with the line breaks spelt out.
    const lines = log.format === 'ftplib' ? log.text.split('\\n') : [log.text];
    if (lines.length === 1) {
      const { code, text, more = false } = log;
      const spoken = hearReply(session, said, code, text, more, emit);
      return { session, spoken: spoken || session.open !== undefined };
    }
    for (const text of lines.slice(0, 200)) {
      const code = /^([1-6]\d\d)(?=[ -]|$)/.exec(text)?.[1];
      const more = text.charAt(3) === '-';
      hearReply(session, said, code === undefined ? undefined : Number(code), text, more, emit);
    }
    return { session, spoken: true };
  }

  /** A second greeting in a log that does not tell sessions apart: another connection. */
  private greet(session: Session, emit: Emit): Session {
    const asked = session.waiting[0]?.verb;
    const again = session.key === undefined || session === this.sessions.current();
    if (!again || session.commands === 0 || session.open || (asked !== undefined && NO_GREETING.has(asked)))
      return session;
    return this.restart(emit);
  }

  private restart(emit: Emit): Session {
    closeSession(this.sessions.restart(), emit);
    return this.sessions.current();
  }

  private hearDumped(dumped: DumpedLine, emit: Emit): void {
    const log = readLogLine(dumped.text);
    const { session } = this.sessions.find({ kind: 'other', at: 0, text: '', format: 'curl-trace' });
    const at = dumped.place(log.at, log.text.length);
    const received = log.kind === 'reply' ? log : { ...log, kind: 'reply' as const };
    const heard = dumped.direction === 'sent' ? log : received;
    const said = this.hearLine(session, heard, at, emit);
    for (const endpoint of decodeLine(dumped.text, this.surroundings(said.session))) {
      const place = dumped.place(endpoint.character, endpoint.length);
      this.hearEndpoint(said.session, endpoint, place, false, undefined, emit);
    }
  }

  private hearEndpoint(
    session: Session,
    endpoint: Endpoint,
    at: Place,
    mention: boolean,
    time: string | undefined,
    emit: Emit,
  ): void {
    const event: EndpointEvent = {
      kind: 'endpoint',
      session: session.key,
      at,
      time,
      endpoint,
      mention,
      tls: session.tls,
    };
    emit(event);
    if (!mention) session.prepared = event;
  }

  private hearNote(session: Session, text: string, isForeign: boolean, said: Said, emit: Emit): void {
    // Between the lines of a log that names its sessions stands what belongs to none of them.
    if (session.key === undefined && isUntouched(session) && this.sessions.hasNamed()) return;
    if (!session.greeted && this.hearOtherProtocol(session, text, said, emit)) return;
    const bytes = transferredBytes(text);
    if (bytes !== null) {
      hearBytes(session, bytes);
      // A transfer that vsftpd logs as done holds nothing else.
      if (text.startsWith('OK ')) return;
    }
    const target = dialling(text);
    if (target) {
      this.hearDialling(session, target, text, said, emit);
      return;
    }
    if (/^Data connection established/.test(text)) this.dataOpen(session, text, said, emit);
    if (!session.greeted && CONNECTED.test(text)) session.connected = said;
    const tls = tlsEstablished(text);
    if (tls) {
      const channel: Channel = session.transfer ? 'data' : 'control';
      const mode = session.tls ? 'explicit' : 'implicit';
      session.tls = true;
      emit({ kind: 'tls', ...base(session, said), channel, outcome: 'established', mode, ...tls });
      return;
    }
    const known = knownNote(text);
    // A line of any other program's log is no sign of a failed login or connect.
    if (known && isForeign && isUntouched(session) && !isAboutFtp(known, text)) return;
    if (known) this.hearKnownNote(session, known, text.slice(0, NOTE_TEXT_LIMIT), said, emit);
  }

  /** SSH or a web server in the place of the greeting. */
  private hearOtherProtocol(session: Session, text: string, said: Said, emit: Emit): boolean {
    const words = otherProtocol(text, session.controlPort === 21 || session.controlPort === 990);
    if (words === null) return false;
    session.greeted = true;
    const note = { kind: 'note', ...base(session, said), note: 'not-a-reply', channel: 'control' } as const;
    emit({ ...note, text: words.slice(0, NOTE_TEXT_LIMIT) });
    return true;
  }

  private hearKnownNote(session: Session, known: KnownNote, text: string, said: Said, emit: Emit): void {
    const channel = known.channel ?? channelOf(session, text);
    emit({ kind: 'note', ...base(session, said), note: known.note, text, channel });
    const outcome = connectOutcome(known.note);
    const stood = outcome || known.note === 'connection-closed' ? standing(session) : undefined;
    if (stood) {
      const { target = null, peer = target, controlPort = null } = session;
      const where = { host: peer, port: controlPort, outcome: 'open', text } as const;
      emit({ kind: 'connect', ...base(session, stood), channel: 'control', ...where });
      delete session.connected;
    } else if (outcome && (session.dialling || !session.greeted)) {
      const where = session.dialling ??
        namedEndpoint(text) ?? { host: session.target ?? null, port: session.controlPort ?? null };
      emit({
        kind: 'connect',
        ...base(session, said),
        channel,
        ...where,
        outcome,
        text,
      });
      delete session.dialling;
    }
    if (known.note === 'tls-error' || known.note === 'tls-plain-text') {
      emit({
        kind: 'tls',
        ...base(session, said),
        channel,
        outcome: 'failed',
        ...(isUntouched(session) || session.greeted || session.commands > 0
          ? {}
          : { mode: 'implicit' as const }),
        error: text,
      });
    }
    if (known.note === 'connection-closed') {
      const after = session.lastVerb === undefined ? {} : { after: session.lastVerb };
      emit({
        kind: 'closed',
        ...base(session, said),
        channel: 'control',
        by: /^disconnected/i.test(text) ? 'unknown' : 'server',
        ...after,
      });
    }
  }

  private hearDialling(session: Session, target: Dialling, text: string, said: Said, emit: Emit): void {
    if (target.open && session.dialling) {
      this.dataOpen(session, text, said, emit);
      return;
    }
    const { host, port } = target;
    const prepared = session.prepared?.endpoint;
    if (port !== null && (target.channel === 'data' || prepared?.port === port)) {
      session.dialling = { host: target.peer ?? host, port };
      return;
    }
    const control =
      port === null || port === session.controlPort || port === 21 || port === 990 || !session.greeted;
    if (!control) return;
    const own = session.greeted && session === this.sessions.current() ? this.restart(emit) : session;
    if (port !== null) own.controlPort = port;
    if (target.open) own.connected = said;
    const peer = target.peer ?? (classOf(host) === null ? null : host);
    if (peer !== null) own.peer = peer;
    if (own.target === host) return;
    own.target = host;
    emit({ kind: 'target', ...base(own, said), host, port, peer });
  }

  private dataOpen(session: Session, text: string, said: Said, emit: Emit): void {
    const { dialling: where } = session;
    if (!where) return;
    delete session.dialling;
    emit({
      kind: 'connect',
      ...base(session, said),
      channel: 'data',
      ...where,
      outcome: 'open',
      text: text.slice(0, NOTE_TEXT_LIMIT),
    });
  }
}

/** FileZilla and WinSCP say so, and what they wait for then. */
const CONNECTED =
  /^(?:Connection established|Verbindung hergestellt|Connexion établie|Conexión establecida)\b/;

/** Connected, and nothing heard yet: whatever fails then is not the connect. */
function standing({ connected, greeted }: Session): Said | undefined {
  return greeted ? undefined : connected;
}

function isUntouched({ greeted, commands, target }: Session): boolean {
  return !greeted && commands === 0 && target === undefined;
}

/** Outside any session: a sentence about FTP itself, or an exception that somebody pasted. */
function isAboutFtp({ note }: KnownNote, text: string): boolean {
  if (note === 'tls-plain-text' || note === 'address-replaced' || note === 'epsv-fallback') return true;
  return (
    /\bftps?\b|[: ](?:21|990)\b/i.test(text) || /^\s{0,8}[\w.]{0,80}(?:Error|Exception|timeout)\b/.test(text)
  );
}

function base(session: Session, said: Said): Said & { readonly session?: string } {
  return session.key === undefined ? said : { ...said, session: session.key };
}

/** A line's endpoints; a log can also take a command apart: `Command [port] [192,0,2,5,156,64]`. */
function endpointsOf(
  line: string,
  log: LogLine,
  options: DecodeOptions,
): { endpoint: Endpoint; character: number }[] {
  const found = decodeLine(line, options);
  const { verb = '', argument } = log;
  if (found.length > 0 || argument === undefined || !/^(?:PORT|EPRT|LPRT)$/.test(verb)) {
    return found.map((endpoint) => ({ endpoint, character: endpoint.character }));
  }
  const character = line.indexOf(argument);
  return decodeLine(`${verb} ${argument}`, options).map((endpoint) => ({ endpoint, character }));
}

/** Which connection a failure is about, as far as the session's state tells. */
function channelOf(session: Session, text: string): Channel {
  if (session.dialling || session.transfer || /data (?:socket|connection)/i.test(text)) return 'data';
  if (/control (?:socket|connection)/i.test(text) || !session.greeted) return 'control';
  return session.prepared ? 'data' : 'control';
}

function connectOutcome(note: KnownNote['note']): ConnectEvent['outcome'] | null {
  switch (note) {
    case 'refused':
    case 'timeout':
    case 'unreachable':
      return note;
    case 'connection-reset':
      return 'reset';
    case 'address-replaced':
    case 'address-mismatch':
    case 'connection-closed':
    case 'epsv-fallback':
    case 'active-fallback':
    case 'not-resolved':
    case 'tls-error':
    case 'tls-plain-text':
    case 'certificate-untrusted':
    case 'login-failed':
    case 'listing-failed':
    case 'not-a-reply':
      return null;
  }
}

/** All events of a text; lines end with LF, CRLF or a lone CR. */
export function readTranscript(text: string, options: TranscriptOptions = {}): TranscriptEvent[] {
  const reader = new TranscriptReader(options);
  const events: TranscriptEvent[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) for (const event of reader.push(line)) events.push(event);
  for (const event of reader.end()) events.push(event);
  return events;
}

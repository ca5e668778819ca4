import { arranged, unjoined, type Joint, type PlacedLine } from './arrange.js';
import type { TextPlace } from '../events/finding.js';
import { decodeLine, mayHoldTuple, type DecodeOptions } from '../reply/decode.js';
import type { Endpoint } from '../reply/endpoint.js';
import type { Surroundings } from '../reply/problems.js';
import { mayHoldEndpoint } from '../reply/statement.js';
import type { Emit, EndpointEvent, TranscriptEvent } from '../events/in-text.js';
import { DumpReader, type DumpedLine } from './formats/dump.js';
import type { LogLine } from './formats/log-line.js';
import { labelIn } from './formats/any-prefix.js';
import { otherLine, readLogLine } from './formats/read-line.js';
import { doneVerb, frameVerb } from './notes/client-frames.js';
import { labelledTarget } from './notes/client-words.js';
import { isListed } from './notes/known-notes.js';
import { NoteReader } from './notes/note-reader.js';
import { ENDPOINT, hintsOf, NOTE, TALK } from './quick/hints.js';
import { closeSession, hearCommand, hearInnerLine, hearReply } from './sessions/dialogue.js';
import { SessionTable } from './sessions/session-table.js';
import { isUntouched, type LoggedSession } from './sessions/session.js';

/** What is known besides the text; `peer` counts for every session. */
interface ReaderOptions extends Pick<Surroundings, 'peer' | 'range'> {
  /** As many lines are read in full before noise is looked for; see {@link THOROUGH_LINES}. */
  readonly thoroughLines?: number;
}

/** What people paste is shorter, and is read in full; in logs that are longer noise costs most of the time. */
const THOROUGH_LINES = 5000;

/** Sessions of one log that are remembered at the same time. */
const SESSION_LIMIT = 1000;
const NO_EVENTS: readonly TranscriptEvent[] = [];
/** Formats in which a reply is a string of the program’s language. */
const SPELT_OUT: ReadonlySet<string> = new Set(['ftplib', 'node-ftp', 'prefixed']);
/** Replies 220 that answer a command instead of greeting. */
const NO_GREETING: ReadonlySet<string> = new Set(['REIN', 'HOST', 'CLNT', 'SITE']);

/** The session a line belongs to (a greeting can begin another one), and whether it was a command or reply. */
interface Heard {
  readonly session: LoggedSession;
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
  private lines = 0;
  /** By the number of a joined line. */
  private readonly joints = new Map<number, readonly Joint[]>();
  /** Lines that said something: a part of the dialogue, a listing, a note with a meaning, or nothing at all. */
  private used = 0;
  private previous = '';
  /** What the line that is being read says. */
  private events: TranscriptEvent[] = [];
  private readonly emit: Emit = (event) => void this.events.push(event);
  private readonly notes = new NoteReader(this.sessions, this.emit, () => this.restart());

  constructor(private readonly options: ReaderOptions = {}) {}

  /** Reads the next line, without its line break. Lines longer than a log's are read in part. */
  push(line: string): readonly TranscriptEvent[] {
    return this.pushPlaced({ text: line, number: this.number + 1 });
  }

  /** Reads a line that stands elsewhere in the text than its turn. */
  pushPlaced({ text, number, joints, isTimed }: PlacedLine): readonly TranscriptEvent[] {
    this.number = number;
    this.notes.isTimed = isTimed === true;
    const lines = 1 + (joints?.filter((joint) => joint.number !== number).length ?? 0);
    this.lines += lines;
    if (joints) this.joints.set(number, joints);
    const hints = this.hintsOf(text);
    if (hints === 0) {
      if (isListed(text) || text.trim() === '') this.used += lines;
      this.previous = text;
      return NO_EVENTS;
    }
    const line = detached(text);
    const log = hints & TALK ? readLogLine(line) : otherLine(line);
    if (log.kind === 'dump') {
      for (const dumped of this.dump.push(log, this.number)) this.hearDumped(dumped);
    } else {
      for (const dumped of this.dump.end()) this.hearDumped(dumped);
      this.hear(line, log, (hints & NOTE) !== 0);
    }
    this.previous = line;
    const events = this.taken();
    if (log.kind !== 'other' || events.some(isMeant) || line.trim() === '') this.used += lines;
    return events;
  }

  /** How many lines were read, and how many of them were understood. */
  get understood(): { readonly lines: number; readonly used: number } {
    return { lines: this.lines, used: this.used };
  }

  /** No dump and no reply goes on in the next line. */
  private isQuiet(): boolean {
    return !this.dump.isOpen() && this.sessions.current().open === undefined;
  }

  /** What the line may be; 0: nothing that counts, and nothing is under way in which it would. */
  private hintsOf(line: string): number {
    if (!this.isQuiet()) return TALK | NOTE;
    if (isListed(line) && !mayHoldEndpoint(line)) return 0;
    if (this.number < (this.options.thoroughLines ?? THOROUGH_LINES)) return TALK | NOTE;
    if (isExpectant(this.sessions.current())) return TALK | NOTE;
    return hintsOf(line) | (mayNameEndpoint(line, this.previous) ? ENDPOINT : 0);
  }

  /** The text is over: reports what is still open. */
  end(): readonly TranscriptEvent[] {
    for (const dumped of this.dump.end()) this.hearDumped(dumped);
    for (const session of this.sessions.all()) closeSession(session, this.emit);
    return this.taken();
  }

  private taken(): readonly TranscriptEvent[] {
    const { events } = this;
    if (events.length === 0) return NO_EVENTS;
    this.events = [];
    return this.joints.size === 0 ? events : events.map((event) => this.inText(event));
  }

  private inText(event: TranscriptEvent): TranscriptEvent {
    const joints = this.joints.get(event.at.line);
    return joints ? { ...event, at: unjoined(event.at, joints) } : event;
  }

  private hear(line: string, log: LogLine, mayMean: boolean): void {
    const { session, forgotten } = this.sessions.find(log);
    if (forgotten) closeSession(forgotten, this.emit);
    if (session.client !== undefined) this.introduce(session, log);
    if (log.user !== undefined) session.user = log.user;
    const place: TextPlace = { line: this.number, character: log.at, length: log.text.length };
    const heard =
      mayMean || log.kind !== 'other' ? this.hearLine(session, log, place, line) : { session, spoken: false };
    const isSaid = log.kind === 'reply' || (log.kind === 'command' && log.format !== 'bare');
    if (isSaid && heard.spoken) heard.session.spokenAt = this.number;
    if (mayNameEndpoint(line, this.previous)) this.hearEndpoints(heard, line, log);
    if (log.code === 221 && heard.session.lastVerb === 'QUIT' && !heard.session.open) {
      closeSession(heard.session, this.emit);
      this.sessions.leave(heard.session);
    }
  }

  /** A log that names the client of each session: said once, where it begins. */
  private introduce(session: LoggedSession, log: LogLine): void {
    if (session.isIntroduced) return;
    session.isIntroduced = true;
    const { client, peer } = session;
    const at = { line: this.number, character: log.at, length: log.text.length };
    const host = peer ?? null;
    const event = { kind: 'target', session: session.key, at, host, port: null, peer: host } as const;
    this.emit(client === undefined ? event : { ...event, local: client });
  }

  private hearEndpoints({ session, spoken }: Heard, line: string, log: LogLine): void {
    const options = { ...this.surroundings(session), previous: this.previous };
    const isGivenUp = GIVEN_UP.test(line);
    for (const { endpoint, character } of endpointsOf(line, log, options)) {
      const at = { line: this.number, character, length: endpoint.length };
      // The numbers of a 227 that Transmit prints on two lines.
      const second =
        log.kind === 'other' &&
        endpoint.code === 227 &&
        !endpoint.statement.startsWith('227') &&
        session.lastReply?.code === 227;
      this.hearEndpoint(session, endpoint, at, !spoken && !second);
      if (isGivenUp) this.notes.dataFailed(session, at, named(endpoint));
    }
  }

  private surroundings({ peer, client }: LoggedSession): Surroundings {
    const known = this.options.peer ?? peer;
    return {
      ...(this.options.range ? { range: this.options.range } : {}),
      ...(known === undefined ? {} : { peer: known }),
      ...(client === undefined ? {} : { client }),
    };
  }

  private hearLine(session: LoggedSession, log: LogLine, at: TextPlace, line = ''): Heard {
    if (log.format === 'labelled' || log.format === 'FileZilla') session.isLabelled = true;
    // FEAT's inner lines look like commands where a log has no wrapping.
    if (log.format === 'bare' && log.kind === 'command' && session.open) {
      return { session, spoken: hearInnerLine(session, log.text) };
    }
    switch (log.kind) {
      case 'command':
        if (log.verb === undefined) return { session, spoken: false };
        hearCommand(session, at, log.verb, log.argument, this.emit);
        return { session, spoken: true };
      case 'reply':
        return isNumberInText(session, log, at.line) ||
          isFarQuotation(session, log, at.line, ERRORS_FOLLOW.test(this.previous))
          ? { session, spoken: false }
          : this.hearReplyLine(session, log, at, line);
      case 'note':
        this.notes.hear(session, log.text, isBullet(log, session, line, at.line), at, labelOf(log, line));
        return { session, spoken: false };
      case 'dump':
      case 'other': {
        const { open } = session;
        // A code without words ends a reply too, whatever stands in front of it.
        if (open && BARE_CODE.exec(log.text)?.[1] === String(open.code)) {
          return { session, spoken: hearReply(session, at, open.code, String(open.code), false, this.emit) };
        }
        // A number after three digits is a reply only where one is open with the same code, and ends it.
        if (open && log.format === 'bare' && log.text.startsWith(`${open.code} `)) {
          return { session, spoken: hearReply(session, at, open.code, log.text, false, this.emit) };
        }
        const inner = log.format === 'bare' && hearInnerLine(session, log.text);
        if (!inner) this.hearOther(session, log, at);
        return { session, spoken: inner };
      }
    }
  }

  /** In a window's log what has a label is of the client, in whatever language. */
  private hearOther(session: LoggedSession, log: LogLine, at: TextPlace): void {
    if (opensWindowLog(session, log.text)) session.isLabelled = true;
    const labelled = session.isLabelled === true ? labelIn(log.text) : null;
    if (labelled) this.notes.hear(session, log.text.slice(labelled.at), false, at, labelled.label);
    else this.notes.hear(session, log.text, true, at);
  }

  private hearReplyLine(current: LoggedSession, log: LogLine, at: TextPlace, line: string): Heard {
    const session = log.code === 220 ? this.greet(current) : current;
    const answers = log.verb ?? answeredVerb(session, log, line.slice(0, log.at));
    if (answers !== undefined) session.assumedVerb = answers;
    if (log.code === undefined && !session.greeted && !session.open) {
      const isOther = this.notes.hearOtherProtocol(session, log.text, at);
      return { session, spoken: isOther };
    }
    // Libraries print several lines as one string, with the line breaks spelt out.
    const lines = SPELT_OUT.has(log.format) ? log.text.split(/(?:\\r)?\\n/) : [log.text];
    if (lines.length === 1) {
      const { code, text, more = false } = log;
      const spoken = hearReply(session, at, code, text, more, this.emit);
      return { session, spoken: spoken || session.open !== undefined };
    }
    for (const text of lines.slice(0, 200)) {
      const code = /^([1-6]\d\d)(?=[ -]|$)/.exec(text)?.[1];
      const more = text.charAt(3) === '-';
      hearReply(session, at, code === undefined ? undefined : Number(code), text, more, this.emit);
    }
    return { session, spoken: true };
  }

  /** A second greeting in a log that does not tell sessions apart: another connection. */
  private greet(session: LoggedSession): LoggedSession {
    const asked = session.waiting[0]?.verb;
    const again = session.key === undefined || session === this.sessions.current();
    if (!again || session.commands === 0 || session.open || (asked !== undefined && NO_GREETING.has(asked)))
      return session;
    return this.restart();
  }

  private restart(): LoggedSession {
    closeSession(this.sessions.restart(), this.emit);
    return this.sessions.current();
  }

  private hearDumped(dumped: DumpedLine): void {
    const log = readLogLine(dumped.text);
    const found = this.sessions.find({ kind: 'other', at: 0, text: '', format: 'curl-trace' });
    const at = dumped.place(log.at, log.text.length);
    const received = log.kind === 'reply' ? log : { ...log, kind: 'reply' as const };
    const heard = dumped.direction === 'sent' ? log : received;
    const { session } = this.hearLine(found.session, heard, at);
    for (const endpoint of decodeLine(dumped.text, this.surroundings(session))) {
      const place = dumped.place(endpoint.character, endpoint.length);
      this.hearEndpoint(session, endpoint, place, false);
    }
  }

  private hearEndpoint(session: LoggedSession, endpoint: Endpoint, at: TextPlace, mention: boolean): void {
    const { kind: mode, host, port, statement: raw, problems } = endpoint;
    const { key, tls } = session;
    const event: EndpointEvent = {
      kind: 'endpoint',
      session: key,
      at,
      mode,
      host,
      port,
      raw,
      problems,
      tls,
      endpoint,
      mention,
    };
    this.emit(event);
    if (mention) session.mentioned = event;
    else {
      session.prepared = event;
      session.syns = 0;
    }
  }
}

/** Not of a sentence that merely tells of a failure. */
function isMeant(event: TranscriptEvent): boolean {
  if (event.kind === 'note') return event.note !== 'failed';
  return event.kind !== 'connect' || event.outcome !== 'failed';
}

/** A copy: a slice of a string keeps the whole piece of the file in memory for as long as the line is kept. */
function detached(line: string): string {
  return ` ${line}`.slice(1);
}

/** .NET gives the 227 as the error where it could not connect. */
const GIVEN_UP = /server returned an error: 227 |\bftp_\w{3,12}\(\): Entering /i;

function named({ host, port }: Endpoint): { readonly host: string; readonly port: number } | null {
  return host === null || port === null ? null : { host, port };
}
/** `INFO:client:220`. */
const BARE_CODE = /[\s:>\])]([1-6]\d\d)\s*$/;

/** Go prints several errors as a list. */
const ERRORS_FOLLOW = /\berrors? occurred:\s*$/;

/** What a person quotes is at the head of the text, if it is the case and no example. */
const HEAD_LINES = 5;
function isFarQuotation(
  session: LoggedSession,
  { format }: LogLine,
  line: number,
  isAfterErrors: boolean,
): boolean {
  if (format === 'listed') return isUntouched(session) && !isAfterErrors;
  return format === 'quoted' && (line >= HEAD_LINES || !isUntouched(session));
}

/** After so many lines without any dialogue a text is no log. */
const LONG_TEXT = 50;
/** `521-bit` at the start of a line, or a reply that a manual quotes, in a text that has no dialogue so far. */
function isNumberInText(session: LoggedSession, log: LogLine, line: number): boolean {
  const { format, more, code = 0, text } = log;
  const isProse = code >= 400 && /\b(?:means?|indicates?|usually|should)\b/.test(text);
  const isOdd = isProse || (more === true && code >= 300) || (code >= 400 && line > LONG_TEXT);
  return format === 'bare' && isOdd && isUntouched(session) && !session.greeted;
}

/** What a reply answers in a log without commands: a stack names it, or the words in front of a refusal. */
function answeredVerb(session: LoggedSession, { code = 0 }: LogLine, before: string): string | undefined {
  if (session.commands > 0) return undefined;
  const framed = frameVerb(before);
  if (framed !== undefined) return framed;
  const isAlone =
    code >= 400 && ![421, 425, 426].includes(code) && !session.greeted && session.assumedVerb === undefined;
  return isAlone ? doneVerb(before) : undefined;
}

/** The first line of a window's log in a language without a table: a label, and a target that is FTP's by its port or tab. */
function opensWindowLog(session: LoggedSession, line: string): boolean {
  if (session.greeted || session.target !== undefined || !/(?:\.{3}|…)\s*$/.test(line)) return false;
  const found = labelIn(line);
  const target = found && labelledTarget(line.slice(found.at));
  return Boolean(target && (/\t/.test(line) || target.port === 21 || target.port === 990));
}

/** Exit codes that curl has for FTP alone, and port 21. */
const CURL_OF_FTP = /^curl: \((?:9|1[0-579]|21|30|31|35|67)\) |^curl: \(\d{1,2}\) .{0,200}(?: port |:)21\b/;

const CURL_OF_TLS = /^curl: \((?:51|60)\) /;

/** Further down than curl's notes stand below its dialogue. */
const FAR_LINES = 5000;

/** Lists begin with a star too: curl's notes count once it has named its server. */
function isBullet({ format }: LogLine, session: LoggedSession, line: string, number: number): boolean {
  const { spokenAt, greeted, target } = session;
  const isTalking = greeted || target !== undefined;
  const isFar = !isTalking || spokenAt === undefined || number - spokenAt > FAR_LINES;
  const isOfFtp = CURL_OF_FTP.test(line) || (number < LONG_TEXT && CURL_OF_TLS.test(line));
  return !isOfFtp && format === 'curl' && isFar;
}

/** `Status` of `Status:`; undefined where the format has no labels. */
function labelOf({ format, at }: LogLine, line: string): string | undefined {
  if (format !== 'FileZilla') return undefined;
  return /\p{L}[\p{L}\p{M} ]{0,24}(?=\s?[:：]?\s*$)/u.exec(line.slice(0, at))?.[0].trim();
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

/** All events of a text; lines end with LF, CRLF or a lone CR. */
export function readTranscript(text: string, options: ReaderOptions = {}): TranscriptEvent[] {
  const reader = new TranscriptReader(options);
  const events: TranscriptEvent[] = [];
  for (const line of arranged(text.split(/\r\n|\n|\r/)))
    for (const event of reader.pushPlaced(line)) events.push(event);
  for (const event of reader.end()) events.push(event);
  return events;
}

/** Its next line has a meaning that no word in it shows. */
function isExpectant({ exception, isLabelled, greeted, controlPort }: LoggedSession): boolean {
  return exception !== undefined || isLabelled === true || (!greeted && controlPort !== undefined);
}

function mayNameEndpoint(line: string, previous: string): boolean {
  return mayHoldEndpoint(line) || mayHoldTuple(line, previous);
}

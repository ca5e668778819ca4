import type { Observation } from '../../events/observation.js';
import type { TranscriptEvent } from '../../events/in-text.js';
import { isSecret, isTransfer, isVerb } from '../../events/verbs.js';
import { classOf, decodeLine, type Endpoint } from '../../reply/index.js';
import type { Flow } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { DataWait, firstSyn, type Parties } from './data-wait.js';
import { MOST_TEXT, ReplyLines, type WholeReply } from './reply-lines.js';
import { SessionStory } from './session-story.js';

/** Where a session's events go. */
export interface Output {
  emit(event: TranscriptEvent): void;
  /** A data connection to this endpoint may come. */
  expect(wait: DataWait, session: FtpSession): void;
  /** What follows is encrypted. */
  secured(session: FtpSession): void;
  /** Milliseconds since the first packet. */
  since(ms: number): number;
  /** Wireshark's filter for what was seen in that packet. */
  place(packet: number, filter: string): void;
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

type Said<T = Observation> = T extends Observation ? Omit<T, 'session' | 'at' | 'ms'> : never;

const MOST_WAITING = 32;
/** Whoever waits longer than this for an answer does not get one. Milliseconds. */
const PATIENCE_MS = 2900;
const OUTCOMES: Readonly<Record<number, 'complete' | 'no-data' | 'stalled' | 'reset'>> = {
  226: 'complete',
  250: 'complete',
  421: 'stalled',
  425: 'no-data',
  426: 'reset',
  451: 'reset',
  522: 'no-data',
};

/** Commands of a client that does not use the endpoint which it was given. */
const GIVES_UP: ReadonlySet<string> = new Set(['ABOR', 'QUIT', 'PASV', 'EPSV', 'PORT', 'EPRT']);

/** A transfer from its command on. */
interface Transfer {
  readonly command: string;
  readonly at: Moment;
  readonly wait: DataWait | null;
  endpoint: Endpoint | null;
  expectedBytes?: number;
  hadOpening?: boolean;
  /** The reply that ended it: told when the data connection, whose last packets may come later, is over too. */
  ended?: { readonly code: number; readonly at: Moment };
}

/** One control connection: what was said becomes events as they come. Everything in it is bounded. */
export class FtpSession {
  readonly key: string;
  readonly story: SessionStory;
  secured = false;
  /** When the server spoke last. */
  heard: Moment;
  isClosed = false;
  private readonly waiting: { readonly verb: string; readonly at: Moment }[] = [];
  private readonly replyLines = new ReplyLines();
  private transfer: Transfer | null = null;
  private wait: DataWait | null = null;
  private endpoint: Endpoint | null = null;
  private lastVerb = '';
  private isGreeted = false;
  private secret = '';
  /** Bytes were lost since the last command. */
  private isUnsure = false;

  constructor(
    readonly flow: Flow,
    readonly parties: Parties,
    readonly port: number,
    private readonly output: Output,
  ) {
    const { first, answered, opened } = flow;
    this.key = `stream ${flow.stream}`;
    this.heard = first;
    this.story = new SessionStory(this);
    const host = this.peer;
    this.say({ kind: 'target', host, port, peer: host, local: parties.client }, first);
    const took = (answered ?? opened ?? first).ms - firstSyn(flow);
    if (flow.opener !== null)
      this.say(
        {
          kind: 'connect',
          channel: 'control',
          host,
          port,
          outcome: 'open',
          ...(took >= 0 ? { durationMs: took } : {}),
        },
        first,
      );
  }

  /** The server's address as the client reaches it; null where a translation in front of the server hides it. */
  private get peer(): string | null {
    return this.parties.isBehindNat ? null : this.parties.server;
  }

  /** A line that the client sent. */
  command(line: string, at: Moment): void {
    const { 1: word = '', 2: rest = '' } = /^\s{0,8}([A-Za-z@]{3,6})(?:\s{1,8}(.*))?$/.exec(line) ?? [];
    // What is no command may be a password in the wrong place.
    if (!isVerb(word)) return;
    const verb = word.toUpperCase();
    const argument = rest === '' || isSecret(verb) ? undefined : rest.trimEnd().slice(0, 1000);
    if (isSecret(verb)) this.secret = rest;
    this.flush();
    if (GIVES_UP.has(verb)) this.settle(at, true);
    this.say({ kind: 'command', verb, argument }, at);
    this.lastVerb = verb;
    this.isGreeted = true;
    this.isUnsure = false;
    this.waiting.push({ verb, at });
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    if (verb === 'PORT' || verb === 'EPRT') this.named(`${verb} ${rest}`, at);
    if (isTransfer(verb)) {
      this.transfer = { command: verb, at, wait: this.wait, endpoint: this.endpoint };
      if (this.wait) this.wait.command = verb;
    }
  }

  /** A line that the server sent. */
  reply(line: string, at: Moment): void {
    this.heard = at;
    const whole = this.replyLines.push(line, at);
    if (whole) this.hearReply(whole);
  }

  /** Bytes are missing: which reply answers which command is not known any more. */
  lost(): void {
    this.waiting.length = 0;
    this.replyLines.end();
    this.isUnsure = true;
  }

  /** The control connection is encrypted from here on, as its records show. */
  encrypted(at: Moment, outcome: 'established' | 'failed', error?: string): void {
    if (outcome === 'established') this.output.secured(this);
    this.secured ||= outcome === 'established';
    const mode = this.lastVerb === '' ? 'implicit' : 'explicit';
    this.say(
      { kind: 'tls', channel: 'control', outcome, mode, ...(error === undefined ? {} : { error }) },
      at,
    );
  }

  /** Something changed on a data connection. */
  hearData(wait: DataWait, at: Moment): void {
    this.tell(wait, at, false);
    if (this.transfer?.wait === wait && wait.openFlow?.ended) this.flush();
  }

  /** The control connection, or the capture, has ended. */
  close(at: Moment, by: 'client' | 'server' | null): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const rest = this.replyLines.end();
    if (rest) this.hearReply(rest);
    this.flush();
    if (by !== 'server') this.unanswered(at);
    this.settle(at, by !== 'server');
    this.flush();
    if (by)
      this.say(
        { kind: 'closed', channel: 'control', by, ...(this.lastVerb === '' ? {} : { after: this.lastVerb }) },
        at,
      );
    this.story.end(by, at);
  }

  /** A data connection under TLS, whose endpoint could not be read. */
  unnamed(port: number, at: Moment): DataWait {
    this.settle(at, false);
    const wait = new DataWait(this.parties, null, port, at);
    this.story.add(wait, null);
    this.wait = wait;
    return wait;
  }

  private hearReply({ code, text: said, line, at, broken }: WholeReply): void {
    const { waiting } = this;
    const asked = code < 200 ? waiting[0] : waiting.shift();
    const to = asked?.verb ?? (this.isUnsure ? '' : this.isGreeted ? undefined : 'greeting');
    const text = this.masked(said);
    const took = asked ? at.ms - asked.at.ms : to === 'greeting' ? at.ms - this.flow.first.ms : NaN;
    const durationMs = took >= 0 ? { durationMs: took } : {};
    this.isGreeted = true;
    this.say({ kind: 'reply', code, text, to, broken: broken || undefined, ...durationMs }, at);
    if (code === 227 || code === 228 || code === 229) this.named(line, at);
    if (code >= 400 || code === 226) this.story.reply(code, text);
    this.progress(code, text, to, at);
  }

  private progress(code: number, text: string, to: string | undefined, at: Moment): void {
    const { transfer } = this;
    if (!transfer || transfer.ended || (to !== undefined && to !== transfer.command)) return;
    if (code < 200) {
      transfer.hadOpening = true;
      const size = /\((\d{1,15}) bytes\)/.exec(text)?.[1];
      if (size !== undefined) transfer.expectedBytes = Number(size);
      return;
    }
    if (code === 425) this.settle(at, true);
    if (OUTCOMES[code] === undefined) this.transfer = null;
    else transfer.ended = { code, at };
    this.wait = null;
    this.endpoint = null;
    if (transfer.wait?.openFlow?.ended) this.flush();
  }

  /** Tells the transfer that has ended. */
  private flush(): void {
    const { transfer } = this;
    const outcome = transfer?.ended && OUTCOMES[transfer.ended.code];
    if (!transfer?.ended || !outcome) return;
    this.transfer = null;
    this.tellTransfer(transfer, outcome, transfer.ended.at, transfer.ended.code);
  }

  private tellTransfer(
    { command, wait, expectedBytes, endpoint }: Transfer,
    outcome: 'complete' | 'no-data' | 'stalled' | 'reset' | 'unfinished',
    at: Moment,
    code?: number,
  ): void {
    const flow = wait?.openFlow;
    const bytes =
      flow && (flow.ended || outcome !== 'complete')
        ? flow.halves[0].bytes + flow.halves[1].bytes
        : undefined;
    this.output.emit({
      ...this.placed({ kind: 'transfer', command, outcome, bytes, expectedBytes } as const, at),
      ...(code === undefined ? {} : { code }),
      ...(endpoint ? { endpoint } : {}),
    });
  }

  /** A 227, 229, PORT or EPRT: what it names is waited for. */
  private named(line: string, at: Moment): void {
    const { client, isBehindNat } = this.parties;
    const { peer } = this;
    const { range } = this.output;
    const known = { client, ...(peer === null ? {} : { peer }), ...(range ? { range } : {}) };
    const endpoint = decodeLine(line.slice(0, MOST_TEXT), known)[0];
    if (!endpoint) return;
    const { kind: mode, port, statement: raw, problems, character, length } = endpoint;
    this.settle(at, false);
    const place = { line: at.packet - 1, character, length };
    const seen = {
      kind: 'endpoint',
      mode,
      host: endpoint.host,
      port,
      raw,
      problems,
      tls: this.secured,
    } as const;
    const filter = `tcp.stream == ${this.flow.stream}${port === null ? '' : ` || tcp.port == ${port}`}`;
    this.output.emit({ ...this.placed(seen, at, filter), at: place, endpoint, mention: false });
    this.endpoint = endpoint;
    this.wait = null;
    if (port === null) return;
    const isActive = endpoint.direction === 'command';
    const host = endpoint.host ?? (isActive || isBehindNat ? null : this.parties.server);
    const of = { host, isActive, mode: mode === 'PASV' ? ('PASV' as const) : ('EPSV' as const) };
    this.wait = new DataWait(this.parties, of, port, at);
    this.story.add(this.wait, `${mode} ${endpoint.host ?? ''} ${classOf(endpoint.host ?? '') ?? ''}`);
    this.output.expect(this.wait, this);
  }

  /** The endpoint will not be used any more. @param isGivenUp the client breaks off instead of going on */
  private settle(at: Moment, isGivenUp: boolean): void {
    const { wait } = this;
    if (!wait) return;
    this.tell(wait, at, true);
    const isSilent = wait.flows.length === 0 && wait.named && !wait.isActive && wait.command === null;
    if (isGivenUp && isSilent && at.ms - wait.at.ms >= PATIENCE_MS)
      this.say(
        { kind: 'note', note: 'timeout', channel: 'data', text: `no SYN to port ${wait.port} was captured` },
        wait.at,
      );
    this.wait = null;
  }

  private tell(wait: DataWait, now: Moment, isLast: boolean): void {
    for (const [event, at] of wait.news(now, isLast)) this.say(event, at, `tcp.port == ${wait.port}`);
  }

  /** The client left, or the capture ended, while an answer was due. */
  private unanswered(at: Moment): void {
    const { transfer, waiting } = this;
    const asked = waiting.at(-1);
    const flow = transfer?.wait?.openFlow;
    if (transfer && flow) {
      this.transfer = null;
      const quietMs = at.ms - Math.max(flow.last.ms, transfer.at.ms);
      // Where the capture, or the client’s patience, ends in the middle of a transfer nothing is known of it.
      if (quietMs < PATIENCE_MS) return;
      if (transfer.hadOpening === true && !flow.ended)
        this.say({ kind: 'note', note: 'timeout', channel: 'data', text: 'nothing more came' }, flow.last);
      const outcome = transfer.hadOpening !== true ? 'no-data' : flow.ended ? 'unfinished' : 'stalled';
      this.tellTransfer(transfer, outcome, transfer.at);
    } else if (
      asked &&
      !isTransfer(asked.verb) &&
      asked.verb !== 'QUIT' &&
      at.ms - asked.at.ms >= PATIENCE_MS
    )
      this.say(
        { kind: 'note', note: 'timeout', channel: 'control', text: `no answer to ${asked.verb}` },
        asked.at,
      );
    else if (!this.isGreeted && !this.secured && at.ms - this.flow.first.ms >= PATIENCE_MS)
      this.say(
        { kind: 'note', note: 'timeout', channel: 'control', text: 'no greeting in time' },
        this.flow.last,
      );
  }

  /** A server that repeats a password must not bring it into a report. */
  private masked(text: string): string {
    return this.secret.length > 2 ? text.replaceAll(this.secret, '***') : text;
  }

  private say(said: Said, at: Moment, filter?: string): void {
    // Each kind keeps its own shape; only place, time and session are added.
    this.output.emit(this.placed(said, at, filter) as TranscriptEvent);
  }

  private placed<T extends object>(
    said: T,
    at: Moment,
    filter = `tcp.stream == ${this.flow.stream}`,
  ): T & Place {
    const ms = this.output.since(at.ms);
    this.output.place(at.packet, filter);
    return {
      ...said,
      session: this.key,
      at: { line: at.packet - 1, character: 0, length: 0 },
      ...(Number.isNaN(ms) ? {} : { ms }),
    };
  }
}

interface Place {
  readonly session: string;
  readonly at: { readonly line: number; readonly character: number; readonly length: number };
  readonly ms?: number;
}

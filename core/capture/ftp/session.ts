import { isSecret, isTransfer, isVerb } from '../../events/verbs.js';
import { classOf, decodeLine, type Endpoint } from '../../reply/index.js';
import type { Flow } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { DataWait, firstSyn, type Parties } from './data-wait.js';
import { MOST_TEXT, ReplyLines, type WholeReply } from './reply-lines.js';
import { SessionRecord } from './session-record.js';
import { SessionStory } from './session-story.js';
import { Teller, type Output } from './teller.js';
import { PATIENCE_MS, Transfers } from './transfers.js';

/** What the sessions of a capture together show of endpoints that no one dialled. */
export interface UnusedEndpoints {
  /** A transfer was asked for, or a client waited in vain: then an early end of another session means nothing. */
  isExplained: boolean;
  /** To be told in the end, where nothing else was seen. */
  readonly suspects: (() => void)[];
}

/** Where the events of sessions go, and their data connections come from. */
export interface SessionOutput extends Output {
  /** A data connection to this endpoint may come. */
  expect(wait: DataWait, session: FtpSession): void;
  /** What follows is encrypted. */
  secured(session: FtpSession): void;
  readonly unused: UnusedEndpoints;
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

const MOST_WAITING = 32;
const MOST_SUSPECTS = 50;
/** Commands of a client that does not use the endpoint which it was given. */
const GIVES_UP: ReadonlySet<string> = new Set(['ABOR', 'QUIT', 'PASV', 'EPSV', 'PORT', 'EPRT']);

/** One control connection: what was said becomes events as they come. Everything in it is bounded. */
export class FtpSession {
  readonly story: SessionStory;
  readonly record: SessionRecord;
  secured = false;
  /** When the server spoke last. */
  heard: Moment;
  isClosed = false;
  private hasLeft = false;
  private readonly teller: Teller;
  private readonly transfers: Transfers;
  private readonly replyLines = new ReplyLines();
  private readonly waiting: { readonly verb: string; readonly at: Moment }[] = [];
  private wait: DataWait | null = null;
  private endpoint: Endpoint | null = null;
  private lastVerb = '';
  private isGreeted = false;
  private secrets: string[] = [];
  /** Endpoints of earlier attempts whose connects are not decided. */
  private readonly pending: DataWait[] = [];
  /** Endpoints that the client did not use. */
  private unused = 0;
  /** Bytes were lost since the last command. */
  private isUnsure = false;

  constructor(
    readonly flow: Flow,
    readonly parties: Parties,
    readonly port: number,
    private readonly output: SessionOutput,
  ) {
    const { first, answered, opened, opener } = flow;
    this.teller = new Teller(flow.stream, output);
    this.transfers = new Transfers(this.teller);
    this.heard = first;
    this.story = new SessionStory(this);
    this.record = new SessionRecord(flow, parties);
    const host = this.peer;
    this.teller.say({ kind: 'target', host, port, peer: host, local: parties.client }, first);
    const took = (answered ?? opened ?? first).ms - firstSyn(flow);
    const durationMs = took >= 0 ? { durationMs: took } : {};
    const connect = {
      kind: 'connect',
      channel: 'control',
      host,
      port,
      outcome: 'open',
      ...durationMs,
    } as const;
    if (opener !== null) this.teller.say(connect, first);
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
    // SITE PSWD and its like take passwords.
    const shown = verb === 'SITE' ? rest.split(' ', 1)[0] : rest;
    const argument = !shown || isSecret(verb) ? undefined : shown.trimEnd().slice(0, 1000);
    if (isSecret(verb)) this.secrets = [rest];
    if (verb === 'SITE' && /^\w{0,6}P(?:S|ASS)?W/i.test(rest))
      this.secrets = [...this.secrets.slice(-3), ...rest.split(' ').slice(1, 4)];
    this.record.said(`${verb} ${argument ?? ''}`);
    this.transfers.flush();
    if (GIVES_UP.has(verb)) this.settle(at, true);
    this.teller.say({ kind: 'command', verb, argument }, at);
    this.lastVerb = verb;
    this.isGreeted = true;
    this.isUnsure = false;
    this.waiting.push({ verb, at });
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    if (verb === 'PORT' || verb === 'EPRT') this.named(`${verb} ${rest}`, at);
    this.output.unused.isExplained ||= isTransfer(verb);
    if (isTransfer(verb)) this.transfers.begin(verb, at, this.wait, this.endpoint);
  }

  /** A line that the server sent. */
  reply(line: string, at: Moment): void {
    this.heard = at;
    // No one reads what comes after the client has left.
    if (this.hasLeft) return;
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
    if (outcome === 'established') {
      this.secured = true;
      this.output.secured(this);
    }
    const mode = this.lastVerb === '' ? 'implicit' : 'explicit';
    const why = error === undefined ? {} : { error };
    this.teller.say({ kind: 'tls', channel: 'control', outcome, mode, ...why }, at);
  }

  /** Something changed on a data connection. */
  hearData(wait: DataWait, at: Moment): void {
    this.tell(wait, at, false);
    this.transfers.flush(wait);
  }

  /** The control connection, or the capture, has ended. */
  close(at: Moment, by: 'client' | 'server' | null): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const rest = this.replyLines.end();
    if (rest) this.hearReply(rest);
    this.hasLeft = by === 'client';
    this.transfers.flush();
    if (by !== 'server' && !this.transfers.leave(at)) this.unanswered(at);
    this.settle(at, by !== 'server');
    for (const wait of this.pending.splice(0)) this.tell(wait, at, true);
    const after = this.lastVerb === '' ? {} : { after: this.lastVerb };
    if (by) this.teller.say({ kind: 'closed', channel: 'control', by, ...after }, at);
    this.story.end(by, at);
  }

  /** A data connection under TLS, whose endpoint could not be read. */
  unnamed(port: number, at: Moment): DataWait {
    this.settle(at, false);
    this.wait = new DataWait(this.parties, null, port, at);
    this.story.add(this.wait, null);
    this.record.add(this.wait, null);
    return this.wait;
  }

  private hearReply({ code, text: said, line, at, broken }: WholeReply): void {
    const { waiting } = this;
    const asked = code < 200 ? waiting[0] : waiting.shift();
    const to = asked?.verb ?? (this.isUnsure ? '' : this.isGreeted ? undefined : 'greeting');
    // A server that repeats a password must not bring it into a report.
    const text = this.secrets.reduce(
      (words, secret) => (secret.length > 2 ? words.replaceAll(secret, '***') : words),
      said,
    );
    const took = asked ? at.ms - asked.at.ms : to === 'greeting' ? at.ms - this.flow.first.ms : NaN;
    const durationMs = took >= 0 ? { durationMs: took } : {};
    this.isGreeted = true;
    this.teller.say({ kind: 'reply', code, text, to, broken: broken || undefined, ...durationMs }, at);
    this.record.said(`${code} ${text}`);
    if (code === 227 || code === 228 || code === 229) this.named(line, at);
    if (code >= 400 || code === 226) this.story.reply(code, text);
    const { wait } = this;
    if (!this.transfers.reply(code, text, to, at)) return;
    if (code === 425) this.settle(at, true);
    if (wait) wait.isOver = true;
    this.wait = null;
    this.endpoint = null;
    if (wait) this.transfers.flush(wait);
  }

  /** A 227, 229, PORT or EPRT: what it names is waited for. */
  private named(line: string, at: Moment): void {
    const { client, server, isBehindNat } = this.parties;
    const { range } = this.output;
    const known = { client, ...(isBehindNat ? {} : { peer: server }), ...(range ? { range } : {}) };
    const endpoint = decodeLine(line.slice(0, MOST_TEXT), known)[0];
    if (!endpoint) return;
    const { kind: mode, host, port, statement: raw, problems, character, length } = endpoint;
    this.settle(at, false);
    const tls = this.secured;
    const filter = `tcp.stream == ${this.flow.stream}${port === null ? '' : ` || tcp.port == ${port}`}`;
    const more = { at: { line: at.packet - 1, character, length }, endpoint, mention: false };
    this.teller.say({ kind: 'endpoint', mode, host, port, raw, problems, tls }, at, filter, more);
    this.endpoint = endpoint;
    if (port === null) return;
    const isActive = endpoint.direction === 'command';
    const named = {
      host: host ?? (isActive || isBehindNat ? null : server),
      isActive,
      mode: mode === 'PASV' ? ('PASV' as const) : ('EPSV' as const),
    };
    this.wait = new DataWait(this.parties, named, port, at);
    this.record.add(this.wait, raw);
    this.story.add(this.wait, `${mode} ${host ?? ''} ${classOf(host ?? '') ?? ''}`);
    this.output.expect(this.wait, this);
  }

  /** The endpoint will not be used any more. @param isGivenUp the client breaks off instead of going on */
  private settle(at: Moment, isGivenUp: boolean): void {
    const { wait } = this;
    this.wait = null;
    if (!wait) return;
    wait.isOver = true;
    this.tell(wait, at, true);
    // What is still unanswered then goes on while the client asks for the next one.
    if (wait.isOpenEnded && this.pending.length < MOST_SUSPECTS) this.pending.push(wait);
    const isSilent = wait.flows.length === 0 && wait.named && !wait.isActive && wait.command === null;
    if (!isGivenUp || !isSilent) return;
    this.unused += 1;
    const nothing = `no SYN to port ${wait.port} was captured`;
    const { unused } = this.output;
    if (at.ms - wait.at.ms >= PATIENCE_MS) {
      unused.isExplained = true;
      this.teller.note('timeout', 'data', nothing, wait.at);
      return;
    }
    // Asked for one endpoint after the other, and used none: something on the way refused the connections.
    const words = `${nothing}, and the client gave up at once`;
    if (this.unused > 1 && unused.suspects.length < MOST_SUSPECTS)
      unused.suspects.push(() => {
        this.teller.note('refused', 'data', words, wait.at);
      });
  }

  private tell(wait: DataWait, now: Moment, isLast: boolean): void {
    for (const [event, at] of wait.news(now, isLast)) this.teller.say(event, at, `tcp.port == ${wait.port}`);
  }

  /** The client left, or the capture ended, while an answer was due. */
  private unanswered(at: Moment): void {
    const asked = this.waiting.at(-1);
    const { first, last } = this.flow;
    if (asked && !isTransfer(asked.verb) && asked.verb !== 'QUIT' && at.ms - asked.at.ms >= PATIENCE_MS)
      this.teller.note('timeout', 'control', `no answer to ${asked.verb}`, asked.at);
    else if (!this.isGreeted && !this.secured && at.ms - first.ms >= PATIENCE_MS)
      this.teller.note('timeout', 'control', 'no greeting in time', last);
  }
}

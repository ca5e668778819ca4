import { isGiven } from './given.js';
import { classOf } from '../../reply/index.js';
import { AnswerLog, type AnswerHeard } from './answer-log.js';
import type { Attempt } from './attempt.js';
import { AttemptLog } from './attempt-log.js';
import { isEpsvAll, meant, MODES, TRANSFERS } from './verbs.js';
import type {
  ActiveMode,
  ClosedSeen,
  ConnectSeen,
  EndpointSeen,
  NoteSeen,
  Observation,
  PassiveMode,
  ReplySeen,
  TargetSeen,
  TlsSeen,
} from '../../events/observation.js';

/** The server as a session names it; its host is '' where it does not. */
export interface NamedTarget extends TargetSeen {
  readonly host: string;
  readonly port: number;
}

const NOTES_KEPT = 60;
const CONNECTS_KEPT = 64;

/**
 * What one of vsftpd's processes says because its other half is gone (privsock.c, twoprocess.c). Where that half has
 * said why, in the line before, these words tell nothing, and may be cut short; alone they are all that is known.
 */
const LEFT_BEHIND = /^OOPS:(?: ?$| p[a-z_]*$| child died)/;

/**
 * One control connection, rebuilt from its observations in order. Memory is bounded however long it lasts: what only
 * repeats is counted, not kept.
 */
export class Session {
  target: NamedTarget | null = null;
  readonly connects: ConnectSeen[] = [];
  readonly #answerLog = new AnswerLog();
  readonly #attemptLog = new AttemptLog();
  readonly answers: readonly AnswerHeard[] = this.#answerLog.all;
  readonly attempts: readonly Attempt[] = this.#attemptLog.all;
  /** TLS on the control connection. */
  readonly tls: TlsSeen[] = [];
  readonly notes: NoteSeen[] = [];
  closed: ClosedSeen | null = null;
  user: string | null = null;
  loggedIn = false;
  secured = false;
  /** Longest time between a reply and the next command, in milliseconds, where the observations have times. */
  longestPauseMs = 0;
  /** When it was first and last heard of: milliseconds since the start of a probe; null without times. */
  firstMs: number | null = null;
  lastMs: number | null = null;
  /** Endpoints with the lowest and highest port the server offered. */
  lowest: EndpointSeen | null = null;
  highest: EndpointSeen | null = null;

  #verb: string;
  #argument: string | null = null;
  #answered = false;
  /** The reply before was vsftpd's last word, and no command or connection came since. */
  #brokeDown = false;
  #epsvAll = false;
  #repliedAt: number | null = null;

  /**
   * @param id label of the session, undefined for the only one
   * @param givenPeer address of the server, whatever the observations say
   * @param assumedPeer the same where they say nothing
   */
  constructor(
    readonly id: string | undefined,
    readonly givenPeer?: string,
    readonly assumedPeer?: string,
  ) {
    this.#verb = '';
  }

  /** Numeric address of the server; null where nothing shows it. */
  get peer(): string | null {
    if (this.givenPeer !== undefined) return this.givenPeer;
    if (isGiven(this.target?.peer)) return this.target.peer;
    const connected = this.connects.find(
      (c) => c.outcome === 'open' && c.host !== null && classOf(c.host) !== null,
    );
    if (connected) return connected.host;
    if (this.assumedPeer !== undefined) return this.assumedPeer;
    const host = this.target?.host;
    return host !== undefined && classOf(host) !== null ? host : null;
  }

  get greeting(): ReplySeen | null {
    return this.answers.find((answer) => answer.to === 'greeting')?.reply ?? null;
  }

  /** The last command, where no final reply to it came. */
  get unanswered(): string | null {
    return this.#verb === '' || this.#answered ? null : this.#verb;
  }

  push(seen: Observation): void {
    if (seen.ms !== undefined) {
      this.firstMs ??= seen.ms;
      this.lastMs = seen.ms;
    }
    switch (seen.kind) {
      case 'target':
        // A log that names no port is about the usual one.
        this.target = { ...seen, host: seen.host ?? '', port: seen.port ?? 21 };
        break;
      case 'connect':
        this.#connect(seen);
        break;
      case 'command':
        if (this.#repliedAt !== null && seen.ms !== undefined)
          this.longestPauseMs = Math.max(this.longestPauseMs, seen.ms - this.#repliedAt);
        this.#command(seen.verb, seen.argument ?? null);
        break;
      case 'reply':
        this.#repliedAt = seen.ms ?? null;
        this.#reply(seen);
        break;
      case 'endpoint':
        this.#endpoint(seen);
        break;
      case 'tls':
        this.#tls(seen);
        break;
      case 'transfer': {
        const attempt = this.#attemptFor(null, (a) => a.transfer === null);
        attempt.command ??= seen.command;
        attempt.transfer = seen;
        break;
      }
      case 'note':
        this.#note(seen);
        break;
      case 'closed':
        this.#close(seen);
        break;
      // Of the run as a whole, not of one session: the view keeps them.
      case 'vantage':
      case 'bare-dial':
      case 'not-tested':
        break;
    }
  }

  /** Call once, after the last observation. */
  end(): void {
    this.#attemptLog.end();
  }

  #attemptFor(mode: Attempt['mode'], hasRoom: (attempt: Attempt) => boolean): Attempt {
    return this.#attemptLog.withRoom(mode, this.#context, hasRoom);
  }

  get #context(): Pick<Attempt, 'secured' | 'afterEpsvAll'> {
    return { secured: this.secured, afterEpsvAll: this.#epsvAll };
  }

  #command(verb: string, argument: string | null): void {
    this.#verb = verb;
    this.#argument = argument;
    this.#answered = false;
    this.#brokeDown = false;
    if (verb === 'USER') this.user = argument;
    const mode = MODES[verb];
    if (mode && !isEpsvAll(verb, argument)) this.#attemptLog.begin(mode, this.#context, argument);
    else if (TRANSFERS.has(verb)) this.#attemptFor(null, (a) => a.command === null).command = verb;
  }

  #reply(reply: ReplySeen): void {
    const isEcho = this.#brokeDown && LEFT_BEHIND.test(reply.text);
    this.#brokeDown = reply.text.startsWith('OOPS: ');
    if (isEcho) return;
    // Where it was seen to connect, the first reply is the greeting, whatever its words are.
    const isSeen = this.target !== null || this.connects.some(({ outcome }) => outcome === 'open');
    const isFirst = reply.to === 'greeting' && isSeen;
    const to = (this.#verb === '' && !isFirst ? meant(reply) : null) ?? reply.to ?? this.#guess(reply);
    const argument = to === this.#verb ? this.#argument : null;
    const { secured, loggedIn, user } = this;
    this.#answerLog.add({ reply, to, argument, secured, beforeLogin: !loggedIn, user });
    if (reply.code >= 200) this.#answered = true;
    if (reply.code === 230 || (reply.code === 232 && to !== 'AUTH')) this.loggedIn = true;
    if (to === 'AUTH' && (reply.code === 234 || reply.code === 334)) this.secured = true;
    if (to === 'EPSV' && isEpsvAll(to, argument)) {
      if (reply.code === 200) this.#epsvAll = true;
      return;
    }
    const mode = MODES[to];
    if (mode) this.#prepared(mode, reply);
    else if (TRANSFERS.has(to)) this.#progress(reply);
  }

  /** What a reply answers where the log does not say: the command before it, else what its code and words mean. */
  #guess(reply: ReplySeen): string {
    if (this.#verb !== '' && !(this.#answered && reply.code < 200)) return this.#verb;
    if (reply.code === 227) return 'PASV';
    if (reply.code === 229) return 'EPSV';
    const verb = meant(reply);
    if (verb !== null) return verb;
    if ([125, 150, 226, 425, 426, 521, 522].includes(reply.code)) return 'LIST';
    return reply.code === 220 && this.answers.length === 0 ? 'greeting' : '';
  }

  #prepared(mode: PassiveMode | ActiveMode, reply: ReplySeen): void {
    const isAnswer = (a: Attempt): boolean => a.accepted === null && a.refusal === null && a.command === null;
    if (reply.code >= 400) {
      // A second OOPS line belongs to the first.
      const { current } = this.#attemptLog;
      if (current?.mode === mode && current.refusal) return;
      this.#attemptFor(mode, isAnswer).refusal = reply;
    } else this.#attemptFor(mode, isAnswer).accepted = reply;
  }

  #progress(reply: ReplySeen): void {
    const attempt = this.#attemptFor(null, (a) => a.final === null);
    attempt.command ??= this.#verb;
    if (reply.code < 200) attempt.opening = reply;
    else attempt.final = reply;
  }

  #endpoint(seen: EndpointSeen): void {
    const attempt = this.#attemptFor(
      seen.mode,
      (a) => a.endpoint === null && a.refusal === null && a.command === null && a.connects.length === 0,
    );
    attempt.endpoint = seen;
    if (seen.port === null || seen.mode === 'PORT' || seen.mode === 'EPRT') return;
    if (this.lowest === null || seen.port < (this.lowest.port ?? 0)) this.lowest = seen;
    if (this.highest === null || seen.port > (this.highest.port ?? 0)) this.highest = seen;
  }

  #connect(seen: ConnectSeen): void {
    if (seen.channel === 'control') {
      this.#brokeDown = false;
      if (this.connects.length < CONNECTS_KEPT) this.connects.push(seen);
      return;
    }
    const recent = this.attempts.slice(-8).reverse();
    const same = recent.find(
      (a) => seen.port !== null && a.endpoint?.port === seen.port && fits(a, seen.mode),
    );
    const attempt = same ?? this.#attemptFor(seen.mode ?? null, () => true);
    if (attempt.connects.length < CONNECTS_KEPT) attempt.connects.push(seen);
  }

  #tls(seen: TlsSeen): void {
    if (seen.channel === 'data') {
      this.#attemptFor(null, (a) => a.tls === null).tls = seen;
      return;
    }
    if (seen.outcome === 'established') this.secured = true;
    if (this.tls.length < CONNECTS_KEPT) this.tls.push(seen);
  }

  #note(seen: NoteSeen): void {
    const attempt = this.#attemptLog.current;
    const underWay = attempt !== null && attempt.final === null && attempt.refusal === null;
    if (underWay && seen.channel !== 'control' && attempt.notes.length < NOTES_KEPT) attempt.notes.push(seen);
    else if (attempt && seen.channel === 'data' && attempt.notes.length < NOTES_KEPT)
      attempt.notes.push(seen);
    else if (this.notes.length < NOTES_KEPT) this.notes.push(seen);
  }

  #close(seen: ClosedSeen): void {
    if (seen.channel !== 'control') return;
    this.closed ??= seen;
    const { current } = this.#attemptLog;
    if (current) current.closed ??= seen;
  }
}

/** The end of a session, with all that comes of the server leaving it: explained by whatever explains why it left. */
export function aftermath(session: Session): readonly object[] {
  return [
    ...session.notes,
    ...(session.closed ? [session.closed] : []),
    ...session.tls.filter(({ outcome }) => outcome === 'failed'),
  ];
}

function fits(attempt: Attempt, mode: PassiveMode | undefined): boolean {
  return mode === undefined || attempt.mode === mode;
}

/** Sorts observations by session and reads each one. Sessions come in the order of their first observation. */
export function readSessions(
  observations: readonly Observation[],
  givenPeer?: string,
  assumedPeer?: string,
): readonly Session[] {
  const sessions = new Map<string | undefined, Session>();
  for (const seen of observations) {
    let session = sessions.get(seen.session);
    if (!session) sessions.set(seen.session, (session = new Session(seen.session, givenPeer, assumedPeer)));
    session.push(seen);
  }
  for (const session of sessions.values()) session.end();
  return [...sessions.values()];
}

export type { AnswerHeard };

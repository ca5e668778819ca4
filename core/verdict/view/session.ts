import { isGiven } from './given.js';
import { classOf } from '../../reply/index.js';
import { signature, type Attempt } from './attempt.js';
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

/** A reply together with what it answers; the same answer given again only counts. */
export interface AnswerHeard {
  readonly reply: ReplySeen;
  /** The verb, `greeting`, or '' where the log does not tell. */
  readonly to: string;
  readonly argument: string | null;
  readonly secured: boolean;
  /** Before the login succeeded. */
  readonly beforeLogin: boolean;
  /** The user named last. */
  readonly user: string | null;
  count: number;
}

const TRANSFERS = new Set(['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'STOU', 'APPE']);
const MODES: Readonly<Record<string, PassiveMode | ActiveMode>> = {
  PASV: 'PASV',
  'P@SW': 'PASV',
  EPSV: 'EPSV',
  PORT: 'PORT',
  EPRT: 'EPRT',
};

/** Attempts kept one by one; beyond that, only those that went another way than all before. */
const ATTEMPTS_VERBATIM = 100;
const ATTEMPTS_KEPT = 150;
const ANSWERS_KEPT = 200;
/** Of these, replies below 400: files and ports have many names, and none of them may crowd out a refusal. */
const SUCCESSES_KEPT = 120;
const NOTES_KEPT = 60;
const CONNECTS_KEPT = 64;

/** A 227, 229 or 150: its words say nothing that the attempt does not keep. */
function isProgress(to: string, code: number): boolean {
  return (code < 200 && TRANSFERS.has(to)) || ((code === 227 || code === 229) && MODES[to] !== undefined);
}

/** Words that only one kind of command gets, for a reply that was pasted alone. */
const MEANINGS: readonly { readonly to: string; readonly words: RegExp }[] = [
  { to: 'PORT', words: /illegal port command/i },
  { to: 'EPRT', words: /(?:illegal|bad) eprt/i },
  { to: 'PASV', words: /invalid pasv_address|vsf_sysutil_bind/ },
  { to: 'USER', words: /must use encryption|server is anonymous only/i },
  { to: 'PASS', words: /login incorrect|writable root|OOPS: cannot (?:change directory|locate user)/i },
  {
    to: 'LIST',
    words:
      /session reuse|data connections must be encrypted|bad ip connecting|failed to establish connection|can.?t open data connection|data timeout|priv_sock_get_cmd/i,
  },
  { to: '', words: /^timeout/i },
];

/**
 * What one of vsftpd's processes says because its other half is gone (privsock.c, twoprocess.c). Where that half has
 * said why, in the line before, these words tell nothing; alone they are all that is known.
 */
const LEFT_BEHIND = /^OOPS: (?:priv_sock_\w+|child died)/;

/** The verb that a refusal without any command before it belongs to; '': it is none's; null: nothing known. */
function meant({ code, text }: ReplySeen): string | null {
  return code < 400 ? null : (MEANINGS.find(({ words }) => words.test(text))?.to ?? null);
}

/**
 * One control connection, rebuilt from its observations in order. Memory is bounded however long it lasts: what only
 * repeats is counted, not kept.
 */
export class Session {
  target: TargetSeen | null = null;
  readonly connects: ConnectSeen[] = [];
  readonly answers: AnswerHeard[] = [];
  readonly attempts: Attempt[] = [];
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

  readonly #answersSeen = new Map<string, AnswerHeard>();
  /** The last answer to each verb: what repeats, repeats at once. */
  readonly #latest = new Map<string, AnswerHeard>();
  readonly #signatures = new Map<string, Attempt>();
  #verb: string;
  #argument: string | null = null;
  #answered = false;
  /** The reply before was vsftpd's last word, and no command or connection came since. */
  #brokeDown = false;
  #epsvAll = false;
  #current: Attempt | null = null;
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
        this.target = seen;
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
    this.#keep();
  }

  /** Ends the current attempt and counts it instead of keeping it, where a long log repeats itself. */
  #keep(): void {
    const attempt = this.#current;
    this.#current = null;
    if (!attempt) return;
    if (this.attempts.length <= ATTEMPTS_VERBATIM) return;
    if (this.#signatures.size === 0)
      for (const kept of this.attempts.slice(0, -1)) this.#signatures.set(signature(kept), kept);
    const way = signature(attempt);
    const same = this.#signatures.get(way);
    if (same || this.attempts.length > ATTEMPTS_KEPT) {
      if (same) same.repeats++;
      this.attempts.pop();
      return;
    }
    this.#signatures.set(way, attempt);
  }

  #begin(mode: Attempt['mode'], argument: string | null = null): Attempt {
    this.#keep();
    const attempt: Attempt = {
      mode,
      secured: this.secured,
      afterEpsvAll: this.#epsvAll,
      argument,
      endpoint: null,
      accepted: null,
      refusal: null,
      connects: [],
      notes: [],
      command: null,
      opening: null,
      final: null,
      tls: null,
      transfer: null,
      closed: null,
      repeats: 0,
    };
    this.attempts.push(attempt);
    this.#current = attempt;
    return attempt;
  }

  /** The current attempt where it has room, else a new one. */
  #attemptFor(mode: Attempt['mode'], hasRoom: (attempt: Attempt) => boolean): Attempt {
    const current = this.#current;
    return current && (mode === null || current.mode === mode) && hasRoom(current)
      ? current
      : this.#begin(mode);
  }

  #command(verb: string, argument: string | null): void {
    this.#verb = verb;
    this.#argument = argument;
    this.#answered = false;
    this.#brokeDown = false;
    if (verb === 'USER') this.user = argument;
    const mode = MODES[verb];
    if (mode && !isEpsvAll(verb, argument)) this.#begin(mode, argument);
    else if (TRANSFERS.has(verb)) this.#attemptFor(null, (a) => a.command === null).command = verb;
  }

  #reply(reply: ReplySeen): void {
    const isEcho = this.#brokeDown && LEFT_BEHIND.test(reply.text);
    this.#brokeDown = reply.text.startsWith('OOPS: ');
    if (isEcho) return;
    const to = (this.#verb === '' ? meant(reply) : null) ?? reply.to ?? this.#guess(reply);
    const argument = to === this.#verb ? this.#argument : null;
    this.#remember(reply, to, argument);
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
    if ([125, 150, 226, 425, 426].includes(reply.code)) return 'LIST';
    return reply.code === 220 && this.answers.length === 0 ? 'greeting' : '';
  }

  #remember(reply: ReplySeen, to: string, argument: string | null): void {
    const { secured, loggedIn, user } = this;
    const latest = this.#latest.get(to);
    const isAlike = latest?.reply.code === reply.code && latest.secured === secured;
    // Ports and names of files always differ; the attempts keep them.
    if (isAlike && (latest.reply.text === reply.text || isProgress(to, reply.code))) {
      latest.count++;
      return;
    }
    const isFull = this.answers.length >= (reply.code < 400 ? SUCCESSES_KEPT : ANSWERS_KEPT);
    const key = `${to} ${reply.code} ${reply.text.slice(0, 120)} ${secured}`;
    const known = this.#answersSeen.get(key);
    if (known) {
      known.count++;
      this.#latest.set(to, known);
    }
    if (known || isFull) return;
    const answer: AnswerHeard = { reply, to, argument, secured, beforeLogin: !loggedIn, user, count: 1 };
    this.#answersSeen.set(key, answer);
    this.#latest.set(to, answer);
    this.answers.push(answer);
  }

  #prepared(mode: PassiveMode | ActiveMode, reply: ReplySeen): void {
    const isAnswer = (a: Attempt): boolean => a.accepted === null && a.refusal === null && a.command === null;
    if (reply.code >= 400) {
      // A second OOPS line belongs to the first.
      const current = this.#current;
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
    const attempt = this.#current;
    const underWay = attempt !== null && attempt.final === null && attempt.refusal === null;
    if (underWay && seen.channel !== 'control' && attempt.notes.length < NOTES_KEPT) attempt.notes.push(seen);
    else if (attempt && seen.channel === 'data' && attempt.notes.length < NOTES_KEPT)
      attempt.notes.push(seen);
    else if (this.notes.length < NOTES_KEPT) this.notes.push(seen);
  }

  #close(seen: ClosedSeen): void {
    if (seen.channel !== 'control') return;
    this.closed ??= seen;
    if (this.#current) this.#current.closed ??= seen;
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

function isEpsvAll(verb: string, argument: string | null): boolean {
  return verb === 'EPSV' && argument?.trim().toUpperCase() === 'ALL';
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

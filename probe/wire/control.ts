import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { printable } from './printable.js';
import type { Recorder } from '../recorder.js';
import { ReplyReader } from './reply-reader.js';
import type { Garbage, Reply } from './reply-reader.js';
import { secure } from './secure.js';
import type { SecureResult } from './secure.js';
import { TIMED_OUT, wait } from './wait.js';

/** Everything that can come instead of, or as, an answer. */
export type Answer =
  | (Reply & { readonly durationMs: number })
  | Garbage
  | { readonly kind: 'plain-text'; readonly text: string }
  | { readonly kind: 'closed'; readonly errno?: string }
  | { readonly kind: 'timeout' };

export interface ControlOptions {
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  /** Longest wait for one answer, in milliseconds, however slowly it drips in. */
  readonly timeoutMs: number;
  /** Label of its observations; absent for the main connection. */
  readonly session?: string;
}

/** Unasked replies kept; a server that sends more is cut off. */
const MAX_QUEUE = 50;

export interface Command {
  /** Upper case. */
  readonly verb: string;
  readonly argument?: string;
  /** The session goes on where no answer comes to it; of those sent in one packet, to the last. */
  readonly optional?: boolean;
}

/** A control connection: every command, reply and end of it recorded, each command in front of its reply. */
export class ControlConnection {
  readonly #options: ControlOptions;
  readonly #reader = new ReplyReader();
  readonly #queue: Answer[] = [];
  readonly #raw: Socket;
  #stream: Socket | TLSSocket;
  #waiting: (() => void) | null = null;
  #lastVerb = 'greeting';
  /** An optional command whose answer has not come, and may come yet. */
  #owed: string | null = null;
  #sentAt = performance.now();
  #dead = false;
  #stopListening: () => void = () => undefined;
  #session: Buffer | undefined;

  constructor(socket: Socket, options: ControlOptions) {
    this.#raw = socket;
    this.#stream = socket;
    this.#options = options;
    this.#listen(socket);
  }

  /** PROT P was accepted: data connections speak TLS. */
  protectsData = false;
  /** Why the certificate cannot be trusted; null where it can, or where there is no TLS. */
  certificateDoubt: string | null = null;
  /** SHA-256 of the certificate; null where there is none. */
  fingerprint: string | null = null;

  /** Bytes the server sent in one go, as its part of the TLS handshake; 0 without TLS. */
  handshakeBytes = 0;

  /** The server is known to read commands that arrive in one packet one by one. */
  mayPipeline = false;

  /** What was said last, whatever became of it; `greeting` where nothing was. */
  get lastVerb(): string {
    return this.#lastVerb;
  }

  /** No more commands can be sent. */
  ended(): boolean {
    return this.#dead;
  }

  get isSecure(): boolean {
    return this.#stream !== this.#raw;
  }

  /** What a data connection resumes; the newest ticket. */
  get tlsSession(): Buffer | undefined {
    return this.#session;
  }

  /** Sends one command and waits for its first reply. A secret's argument is never recorded. */
  async send(verb: string, argument?: string, secret = false): Promise<Answer> {
    if (!this.#write(verb, argument, secret)) return { kind: 'closed' };
    return this.next();
  }

  /** The same for a command that nothing else depends on: where no answer comes to it, the session goes on. */
  async ask(verb: string, argument?: string): Promise<Answer> {
    if (!this.#write(verb, argument)) return { kind: 'closed' };
    return this.#nextIfAny();
  }

  #write(verb: string, argument: string | undefined, secret = false): boolean {
    this.#drain();
    if (this.#dead) return false;
    this.#observeCommand(verb, secret ? undefined : argument);
    this.#sentAt = performance.now();
    this.#stream.write(lineOf(verb, argument));
    return true;
  }

  async #nextIfAny(): Promise<Answer> {
    // Half an answer would be taken for the beginning of the next.
    if ((await this.hasAnswer(this.#options.timeoutMs)) || this.#reader.isAmid) return this.next(0);
    const answer = { kind: 'timeout' } as const;
    this.#record(answer);
    this.#owed = this.#lastVerb;
    return answer;
  }

  /**
   * Sends commands that do not depend on each other: in one packet where the server takes that, else one by one. None
   * of them may be AUTH, a part of a login, or a transfer.
   * @returns the answers in the same order, each as soon as it is there; await all of them before the next `send`
   */
  together(commands: readonly Command[]): readonly Promise<Answer>[] {
    const atOnce = this.mayPipeline;
    if (atOnce) {
      this.#drain();
      this.#sentAt = performance.now();
      if (!this.#dead)
        this.#stream.write(commands.map(({ verb, argument }) => lineOf(verb, argument)).join(''));
    }
    let before: Promise<unknown> = Promise.resolve();
    return commands.map((command, index) => {
      const { verb, argument } = command;
      const optional = command.optional === true && (!atOnce || index === commands.length - 1);
      const answer = before.then(async () => {
        if (!atOnce) return optional ? this.ask(verb, argument) : this.send(verb, argument);
        if (this.#dead) return { kind: 'closed' as const };
        this.#observeCommand(verb, argument);
        return optional ? this.#nextIfAny() : this.next();
      });
      // Whoever awaits it sees the failure.
      answer.catch(() => undefined);
      before = answer;
      return answer;
    });
  }

  #observeCommand(verb: string, argument: string | undefined): void {
    const shown = argument === undefined ? {} : { argument: printable(argument, 1000) };
    this.#options.recorder.observe({ kind: 'command', verb, ...shown, ...this.label });
    this.#lastVerb = verb;
  }

  /** Waits for one more reply to the last command. After anything but a reply the connection is over. */
  async next(timeoutMs = this.#options.timeoutMs): Promise<Answer> {
    const arrived = await this.hasAnswer(timeoutMs);
    // Half a reply says more than none.
    const late = (): Answer => this.#reader.end() ?? { kind: 'timeout' };
    const answer = (arrived ? this.#queue.shift() : undefined) ?? late();
    if (this.#isOwed(answer)) return this.next(timeoutMs);
    this.#record(answer);
    if (answer.kind !== 'reply') this.destroy();
    else if (answer.code === 421) this.#dead = true;
    return answer;
  }

  /** Whether it answers, late, an optional command: no other is answered by 211 (RFC 959 section 4.2.1, RFC 2389). */
  #isOwed(answer: Answer): boolean {
    if (this.#owed === null || answer.kind !== 'reply' || answer.code !== 211) return false;
    const last = this.#lastVerb;
    if (last === 'STAT' || last === 'FEAT') return false;
    this.#lastVerb = this.#owed;
    this.#record(answer);
    this.#lastVerb = last;
    this.#owed = null;
    return true;
  }

  /** TLS from here on; what the server sent in clear behind its last reply is forgotten. */
  async upgrade(host: string, mode: 'explicit' | 'implicit'): Promise<SecureResult> {
    const { timeoutMs, signal, recorder } = this.#options;
    this.#stopListening();
    const early = this.#forget();
    const result = await secure(this.#raw, {
      host,
      timeoutMs,
      signal,
      onPlainText: (text) => {
        if (this.isSecure) this.#arrive({ kind: 'plain-text', text });
      },
    });
    if (result.outcome === 'established') {
      this.#stream = result.socket;
      this.#session = result.socket.getSession();
      result.socket.on('session', (session: Buffer) => (this.#session = session));
      this.#listen(result.socket);
      const { protocol, cipher, certificate, helloRetry } = result;
      this.certificateDoubt = certificate === null ? 'the server shows none' : (certificate.error ?? null);
      this.fingerprint = certificate?.fingerprint ?? null;
      this.handshakeBytes = result.received;
      const seen = certificate === null ? {} : { certificate };
      recorder.observe({
        kind: 'tls',
        channel: 'control',
        outcome: 'established',
        mode,
        protocol,
        cipher,
        helloRetry,
        ...seen,
        ...this.label,
      });
      return result;
    }
    const known = result.outcome === 'failed' && result.plainText === undefined && early !== null;
    const failed = known ? { ...result, plainText: early } : result;
    const { outcome, ...rest } = failed;
    recorder.observe({ kind: 'tls', channel: 'control', outcome, mode, ...rest, ...this.label });
    this.destroy();
    return failed;
  }

  /**
   * Drops what came in clear behind the last reply: nothing of it may count inside TLS.
   * @returns a reply in it, which vsftpd sends where its TLS cannot even begin; null for none
   */
  #forget(): string | null {
    const rest = this.#reader.end();
    const items = [...this.#queue.splice(0), ...(rest ? [rest] : [])];
    this.#reader.reset();
    const text = items.map(describeAnswer).join('\n');
    const reply = /\b\d{3}[ -]\S.*/.exec(text)?.[0];
    return reply === undefined ? null : printable(reply, 2048);
  }

  /** QUIT, and then the end of the connection, politely but bounded. */
  async quit(): Promise<Answer> {
    const answer = this.#dead ? { kind: 'closed' as const } : await this.send('QUIT');
    this.#dead = true;
    this.#stream.end();
    const timer = setTimeout(() => {
      this.destroy();
    }, 300);
    timer.unref();
    return answer;
  }

  destroy(): void {
    this.#dead = true;
    this.#stream.destroy();
    this.#raw.destroy();
  }

  #listen(stream: Socket | TLSSocket): void {
    let ended = false;
    const onData = (chunk: Buffer): void => {
      for (const item of this.#reader.push(chunk)) {
        this.#arrive(item.kind === 'reply' ? this.#timed(item) : item);
      }
    };
    const onEnd = (error?: unknown): void => {
      if (ended) return;
      ended = true;
      const rest = this.#reader.lastWords();
      if (rest) this.#arrive(rest.kind === 'reply' ? this.#timed(rest) : rest);
      const errno = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      this.#arrive(errno === undefined ? { kind: 'closed' } : { kind: 'closed', errno });
    };
    stream.on('data', onData).once('error', onEnd).once('end', onEnd).once('close', onEnd);
    this.#stopListening = () => {
      stream.off('data', onData).off('error', onEnd).off('end', onEnd).off('close', onEnd);
    };
  }

  #timed(reply: Reply): Answer {
    return { ...reply, durationMs: Math.round(performance.now() - this.#sentAt) };
  }

  #arrive(answer: Answer): void {
    if (this.#queue.length < MAX_QUEUE) this.#queue.push(answer);
    else this.destroy();
    this.#waiting?.();
  }

  /** What came unasked since the last reply belongs to the last command: a second `500 OOPS`, a `421 Timeout`. */
  #drain(): string[] {
    const words: string[] = [];
    for (let answer = this.#queue.shift(); answer; answer = this.#queue.shift()) {
      this.#record(answer);
      words.push(describeAnswer(answer));
      if (answer.kind !== 'reply' || answer.code === 421) this.destroy();
    }
    return words;
  }

  /**
   * Waits a moment for what often follows a refusal (a second line, the end of the session) and records it.
   * @returns the given answer and what followed, in words
   */
  async settle(after: Answer, ms = 200): Promise<string> {
    const words = [describeAnswer(after)];
    const until = performance.now() + ms;
    while (!this.#dead && (await this.hasAnswer(Math.max(0, until - performance.now()))))
      words.push(...this.#drain());
    return words.join(' / ');
  }

  /** Whether an answer is there, or comes within so many milliseconds; it stays in the queue. */
  async hasAnswer(ms: number): Promise<boolean> {
    if (this.#queue.length > 0) return true;
    const arrived = await wait<true>(ms, this.#options.signal, (settle) => {
      this.#waiting = () => {
        settle(true);
      };
      return () => {
        this.#waiting = null;
      };
    });
    return arrived !== TIMED_OUT;
  }

  #record(answer: Answer): void {
    const { recorder } = this.#options;
    const to = { to: this.#lastVerb, ...this.label };
    switch (answer.kind) {
      case 'reply':
        recorder.observe({
          kind: 'reply',
          code: answer.code,
          text: printable(answer.text),
          durationMs: answer.durationMs,
          ...(answer.cutFrom === undefined ? {} : { cutFrom: answer.cutFrom }),
          ...to,
        });
        break;
      case 'plain-text':
        this.#recordPlainText(answer.text);
        break;
      case 'closed':
        // TLS says why before it goes: a certificate that the client lacks, for one.
        if (answer.errno?.startsWith('ERR_SSL_') === true)
          recorder.observe({
            kind: 'note',
            note: 'tls-error',
            channel: 'control',
            text: printable(answer.errno, 100),
            ...this.label,
          });
        recorder.observe({
          kind: 'closed',
          channel: 'control',
          by: 'server',
          after: this.#lastVerb,
          ...this.label,
        });
        break;
      case 'garbage':
        recorder.observe({
          kind: 'note',
          note: 'not-a-reply',
          channel: 'control',
          text: printable(answer.text, 500),
          ...this.label,
        });
        break;
      case 'timeout':
        recorder.observe({
          kind: 'note',
          note: 'timeout',
          channel: 'control',
          text: `no answer to ${this.#lastVerb}`,
          ...this.label,
        });
        break;
    }
  }

  /** The server's words inside the TLS stream, and the replies in them. */
  #recordPlainText(text: string): void {
    const { recorder } = this.#options;
    const plainText = printable(text.trimEnd(), 2048);
    recorder.observe({
      kind: 'tls',
      channel: 'control',
      outcome: 'failed',
      error: 'plain text inside the TLS stream',
      plainText,
      ...this.label,
    });
    for (const item of new ReplyReader().push(Buffer.from(`${text.trimEnd()}\r\n`))) {
      if (item.kind !== 'reply') continue;
      recorder.observe({
        kind: 'reply',
        code: item.code,
        text: printable(item.text),
        to: this.#lastVerb,
        plainInTls: true,
        ...this.label,
      });
    }
  }

  /** Session label for observations made on behalf of this connection. */
  get label(): { session?: string } {
    const { session } = this.#options;
    return session === undefined ? {} : { session };
  }
}

function lineOf(verb: string, argument: string | undefined): string {
  return argument === undefined ? `${verb}\r\n` : `${verb} ${argument}\r\n`;
}

/** An answer in words for a step. */
export function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'reply':
      return `${answer.code} ${answer.text}`;
    case 'garbage':
      return answer.reason === 'too-long'
        ? `an endless reply: ${answer.text}`
        : `no FTP reply: ${answer.text}`;
    case 'plain-text':
      return `plain text inside the TLS stream: ${answer.text}`;
    case 'closed':
      return answer.errno === undefined
        ? 'the server closed the connection'
        : `the connection broke (${answer.errno})`;
    case 'timeout':
      return 'no answer in time';
  }
}

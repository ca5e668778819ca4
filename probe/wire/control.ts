import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ProbeTarget } from '../types.js';
import type { Recorder } from '../recorder.js';
import { describeAnswer } from './answer.js';
import type { ControlAnswer } from './answer.js';
import { AnswerQueue } from './answer-queue.js';
import { ControlLog } from './control-log.js';
import type { SessionLabel } from './control-log.js';
import { printable } from '../../core/events/printable.js';
import { secure } from './secure.js';
import type { Established, SecureResult } from './secure.js';

export interface ControlOptions {
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  /** Longest wait for one answer, in milliseconds, however slowly it drips in. */
  readonly timeoutMs: number;
  /** Label of its observations; absent for the main connection. */
  readonly session?: string;
}

export interface FtpCommand {
  /** Upper case. */
  readonly verb: string;
  readonly argument?: string;
  /** No reply is tolerated. Of commands sent in one packet, only the last may be optional. */
  readonly optional?: boolean;
}

const CLOSED = { kind: 'closed' } as const;

/** A control connection: every command, reply and end of it recorded, each command in front of its reply. */
export class ControlConnection {
  readonly #options: ControlOptions;
  readonly #log: ControlLog;
  readonly #answers: AnswerQueue;
  readonly #raw: Socket;
  #stream: Socket | TLSSocket;
  #lastVerb = 'greeting';
  /** An optional command whose answer has not come, and may come yet. */
  #owed: string | null = null;
  #dead = false;
  #session: Buffer | undefined;
  /** Label for observations made on behalf of this connection. */
  readonly label: SessionLabel;

  constructor(socket: Socket, options: ControlOptions) {
    const { session } = options;
    this.label = session === undefined ? {} : { session };
    this.#raw = socket;
    this.#stream = socket;
    this.#options = options;
    this.#log = new ControlLog(options.recorder, this.label);
    this.#answers = new AnswerQueue(() => {
      this.destroy();
    });
    this.#answers.listen(socket);
  }

  /** PROT P was accepted: data connections speak TLS. */
  protectsData = false;
  /** Why the certificate cannot be trusted; null where it can, or where there is no TLS. */
  certificateDoubt: string | null = null;
  /** SHA-256 of the certificate; null where there is none. */
  fingerprint: string | null = null;

  /** How long the TLS handshake took; 0 without TLS. */
  handshakeMs = 0;

  /** Bytes the server sent in one go, as its part of the TLS handshake; 0 without TLS. */
  handshakeBytes = 0;

  /** The server is known to read commands that arrive in one packet one by one. */
  mayPipeline = false;

  /** The last command, answered or not; `greeting` before the first. */
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
  async send(verb: string, argument?: string, secret = false): Promise<ControlAnswer> {
    if (!this.#write(verb, argument, secret)) return CLOSED;
    return this.next();
  }

  /** The same for a command that nothing else depends on: no reply to it is tolerated. */
  async ask(verb: string, argument?: string): Promise<ControlAnswer> {
    if (!this.#write(verb, argument)) return CLOSED;
    return this.#nextIfAny();
  }

  #write(verb: string, argument: string | undefined, secret = false): boolean {
    this.#drain();
    if (this.#dead) return false;
    this.#noteCommand(verb, secret ? undefined : argument);
    this.#answers.noteSent();
    this.#stream.write(lineOf(verb, argument));
    return true;
  }

  async #nextIfAny(): Promise<ControlAnswer> {
    // Half an answer would be taken for the beginning of the next.
    if ((await this.hasAnswer(this.#options.timeoutMs)) || this.#answers.isAmid) return this.next(0);
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
  together(commands: readonly FtpCommand[]): readonly Promise<ControlAnswer>[] {
    const atOnce = this.mayPipeline;
    if (atOnce) {
      this.#drain();
      this.#answers.noteSent();
      if (!this.#dead)
        this.#stream.write(commands.map(({ verb, argument }) => lineOf(verb, argument)).join(''));
    }
    let before: Promise<unknown> = Promise.resolve();
    return commands.map((command, index) => {
      const { verb, argument } = command;
      const optional = command.optional === true && (!atOnce || index === commands.length - 1);
      const answer = before.then(async () => {
        if (!atOnce) return optional ? this.ask(verb, argument) : this.send(verb, argument);
        if (this.#dead) return CLOSED;
        this.#noteCommand(verb, argument);
        return optional ? this.#nextIfAny() : this.next();
      });
      // The caller awaits it and sees the failure.
      answer.catch(() => undefined);
      before = answer;
      return answer;
    });
  }

  #noteCommand(verb: string, argument: string | undefined): void {
    this.#log.command(verb, argument);
    this.#lastVerb = verb;
  }

  /** Waits for one more reply to the last command. After anything but a reply the connection is over. */
  async next(timeoutMs = this.#options.timeoutMs): Promise<ControlAnswer> {
    const arrived = await this.hasAnswer(timeoutMs);
    const late = (): ControlAnswer => this.#answers.takeHalf() ?? { kind: 'timeout' };
    const answer = (arrived ? this.#answers.take() : undefined) ?? late();
    if (this.#isOwed(answer)) return this.next(timeoutMs);
    this.#record(answer);
    if (answer.kind !== 'reply') this.destroy();
    else if (answer.code === 421) this.#dead = true;
    return answer;
  }

  /** Whether it answers, late, an optional command: no other is answered by 211 (RFC 959 section 4.2.1, RFC 2389). */
  #isOwed(answer: ControlAnswer): boolean {
    if (this.#owed === null || answer.kind !== 'reply' || answer.code !== 211) return false;
    if (this.#lastVerb === 'STAT' || this.#lastVerb === 'FEAT') return false;
    this.#log.answer(answer, this.#owed);
    this.#owed = null;
    return true;
  }

  /** TLS from here on; what the server sent in clear after its last reply is forgotten. */
  async upgrade(
    { host, identity }: Pick<ProbeTarget, 'host' | 'identity'>,
    mode: 'explicit' | 'implicit',
  ): Promise<SecureResult> {
    const { timeoutMs, signal } = this.#options;
    const early = replyIn(this.#answers.leave());
    const start = performance.now();
    const result = await secure(this.#raw, {
      host,
      identity,
      timeoutMs,
      signal,
      onPlainText: (text) => {
        if (this.isSecure) this.#answers.add({ kind: 'plain-text', text });
      },
    });
    this.handshakeMs = performance.now() - start;
    if (result.outcome === 'established') {
      this.#useTls(result);
      this.#log.handshake(mode, result);
      return result;
    }
    const isSaid = result.outcome === 'failed' && result.plainText === undefined && early !== null;
    const failed = isSaid ? { ...result, plainText: early } : result;
    this.#log.handshake(mode, failed);
    this.destroy();
    return failed;
  }

  #useTls({ socket, certificate, received }: Established): void {
    this.#stream = socket;
    this.#session = socket.getSession();
    socket.on('session', (session: Buffer) => (this.#session = session));
    this.#answers.listen(socket);
    this.certificateDoubt = certificate === null ? 'the server shows none' : (certificate.error ?? null);
    this.fingerprint = certificate?.fingerprint ?? null;
    this.handshakeBytes = received;
  }

  /** QUIT, and then the end of the connection, politely but bounded. */
  async quit(): Promise<ControlAnswer> {
    const answer = this.#dead ? CLOSED : await this.send('QUIT');
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

  /** What came unasked since the last reply belongs to the last command: a second `500 OOPS`, a `421 Timeout`. */
  #drain(): string[] {
    const words: string[] = [];
    for (let answer = this.#answers.take(); answer; answer = this.#answers.take()) {
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
  async settle(after: ControlAnswer, ms = 200): Promise<string> {
    const words = [describeAnswer(after)];
    const until = performance.now() + ms;
    while (!this.#dead && (await this.hasAnswer(Math.max(0, until - performance.now()))))
      words.push(...this.#drain());
    return words.join(' / ');
  }

  /** Whether an answer is there, or comes within so many milliseconds; it stays in the queue. */
  hasAnswer(ms: number): Promise<boolean> {
    return this.#answers.hasAnswer(ms, this.#options.signal);
  }

  #record(answer: ControlAnswer): void {
    this.#log.answer(answer, this.#lastVerb);
  }
}

function lineOf(verb: string, argument: string | undefined): string {
  return argument === undefined ? `${verb}\r\n` : `${verb} ${argument}\r\n`;
}

/** A reply among answers in clear, which vsftpd sends where its TLS cannot even begin; null for none. */
function replyIn(answers: readonly ControlAnswer[]): string | null {
  const text = answers.map(describeAnswer).join('\n');
  const reply = /\b\d{3}[ -]\S.*/.exec(text)?.[0];
  return reply === undefined ? null : printable(reply, 2048);
}

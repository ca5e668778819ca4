import type { Socket } from 'node:net';
import type { ControlAnswer } from './answer.js';
import { ReplyReader } from './reply-reader.js';
import type { Reply } from './reply-reader.js';
import { TIMED_OUT, wait } from './wait.js';

/** Answers kept that are not asked for yet; a server that sends more is cut off. */
const MAX_QUEUE = 50;

/** What has come over a control connection, in order, until it is taken. */
export class AnswerQueue {
  readonly #reader = new ReplyReader();
  readonly #items: ControlAnswer[] = [];
  readonly #onOverflow: () => void;
  #sentAt = performance.now();
  #waiting: (() => void) | null = null;
  #stop: () => void = () => undefined;

  constructor(onOverflow: () => void) {
    this.#onOverflow = onOverflow;
  }

  /** The beginning of a reply has come, and not its end. */
  get isAmid(): boolean {
    return this.#reader.isAmid;
  }

  /** The time of each reply counts from here. */
  noteSent(): void {
    this.#sentAt = performance.now();
  }

  /** The next answer; undefined where none is there. */
  take(): ControlAnswer | undefined {
    return this.#items.shift();
  }

  /** Half a reply, which says more than none; nothing more is read. */
  takeHalf(): ControlAnswer | null {
    return this.#reader.end();
  }

  add(answer: ControlAnswer): void {
    if (this.#items.length < MAX_QUEUE) this.#items.push(answer);
    else this.#onOverflow();
    this.#waiting?.();
  }

  /** Whether an answer is there, or comes within so many milliseconds; it stays in the queue. */
  async hasAnswer(ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.#items.length > 0) return true;
    const arrived = await wait<true>(ms, signal, (settle) => {
      this.#waiting = () => {
        settle(true);
      };
      return () => {
        this.#waiting = null;
      };
    });
    return arrived !== TIMED_OUT;
  }

  /** Leaves the stream to others. @returns what had come and was not taken: it is forgotten */
  leave(): readonly ControlAnswer[] {
    this.#stop();
    const half = this.#reader.end();
    this.#reader.reset();
    return [...this.#items.splice(0), ...(half ? [half] : [])];
  }

  listen(stream: Socket): void {
    let ended = false;
    const onData = (chunk: Buffer): void => {
      for (const item of this.#reader.push(chunk)) this.add(item.kind === 'reply' ? this.#timed(item) : item);
    };
    const onEnd = (error?: unknown): void => {
      if (ended) return;
      ended = true;
      const rest = this.#reader.lastWords();
      if (rest) this.add(rest.kind === 'reply' ? this.#timed(rest) : rest);
      const errno = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      this.add(errno === undefined ? { kind: 'closed' } : { kind: 'closed', errno });
    };
    stream.on('data', onData).once('error', onEnd).once('end', onEnd).once('close', onEnd);
    this.#stop = () => {
      stream.off('data', onData).off('error', onEnd).off('end', onEnd).off('close', onEnd);
    };
  }

  #timed(reply: Reply): ControlAnswer {
    return { ...reply, durationMs: Math.round(performance.now() - this.#sentAt) };
  }
}

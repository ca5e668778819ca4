import type { Socket } from 'node:net';
import { ReplyReader } from './reply-reader.js';
import type { Garbage, Reply } from './reply-reader.js';
import type { RunContext } from '../run-context.js';
import { TIMED_OUT, wait } from './wait.js';

/** Replies kept that are not asked for yet; what a server sends beyond is dropped. */
const MAX_WAITING = 20;

/** The few words in clear before a TLS handshake, on a connection that records nothing by itself. */
export class PlainTalk {
  readonly #reader = new ReplyReader();
  readonly #waiting: (Reply | Garbage | null)[] = [];
  readonly #socket: Socket;
  readonly #run: RunContext;
  #arrived: () => void = () => undefined;

  constructor(socket: Socket, run: RunContext) {
    this.#socket = socket;
    this.#run = run;
    socket.on('data', this.#onData).once('end', this.#onEnd).once('close', this.#onEnd);
  }

  /** The next reply; null where none comes in time. */
  async next(): Promise<Reply | null> {
    if (this.#waiting.length === 0) {
      const arrived = await wait<true>(this.#run.timeoutMs, this.#run.signal, (settle) => {
        this.#arrived = () => {
          settle(true);
        };
        return undefined;
      });
      if (arrived === TIMED_OUT) return null;
    }
    const item = this.#waiting.shift() ?? null;
    return item?.kind === 'reply' ? item : null;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** Leaves the socket to TLS; what came in clear after the last reply is forgotten. */
  release(): void {
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    for (const item of this.#reader.push(chunk)) this.#arrive(item);
  };

  readonly #onEnd = (): void => {
    this.#arrive(null);
  };

  #arrive(item: Reply | Garbage | null): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(item);
    this.#arrived();
  }
}

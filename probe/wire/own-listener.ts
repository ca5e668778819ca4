import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { sameAddress } from '../../core/reply/address-class.js';
import type { ReachedContext } from '../run-context.js';
import { TIMED_OUT, wait, within } from './wait.js';

/**
 * A listening socket of our own, for the connection that the server opens. Only the control peer's are taken; all that
 * come end with the listener, or with the run.
 */
export class OwnListener {
  readonly #server: Server = createServer();
  readonly #closed = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #run: ReachedContext;

  constructor(run: ReachedContext) {
    this.#run = run;
    this.#server.on('connection', (one) => {
      this.#sockets.add(one);
      one.on('error', () => undefined).once('close', () => this.#sockets.delete(one));
      if (this.#closed.signal.aborted) one.destroy();
    });
    run.signal.addEventListener('abort', this.close, { once: true });
  }

  /** @returns the port it listens on; null where that cannot be had */
  async listen(address: string): Promise<number | null> {
    const server = this.#server;
    server.listen({ host: address, port: 0 });
    try {
      if ((await within(1000, this.#run.signal, once(server, 'listening'))) === TIMED_OUT) return null;
    } catch (error) {
      if (this.#run.signal.aborted) throw error;
      return null;
    }
    server.on('error', () => undefined);
    const own = server.address();
    return typeof own === 'object' && own !== null ? own.port : null;
  }

  /**
   * The server's connection; null where none comes in time.
   * @throws where the listener is closed before
   */
  async accept(timeoutMs: number): Promise<Socket | null> {
    const server = this.#server;
    const signal = AbortSignal.any([this.#run.signal, this.#closed.signal]);
    const socket = await wait<Socket>(timeoutMs, signal, (settle) => {
      const onConnection = (one: Socket): void => {
        if (one.remoteAddress !== undefined && sameAddress(one.remoteAddress, this.#run.peer)) settle(one);
        else one.destroy();
      };
      server.on('connection', onConnection);
      return () => server.off('connection', onConnection);
    });
    return socket === TIMED_OUT ? null : socket;
  }

  readonly close = (): void => {
    this.#run.signal.removeEventListener('abort', this.close);
    this.#closed.abort(new Error('No connection is waited for any more.'));
    this.#server.close();
    for (const one of this.#sockets) one.destroy();
  };
}

/** What PORT (RFC 959 section 4.1.2) or EPRT (RFC 2428 section 2) says of an own address and port. */
export function portCommand(address: string, port: number): { mode: 'PORT' | 'EPRT'; raw: string } {
  return address.includes(':')
    ? { mode: 'EPRT', raw: `|2|${address}|${port}|` }
    : { mode: 'PORT', raw: `${address.replaceAll('.', ',')},${port >> 8},${port & 255}` };
}

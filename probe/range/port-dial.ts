import { dial, type DialResult, TIMED_OUT, within } from '../wire/index.js';
import type { ReachedContext } from '../run-context.js';

/** An answer that is not there after this time is late: four round trips, in milliseconds. */
export function patience(run: ReachedContext): number {
  return Math.min(1000, Math.max(150, 4 * run.rttMs));
}

/** A lost SYN is sent again after a second: a port that does not answer that one either is silent. Milliseconds. */
export function secondChance(run: ReachedContext): number {
  return Math.min(run.silenceMs, Math.round(1000 + Math.max(150, 3 * run.rttMs)));
}

/** What one dial of a passive port shows. `unclear`: it was refused when the port no longer listened. */
export type PortVerdict = 'open' | 'silent' | 'refused' | 'unclear';

/**
 * A connect to a passive port that need not be awaited: the next PASV closes its listener, and what is answered then
 * says less. Open is proof at any time. The first SYN has met the listener in any case, so silence is proof too unless
 * that SYN was lost and the server leaves closed ports without an answer.
 */
export class PortDial {
  readonly ended: Promise<DialResult>;
  result: DialResult | null = null;
  abandoned = false;
  readonly #run: ReachedContext;
  readonly #start = performance.now();
  readonly #enough = new AbortController();
  #listens = true;
  #whileListening = true;

  constructor(
    run: ReachedContext,
    readonly host: string,
    readonly port: number,
  ) {
    this.#run = run;
    this.ended = this.#dial();
    // The caller awaits it and sees the failure.
    this.ended.catch(() => undefined);
  }

  async #dial(): Promise<DialResult> {
    const result = await this.#connect();
    this.#whileListening = this.#listens;
    this.result = result;
    this.#learn(result.outcome === 'open' || result.outcome === 'reset');
    return result;
  }

  async #connect(): Promise<DialResult> {
    const { silenceMs, signal } = this.#run;
    const enough = this.#enough.signal;
    try {
      return await dial(this.host, this.port, silenceMs, AbortSignal.any([signal, enough]));
    } catch (error) {
      if (!enough.aborted || signal.aborted) throw error;
      return { outcome: 'timeout', errno: 'ETIMEDOUT', durationMs: Math.round(this.ageMs) };
    }
  }

  /** Other ports have shown that this one is silent: it is not waited for any longer. */
  enough(): void {
    if (this.result === null) this.#enough.abort(new Error('It is known to be silent.'));
  }

  /** Its data connection is not needed: it is closed as it opens. */
  abandon(): void {
    this.abandoned = true;
    void this.ended.then(
      ({ socket }) => socket?.destroy(),
      () => undefined,
    );
  }

  get ageMs(): number {
    return performance.now() - this.#start;
  }

  get listens(): boolean {
    return this.#listens;
  }

  /** Call it as the next PASV is sent. */
  listenerGone(): void {
    this.#listens = false;
  }

  /** The port has listened until the dial was over, as far as this side knows. */
  get wasStrict(): boolean {
    return this.result !== null && this.#whileListening;
  }

  /** Its result, if that comes within so many milliseconds from its start; else null, and it goes on. */
  async within(ms: number): Promise<DialResult | null> {
    if (this.result) return this.result;
    const result = await within(Math.max(0, ms - this.ageMs), this.#run.signal, this.ended);
    if (result !== TIMED_OUT) return result;
    this.#learn(false);
    return null;
  }

  #learn(answers: boolean): void {
    if (this.host === this.#run.peer) this.#run.ports.learn(this.port, answers);
  }

  /** Null: not yet known, or the dial failed for a reason of this machine. */
  get verdict(): PortVerdict | null {
    switch (this.result?.outcome) {
      case 'open':
      // Reset, not refused: the connection stood before its listener closed.
      case 'reset':
        return 'open';
      case 'timeout':
        return 'silent';
      case 'refused':
      case 'unreachable':
        return this.#whileListening ? 'refused' : 'unclear';
      default:
        return null;
    }
  }

  /** It was connected: a listener that closes resets the connections that wait in its backlog. */
  get stood(): boolean {
    const outcome = this.result?.outcome;
    return outcome === 'open' || (outcome === 'reset' && !this.#whileListening);
  }

  /** It was answered only when its SYN had been sent again. */
  get lostSyn(): boolean {
    const { result } = this;
    if (result === null || result.outcome === 'timeout') return false;
    return result.durationMs - (result.busyMs ?? 0) >= 950;
  }
}

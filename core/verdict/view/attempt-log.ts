import { signature, type Attempt } from './attempt.js';

/** Attempts kept one by one; beyond that, only those that went another way than all before. */
const ATTEMPTS_VERBATIM = 100;
const ATTEMPTS_KEPT = 150;

/** The state of the session in which an attempt begins. */
type AttemptContext = Pick<Attempt, 'secured' | 'afterEpsvAll'>;

/** The attempts at data connections of one session, in order. */
export class AttemptLog {
  readonly all: Attempt[] = [];
  current: Attempt | null = null;
  readonly #signatures = new Map<string, Attempt>();

  /** Ends the current attempt and counts it instead of keeping it, where a long log repeats itself. */
  end(): void {
    const attempt = this.current;
    this.current = null;
    if (!attempt || this.all.length <= ATTEMPTS_VERBATIM) return;
    if (this.#signatures.size === 0)
      for (const kept of this.all.slice(0, -1)) this.#signatures.set(signature(kept), kept);
    const way = signature(attempt);
    const same = this.#signatures.get(way);
    if (same || this.all.length > ATTEMPTS_KEPT) {
      if (same) same.repeats++;
      this.all.pop();
      return;
    }
    this.#signatures.set(way, attempt);
  }

  begin(mode: Attempt['mode'], context: AttemptContext, argument: string | null = null): Attempt {
    this.end();
    const attempt: Attempt = {
      mode,
      secured: context.secured,
      afterEpsvAll: context.afterEpsvAll,
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
    this.all.push(attempt);
    this.current = attempt;
    return attempt;
  }

  /** The current attempt where it has room, else a new one. */
  withRoom(mode: Attempt['mode'], context: AttemptContext, hasRoom: (attempt: Attempt) => boolean): Attempt {
    const { current } = this;
    return current && (mode === null || current.mode === mode) && hasRoom(current)
      ? current
      : this.begin(mode, context);
  }
}

import type { Observation } from '../core/events/observation.js';
import { Redaction } from './redaction.js';
import { printable } from '../core/events/printable.js';
import type { ProbeProgress, ProbeStep, ProbeStepId, ProbeStepStatus } from './types.js';

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** An observation before the recorder adds when it was made. */
export type Unstamped = Without<Observation, 'ms'>;

/** Far more than a run can make; what a hostile server provokes beyond it is dropped. */
const MAX_OBSERVATIONS = 2000;

/** Hears of steps while the run goes on. */
export interface RecorderListener {
  onStep?(step: ProbeStep): void;
  onProgress?(progress: ProbeProgress): void;
}

/** A place in the order of observations; empty until what belongs there is known. */
interface Entry {
  seen: Observation | null;
}

/** Collects what one run sees, in order, with the time of each. */
export class Recorder {
  readonly steps: ProbeStep[] = [];
  readonly #start: number;
  readonly #listener: RecorderListener;
  readonly #secret: string;
  readonly #redaction: Redaction;
  #entries: Entry[] = [];

  /**
   * @param secret the password: taken out of everything recorded, since a server may repeat what it was sent
   * @param shared another recorder whose clock it takes part in
   */
  constructor(secret: string, listener: RecorderListener = {}, shared?: Recorder) {
    this.#secret = secret;
    this.#redaction = shared === undefined ? new Redaction(secret) : shared.#redaction;
    this.#listener = listener;
    this.#start = shared === undefined ? performance.now() : shared.#start;
  }

  get observations(): readonly Observation[] {
    return this.#entries.flatMap(({ seen }) => seen ?? []);
  }

  /** For work that repeats a stage: its observations count, its steps were shown before. */
  withoutSteps(): Recorder {
    const quiet = this.held();
    this.release(quiet);
    return quiet;
  }

  /** For a session that may turn out to prove nothing: without steps, and its observations wait to be taken over. */
  held(): Recorder {
    return new Recorder(this.#secret, {}, this);
  }

  /** Takes over what was held back so far. */
  take(held: Recorder): void {
    const room = Math.max(0, MAX_OBSERVATIONS - this.#entries.length);
    this.#entries.push(...held.#entries.splice(0).slice(0, room));
  }

  /** The same, and all that is observed from here on. */
  release(held: Recorder): void {
    this.take(held);
    held.#entries = this.#entries;
  }

  /** Milliseconds since the run began. */
  elapsed(): number {
    return Math.round(performance.now() - this.#start);
  }

  observe(observation: Unstamped): void {
    this.later()(observation);
  }

  /** Keeps the place in the order for something whose end will be known only later, or never. */
  later(): (observation: Unstamped) => void {
    const entry: Entry = { seen: null };
    if (this.#entries.length < MAX_OBSERVATIONS) this.#entries.push(entry);
    return (observation) => {
      const shown = Object.entries(observation).map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'string' && key !== 'kind' ? this.#shown(observation, key, value) : value,
      ]);
      entry.seen = { ...(Object.fromEntries(shown) as Unstamped), ms: this.elapsed() };
    };
  }

  /** A short secret is looked for only in what a server says, and not where it names a port. */
  #shown(observation: Unstamped, key: string, value: string): string {
    const isSaid =
      key === 'text' &&
      (observation.kind === 'note' ||
        (observation.kind === 'reply' && !/^22[79]$/.test(String(observation.code))));
    return isSaid ? this.#redaction.applyToWords(value) : this.#redacted(value);
  }

  notTested(what: string): void {
    this.observe({ kind: 'not-tested', what });
  }

  /**
   * Starts the clock of a step; call the result when it is over.
   * @param limitMs the longest time that it may take, where it is a single wait
   */
  step(id: ProbeStepId, limitMs?: number): (status: ProbeStepStatus, detail: string) => void {
    const start = performance.now();
    this.progress({ step: id, ...(limitMs === undefined ? {} : { limitMs }) });
    return (status, detail) => {
      this.#add({
        id,
        status,
        durationMs: Math.round(performance.now() - start),
        detail: printable(this.#redaction.applyToWords(detail), 600),
      });
    };
  }

  progress(progress: ProbeProgress): void {
    this.#listener.onProgress?.(progress);
  }

  skip(id: ProbeStepId, detail: string): void {
    this.#add({
      id,
      status: 'skip',
      durationMs: 0,
      detail: printable(this.#redaction.applyToWords(detail), 600),
    });
  }

  #redacted(text: string): string {
    return this.#redaction.apply(text);
  }

  #add(step: ProbeStep): void {
    this.steps.push(step);
    this.#listener.onStep?.(step);
  }
}

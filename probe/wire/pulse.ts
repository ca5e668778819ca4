/** Event-loop lag sampling interval, in milliseconds. */
const EVERY_MS = 25;
/** Smaller lags are not reported, in milliseconds. */
const LATE_MS = 75;

/** Measures event-loop lag: an answer may have come as much earlier than it was seen. Runs only while it is needed. */
class Pulse {
  #watching = 0;
  #last = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins to watch; the time that it returns is for `leave`. */
  watch(): number {
    const now = performance.now();
    if (this.#watching++ === 0) {
      this.#last = now;
      this.#timer = setInterval(() => {
        // In each round of the loop timers run first, then answers are read, then this runs.
        const looking = performance.now();
        setImmediate(() => (this.#last = looking));
      }, EVERY_MS);
    }
    return now;
  }

  /** Ends it. How long no answers had been read by then, in milliseconds; 0 for a small lag. */
  leave(since: number): number {
    if (--this.#watching === 0) clearInterval(this.#timer);
    const late = performance.now() - Math.max(since, this.#last) - EVERY_MS;
    return late > LATE_MS ? Math.round(late) : 0;
  }
}

export const PULSE = new Pulse();

/** How often it is looked whether this program comes round, in milliseconds. */
const EVERY_MS = 25;
/** Being later than this is worth telling, in milliseconds. */
const LATE_MS = 75;

/** Tells how long this program has not come round to look for answers. Beats only while somebody watches. */
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
        // Behind the timers of a round its answers are looked at, and behind those this runs.
        const looking = performance.now();
        setImmediate(() => (this.#last = looking));
      }, EVERY_MS);
    }
    return now;
  }

  /** Ends it. How long nobody had looked by then, in milliseconds; 0 where that is not worth telling. */
  leave(since: number): number {
    if (--this.#watching === 0) clearInterval(this.#timer);
    const late = performance.now() - Math.max(since, this.#last) - EVERY_MS;
    return late > LATE_MS ? Math.round(late) : 0;
  }
}

export const PULSE = new Pulse();

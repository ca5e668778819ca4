/** What every bounded wait gives back when its time is over. */
export const TIMED_OUT = Symbol('timed out');

/**
 * One bounded, cancellable wait.
 *
 * `start` gets a function to settle with and returns what undoes its listeners.
 * @param ms at most so many milliseconds
 * @returns the value settled with, or `TIMED_OUT`
 * @throws the signal's reason once it is aborted
 */
export function wait<T>(
  ms: number,
  signal: AbortSignal,
  start: (settle: (value: T) => void) => (() => void) | undefined,
): Promise<T | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const listeners: { undo?: (() => void) | undefined } = {};
    let over = false;
    const finish = (): void => {
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      listeners.undo?.();
    };
    const onAbort = (): void => {
      finish();
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      // Where this program was busy, timers come before what has arrived meanwhile, and in time.
      setImmediate(() => {
        if (over) return;
        finish();
        resolve(TIMED_OUT);
      });
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
    listeners.undo = start((value) => {
      if (over) return;
      finish();
      resolve(value);
    });
    // Settled inside `start`, before there was anything to undo. (The compiler cannot see that assignment.)
    if (over as boolean) listeners.undo?.();
  });
}

/** Waits for a promise, bounded; the promise's own failure passes through. */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  promise: Promise<T>,
): Promise<T | typeof TIMED_OUT> {
  const result = await wait<{ value: T } | { error: unknown }>(ms, signal, (settle) => {
    promise.then(
      (value) => {
        settle({ value });
      },
      (error: unknown) => {
        settle({ error });
      },
    );
    return undefined;
  });
  if (result === TIMED_OUT) return TIMED_OUT;
  if ('error' in result) throw result.error;
  return result.value;
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, signal, () => undefined);
}

/** When what was begun in this turn, a SYN for one, has left. */
export async function sent(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal.throwIfAborted();
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('The probe was cancelled.');
}

/** Something that others wait for, and one opens. */
export class Gate<T> {
  readonly opened: Promise<T>;
  #open: (value: T) => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(value: T): void {
    this.#open(value);
  }
}

import type { Jobs } from './jobs.js';

/** Does a job in a thread, which is ended where it takes too long. */
export type Thread = <N extends keyof Jobs>(
  name: N,
  input: Parameters<Jobs[N]>[0],
) => Promise<ReturnType<Jobs[N]>>;

let thread: Thread | undefined;

/** Where extensions run beside Node. */
export function workInThreads(given: Thread): void {
  thread = given;
}

/** In a browser a job is done on the spot, so its input has to be short. */
export function hasThreads(): boolean {
  return thread !== undefined;
}

/** Computes what hostile input could make long, apart from the thread that all extensions share. */
export async function apart<N extends keyof Jobs>(
  name: N,
  input: Parameters<Jobs[N]>[0],
): Promise<ReturnType<Jobs[N]>> {
  if (thread) return thread(name, input);
  const { JOBS } = await import('./jobs.js');
  const job = JOBS[name] as (input: Parameters<Jobs[N]>[0]) => ReturnType<Jobs[N]>;
  return job(input);
}

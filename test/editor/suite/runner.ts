/** How a test inside the extension host ended. */
export interface TestResult {
  readonly name: string;
  /** Stack or message of what it threw. */
  readonly error?: string;
  /** Why it was not run. */
  readonly skipped?: string;
  /** What it threw at first, where it was run a second time. */
  readonly first?: string;
}

/** Thrown by a test that this VS Code cannot run. */
export class Skip extends Error {}

interface Test {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const tests: Test[] = [];

/** Longest time for one test, and for one event that it waits for: what never comes is named. Milliseconds. */
const PATIENCE = { test: 120_000, event: 40_000 } as const;

/** Tests of a whole run that get a second chance: a busy machine may miss a limit once, a fault of ours shows again. */
const CHANCES = 3;

export function test(name: string, run: () => Promise<void>): void {
  tests.push({ name, run });
}

/** Runs what was declared, one after the other; `only` picks tests by parts of their names, with a bar between them. */
export async function runAll(only: string, between: () => Promise<void>): Promise<TestResult[]> {
  const results: TestResult[] = [];
  let left = only === '' ? CHANCES : 0;
  for (const { name, run } of tests.filter(({ name: one }) =>
    only.split('|').some((part) => one.includes(part)),
  )) {
    let result = await runOne(name, run);
    await between();
    if (result.error !== undefined && left-- > 0) {
      result = { ...(await runOne(name, run)), first: result.error };
      await between();
    }
    results.push(result);
  }
  return results;
}

async function runOne(name: string, run: () => Promise<void>): Promise<TestResult> {
  try {
    await inTime(run(), 'The test', PATIENCE.test);
    return { name };
  } catch (error) {
    if (error instanceof Skip) return { name, skipped: error.message };
    return { name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A promise that is given up after a while: an event that never comes must not hang the suite. */
export function inTime<T>(promise: Thenable<T>, what: string, patience: number = PATIENCE.event): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${patience / 1000} s.`));
    }, patience);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

import { test } from 'node:test';
import { Random, roundsOf, seedOfRun } from '../oracle/random.js';

/** `npm test` plays the same rounds each time; new ones belong to `npm run test:long` and to SEED. */
const FIRST = 1;
const isLong = process.env['LONG'] === '1';

/** Longest time for one input: only a reader that hangs takes it. Milliseconds. */
const LIMIT = 60_000;

type Round = (random: Random) => Promise<void> | void;

/**
 * Plays a random test in rounds, each with a seed that repeats it alone: SEED=… ROUNDS=1.
 * @param long rounds of `npm run test:long`; `npm test` plays a fiftieth
 * @param atOnce how many rounds run side by side; for those that mostly wait
 */
export function fuzz(name: string, long: number, { atOnce = 1 }: { atOnce?: number }, round: Round): void {
  const rounds = roundsOf(Math.ceil(long / 50), long);
  test(`${name}: ${rounds} rounds`, async (t) => {
    const first = isLong || process.env['SEED'] !== undefined ? seedOfRun() : FIRST;
    t.diagnostic(`SEED=${first}`);
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < rounds) await one((first + next++) >>> 0, round);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  });
}

async function one(seed: number, round: Round): Promise<void> {
  const started = performance.now();
  try {
    await round(new Random(seed));
  } catch (error) {
    throw new Error(`SEED=${seed} ROUNDS=1 repeats it.`, { cause: error });
  }
  if (performance.now() - started > LIMIT) throw new Error(`SEED=${seed} ROUNDS=1 takes too long.`);
}

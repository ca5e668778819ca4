import type { TestContext } from 'node:test';

/**
 * Scenarios of a file of tests that may be played a second time. What else runs on a machine can hold a packet up past
 * a limit once; a fault of ours shows again.
 */
const CHANCES = 3;

let taken = 0;

/** Plays it, and once more where it failed; the first failure is told. */
export async function played(context: TestContext, play: () => Promise<void>): Promise<void> {
  try {
    await play();
  } catch (error) {
    // A person who asks for one scenario by name wants to see it fail.
    if (process.env['LAB'] || ++taken > CHANCES) throw error;
    context.diagnostic(`Played again after: ${error instanceof Error ? error.message : String(error)}`);
    await play();
  }
}

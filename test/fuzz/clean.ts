import assert from 'node:assert/strict';

/** Nothing is cancelled. */
export const NEVER = new AbortController().signal;

/** What steers a terminal, hides text or turns its direction. */
const STEERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** Throws where a text that leaves the program holds what only a hostile input put there. */
export function assertClean(text: string, ...secrets: readonly string[]): void {
  const found = STEERS.exec(text);
  const near = found ? JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20)) : '';
  assert.equal(found, null, near);
  for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is in the output');
}

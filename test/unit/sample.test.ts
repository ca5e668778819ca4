import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

test('the sample of core as a library runs, and shows all three uses', () => {
  const printed = execFileSync(process.execPath, ['scripts/run.mjs', 'examples/sample.ts'], {
    encoding: 'utf8',
  });
  assert.match(printed, /line 1: error trailing-blank/);
  assert.match(printed, /192\.168\.1\.10:3968 \(private\)/);
  assert.match(printed, /DATA-DROP/);
});

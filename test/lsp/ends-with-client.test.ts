import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { build } from 'esbuild';

/** The parent starts a process that is busy for ever, and ends. */
const BUSY = `
  import { endWithParent } from './outlive.mjs';
  endWithParent();
  setTimeout(() => { for (;;); }, 1500);
`;

/** A process that has ended and that no one has waited for still has its number. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

test('a busy server ends after the process that started it', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outlive-'));
  try {
    await build({
      entryPoints: ['server/outlive.ts'],
      outfile: path.join(folder, 'outlive.mjs'),
      format: 'esm',
      platform: 'node',
      bundle: true,
    });
    writeFileSync(path.join(folder, 'busy.mjs'), BUSY);
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(path.join(folder, 'busy.mjs'))}], { stdio: 'ignore' });
       console.log(child.pid);
       setTimeout(() => process.exit(), 4000);`,
    ]);
    const pid = Number(
      await new Promise<string>((resolve) =>
        parent.stdout.once('data', (data) => {
          resolve(String(data));
        }),
      ),
    );
    await new Promise((resolve) => parent.once('exit', resolve));
    assert.ok(isAlive(pid));
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 100));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// What is computed of hostile input runs in a thread that can be ended, whatever it does.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { apart } from '../../../client/apart/apart.js';
import { JOBS } from '../../../client/apart/jobs.js';
import { probeInThread, runThread, useThreads } from '../../../client/apart/thread.js';
import { startScriptedServer } from '../scripted-ftp-server.js';
import { SECRET, targetOf } from '../scripted-probe.js';
import { healthy } from '../observed.js';

const TRANSCRIPT = '220 (vsFTPd 3.0.5)\n---> PASV\n227 Entering Passive Mode (10,0,0,1,156,64).\n';
const parent = path.resolve('.cache');
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(path.join(parent, 'threads-'));

before(async () => {
  await build({
    entryPoints: ['client/apart/worker.ts'],
    outfile: path.join(folder, 'dist', 'apart.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  useThreads(folder);
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function script(text: string): string {
  const file = path.join(folder, `script-${text.length}.js`);
  writeFileSync(file, text);
  return file;
}

test('a thread says the same as this one', async () => {
  assert.deepEqual(await apart('transcript', TRANSCRIPT), JOBS.transcript(TRANSCRIPT));
  const run = {
    observations: healthy().flat(),
    config: { text: 'listen=YES\n', build: 'debian-12' },
    firewall: [],
    history: [],
  } as const;
  assert.deepEqual(await apart('run', run), JSON.parse(JSON.stringify(JOBS.run(run))));
});

test('a thread that never ends is ended', async () => {
  await assert.rejects(
    runThread(script('for (;;);'), {}, () => true, { patience: 0 }),
    /more than 0 seconds/,
  );
});

test('a thread that fails says why', async () => {
  await assert.rejects(
    runThread(script('throw new Error("broken")'), {}, () => true),
    /broken/,
  );
  await assert.rejects(
    runThread(script('process.exit(0) //'), {}, () => true),
    /without a result/,
  );
});

test('a probe in a thread: its steps, its run, and its end when it is cancelled', async () => {
  const server = await startScriptedServer({});
  try {
    const input = { target: targetOf(server.port), options: { timeoutMs: 2000, samples: 1 } };
    const steps: string[] = [];
    const run = await probeInThread(input, new AbortController().signal, ({ step }) => {
      if (step) steps.push(step.id);
    });
    assert.deepEqual(
      steps,
      run.steps.map(({ id }) => id),
    );
    assert.ok(steps.includes('list') && !JSON.stringify(run).includes(SECRET));
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    const cancelled = probeInThread(input, cancel.signal, () => {
      cancel.abort(reason);
    });
    await assert.rejects(cancelled, reason);
    while (server.open() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    await server.close();
  }
});

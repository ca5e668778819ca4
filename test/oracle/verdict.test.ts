import assert from 'node:assert/strict';
import test from 'node:test';
import { build } from '../../core/config/index.js';
import { disagreements, escaped, lineDisagreements, shrink, type Disagreement } from './compare.js';
import { withDaemons } from './daemon-test.js';
import { DAEMON_BUILDS, type Daemon } from './daemons.js';
import { everyLayout, everyShape, randomConfig } from './generate.js';
import { askParser } from './parser-oracle.js';
import { Random, roundsOf, sampled, seedOfRun } from './random.js';

/** With the three daemons a million in long runs. */
const RANDOM_FILES = roundsOf(500, 336_000);
/** Files are asked about in portions of this many, each with a seed that is printed: a run can go on where it ended. */
const PORTION = 4000;
const SEED = seedOfRun();
const FIRST_PORTION = Number(process.env['PORTION'] ?? 0);

/** Daemons get different files: one may be had where another is not. */
function portionSeed({ build: { id } }: Daemon, number: number): number {
  return (SEED + number * 16 + DAEMON_BUILDS.indexOf(id)) >>> 0;
}

withDaemons('the model parses like the daemon', (daemon) => {
  test('every setting with every shape of value', async (t) => {
    const seed = seedOfRun();
    t.diagnostic(`SEED=${seed}`);
    await agree(daemon, sampled(everyShape(), seed), (text) => {
      t.diagnostic(text);
    });
  });

  test('every layout of a line', async (t) => {
    const seed = seedOfRun();
    t.diagnostic(`SEED=${seed}`);
    const files = sampled(everyLayout(), seed);
    await agree(daemon, files, (text) => {
      t.diagnostic(text);
    });
    assert.deepEqual(
      await lineDisagreements(
        daemon,
        files.map((file) => `listen_port=21\n\n${file}`),
      ),
      [],
    );
  });

  test('one process for thousands of files answers as one process for each', async () => {
    const random = new Random(seedOfRun());
    const files = Array.from({ length: roundsOf(60, 2000) }, () => randomConfig(random, daemon.build));
    assert.deepEqual(await askParser(daemon, files), await askParser(daemon, files, () => false, 'each'));
  });

  test('random files: verdict, message and line', async (t) => {
    const portions = Math.ceil(RANDOM_FILES / PORTION);
    for (let number = FIRST_PORTION; number < portions; number++) {
      const random = new Random(portionSeed(daemon, number));
      const files = Array.from({ length: Math.min(PORTION, RANDOM_FILES) }, () =>
        randomConfig(random, daemon.build),
      );
      await agree(daemon, files, (text) => {
        t.diagnostic(`${text}; SEED=${SEED} PORTION=${number} begins with this portion of ${portions}`);
      });
      const lines = await lineDisagreements(daemon, files);
      assert.deepEqual(lines.slice(0, 5), [], `${lines.length} lines are not where the daemon stops`);
    }
  });

  // The test of the test needs no second daemon.
  if (daemon.build.id !== 'debian-12' && process.env['LONG'] !== '1') return;
  test('a wrong model is caught and its fault cut down to a few bytes', async () => {
    const wrong = build('upstream-3.0.3');
    const random = new Random(1);
    const files = Array.from({ length: 600 }, () => randomConfig(random, daemon.build));
    const [first] = await disagreements(daemon, files, wrong);
    assert.ok(first, 'the model of another build must not pass');
    const small = await shrink(daemon, first, wrong);
    assert.ok(small.file.length < 60, escaped(small.file));
  });
});

async function agree(daemon: Daemon, files: readonly string[], say: (text: string) => void): Promise<void> {
  const found = await disagreements(daemon, files);
  say(`${daemon.build.label}: ${files.length} files, ${found.length} disagreements`);
  if (found.length === 0) return;
  const small = new Map<string, Disagreement>();
  for (const disagreement of found.slice(0, 5)) {
    const shrunk = await shrink(daemon, disagreement);
    small.set(shrunk.file, shrunk);
  }
  const lines = [...small.values()].map(
    (d) => `${escaped(d.file)}\n  model:  ${d.model}\n  daemon: ${d.daemon}`,
  );
  assert.fail(`${found.length} of ${files.length} files differ, for example\n${lines.join('\n')}`);
}

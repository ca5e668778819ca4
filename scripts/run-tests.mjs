// Bundles test/SUITE/**/*.test.ts and runs them with node:test: node scripts/run-tests.mjs SUITE [NAME-PART]
// LONG=1 also runs *.long.test.ts, and more rounds of what is random; UPDATE=1 renews what tests expect.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const [suite, part = ''] = process.argv.slice(2);
if (!suite) {
  console.error('usage: node scripts/run-tests.mjs unit|lsp|fuzz|oracle|lab|editor [NAME-PART]');
  process.exit(2);
}
const entryPoints = findTests(`test/${suite}`).filter((file) => file.includes(part));
if (entryPoints.length === 0) {
  console.error(`No test in test/${suite} matches "${part}".`);
  process.exit(2);
}
// One folder per run, so that two runs at once do not remove each other's files.
const outdir = path.resolve('.cache/tests', `${suite}-${process.pid}`);
process.on('exit', () => {
  rmSync(outdir, { recursive: true, force: true });
});
await build({
  entryPoints,
  outdir,
  outbase: `test/${suite}`,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = entryPoints.map((file) =>
  path.join(outdir, path.relative(`test/${suite}`, file).replace(/\.ts$/, '.mjs')),
);
// Suites that start servers, browsers or daemons run one file at a time; the others mostly wait.
const atOnce = `--test-concurrency=${suite === 'unit' ? 2 : 1}`;
// A file that hangs is a failure, not a stuck run.
const limit = `--test-timeout=${process.env.LONG === '1' ? 7_200_000 : suite === 'unit' ? 480_000 : 2_400_000}`;
const result = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-reporter=spec', limit, atOnce, ...files],
  { stdio: 'inherit' },
);
process.exit(result.status ?? 1);

function findTests(folder) {
  if (!existsSync(folder)) return [];
  const isLong = process.env.LONG === '1';
  const names = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith('.test.ts') && (isLong || !name.endsWith('.long.test.ts')),
  );
  return names.map((name) => path.join(folder, name)).sort();
}

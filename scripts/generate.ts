/**
 * Writes everything that follows from the records in core/: `npm run generate`. First the tables, then, in a process
 * that has the new tables, the pages. With `-- --check` nothing is written and the files that differ are named (exit 1).
 */
import { spawnSync } from 'node:child_process';
import { experimentWords } from './generate/experiment-words.js';
import { update } from './generate/output.js';
import { tables } from './generate/tables.js';

async function run(): Promise<number> {
  const check = process.argv.includes('--check');
  let files: ReadonlyMap<string, string>;
  try {
    files = new Map([...tables(), ['probe/experiments/words.ts', experimentWords()]]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  // Pages of an outdated table would be wrong, and its imports may be gone.
  if (!(await update(files, [], check))) return 1;
  const pages = ['scripts/run.mjs', 'scripts/generate/pages.ts', ...process.argv.slice(2)];
  return spawnSync(process.execPath, pages, { stdio: 'inherit' }).status ?? 1;
}

process.exitCode = await run();

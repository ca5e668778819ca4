// npm run bench: fetches the language servers to compare with, and measures ours beside them.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { root, toolFolder } from './tool-folder.mjs';

const peers = await toolFolder('lsp-peers', 'Fetching two language servers to compare with (once)');
await buildAll({ production: true });
const run = path.join(root, 'scripts', 'run.mjs');
const { status } = spawnSync(process.execPath, [run, 'bench/bench.ts', peers], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);

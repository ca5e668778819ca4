// What `npm pack`, `npm publish` and installs from a clone need: the programs, the library and its types.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { root } from './tool-folder.mjs';

const types = path.join(root, 'dist', 'types');

await buildAll({ production: true });
rmSync(types, { recursive: true, force: true });
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', types];
const result = spawnSync(process.execPath, [tsc, '-p', 'core', ...emit], {
  cwd: root,
  // npm pack prints the name of its file, and nothing else belongs there.
  stdio: ['ignore', 2, 2],
});
if (result.status !== 0) process.exit(result.status ?? 1);
// For `import` the same types are those of ES modules.
for (const room of readdirSync(types, { withFileTypes: true }))
  if (room.isDirectory() && readdirSync(path.join(types, room.name)).includes('index.d.ts'))
    writeFileSync(path.join(types, room.name, 'index.d.mts'), "export * from './index.js';\n");

// Writes dist/vsftpd-lens.vsix: a production build, packed by the pinned vsce.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './build.mjs';
import { root, toolFolder } from './tool-folder.mjs';

const file = path.join(root, 'dist', 'vsftpd-lens.vsix');

await buildAll({ production: true });
const vsce = await toolFolder('vsce', 'Fetching the packager of VS Code extensions (once)');
const script = path.join(vsce, 'node_modules', '@vscode', 'vsce', 'vsce');
const options = [
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  file,
];
const result = spawnSync(process.execPath, [script, ...options], { cwd: root, stdio: 'inherit' });
if (result.status === 0)
  console.log(`${path.relative(root, file)}: ${Math.ceil(statSync(file).size / 1024)} KB`);
process.exit(result.status ?? 1);

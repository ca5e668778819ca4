// Writes dist/vsftpd-lens.vsix, a production build packed by the pinned vsce, and dist/vsftpd-lens.mjs, the terminal
// command and the language server in one file.
import { transform } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, toolFolder } from './tool-folder.mjs';
import { entriesOf, zipOf } from './zip.mjs';

const file = path.join(root, 'dist', 'vsftpd-lens.vsix');
/** Everything, and the pictures in it. Bytes. */
const MOST = { whole: 700 * 1024, pictures: 150 * 1024 };

const tools = await toolFolder('vsce', 'Fetching the packager of VS Code extensions (once)');
const vsce = path.join(tools, 'node_modules', '@vscode', 'vsce', 'vsce');
const { status } = spawnSync(process.execPath, [vsce, 'package', '--out', file], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const ofTools = createRequire(path.join(tools, 'package.json'));
const { deflateAsync } = ofTools('@gfx/zopfli');
const { minify } = ofTools('terser');

/** Parts of package.json that no editor reads. */
const OF_DEVELOPERS = Object.fromEntries(
  ['scripts', 'devDependencies', 'exports', 'bin', 'man', 'prettier'].map((name) => [name, undefined]),
);

/** The words of the client: in a package under short keys. */
async function shortKeyed(bundle) {
  const source = readFileSync(path.join(root, 'client', 'l10n.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts' });
  const { shortKey } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return Object.fromEntries(Object.entries(bundle).map(([text, translated]) => [shortKey(text), translated]));
}

/** A script that deflates to 4 % less than what esbuild leaves, and JSON without blanks. */
async function small({ name, data }) {
  const text = data.toString();
  if (/\/l10n\/.*\.json$/.test(name)) return JSON.stringify(await shortKeyed(JSON.parse(text)));
  if (name === 'extension/package.json') return JSON.stringify({ ...JSON.parse(text), ...OF_DEVELOPERS });
  if (name.endsWith('.json')) return JSON.stringify(JSON.parse(text));
  if (!/^extension\/dist\/.*\.js$/.test(name)) return data;
  const options = { ecma: 2020, toplevel: true, compress: { passes: 2, keep_fargs: false } };
  return (await minify(text, { ...options, format: { comments: false } })).code;
}

const entries = entriesOf(readFileSync(file));
for (const entry of entries) entry.data = Buffer.from(await small(entry));
const zip = await zipOf(entries, (data) => deflateAsync(data, { numiterations: 15 }));
writeFileSync(file, zip);

const pictures = entries
  .filter(({ name }) => /\.(?:png|webp)$/.test(name))
  .reduce((sum, { data }) => sum + data.length, 0);
const kilobytes = (bytes) => `${Math.ceil(bytes / 1024)} KB`;
console.log(
  `${path.relative(root, file)}: ${kilobytes(zip.length)}, of which pictures ${kilobytes(pictures)}`,
);
if (zip.length > MOST.whole || pictures > MOST.pictures) {
  console.error(`It may have ${kilobytes(MOST.whole)}, its pictures ${kilobytes(MOST.pictures)}.`);
  process.exit(1);
}

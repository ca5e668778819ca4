// Bundles the extension, the language server and the terminal command: node scripts/build.mjs [--watch] [--production]
import { build, context } from 'esbuild';
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { noticesOf, packagesIn } from './notices.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

/** The extension's parts that load on first need, so that activation reads one small file. */
const LAZY_PARTS = ['language', 'commands'];
/** The same of the terminal command: a probe should not wait until the readers of firewall files are read. */
const CLI_PARTS = ['check', 'decode', 'probe', 'firewall', 'firewall-files', 'completion'];
const CLI_PREFIX = 'cli-';
const FONT = 'codicon.ttf';
const FONT_PACKAGE = 'node_modules/@vscode/codicons';
const NOTICES = 'third-party-notices.txt';

/** Leaves `import('./language.js')` a require of a separate bundle, whose name begins with the prefix. */
const lazyParts = (parts, prefix = '') => ({
  name: 'lazy-parts',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/([\w-]+)\.js$/ }, ({ kind, path: request }) => {
      const name = path.basename(request, '.js');
      return kind === 'dynamic-import' && parts.includes(name)
        ? { path: `./${prefix}${name}.js`, external: true }
        : undefined;
    });
  },
});

function bundles(production, logLevel) {
  const common = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: production,
    sourcemap: production ? false : 'linked',
    // They stand in the notices.
    legalComments: 'none',
    metafile: true,
    logLevel,
  };
  return [
    {
      ...common,
      entryPoints: { extension: 'client/extension.ts', ...entries(LAZY_PARTS, 'client') },
      external: ['vscode'],
      supported: { 'dynamic-import': false },
      loader: { '.css': 'text' },
      plugins: [lazyParts(LAZY_PARTS)],
    },
    {
      ...common,
      entryPoints: { panel: 'client/panel/main.ts' },
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
    {
      ...common,
      entryPoints: { server: 'server/main-node.ts', cli: 'cli/main.ts' },
      banner: { js: '#!/usr/bin/env node' },
      supported: { 'dynamic-import': false },
      plugins: [lazyParts(CLI_PARTS, CLI_PREFIX)],
    },
    {
      ...common,
      entryPoints: entries(CLI_PARTS, 'cli', CLI_PREFIX),
      supported: { 'dynamic-import': false },
      plugins: [lazyParts(CLI_PARTS, CLI_PREFIX)],
    },
  ];
}

function entries(parts, folder, prefix = '') {
  return Object.fromEntries(parts.map((name) => [`${prefix}${name}`, `${folder}/${name}.ts`]));
}

/** Output of an earlier build that this one does not write again. */
function leftIn(folder) {
  const cliParts = CLI_PARTS.map((name) => `${CLI_PREFIX}${name}`);
  const written = [...LAZY_PARTS, ...cliParts, 'extension', 'panel', 'server', 'cli'].map(
    (name) => `${name}.js`,
  );
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => ![...written, FONT, NOTICES].includes(name))
    : [];
}

/** The font of the panel's signs. */
function copyFont() {
  const font = path.join(root, FONT_PACKAGE, 'dist', FONT);
  copyFileSync(font, path.join(dist, FONT));
}

function makeExecutable() {
  for (const name of ['server.js', 'cli.js']) {
    const file = path.join(dist, name);
    if (existsSync(file)) chmodSync(file, 0o755);
  }
}

/** Builds everything once. Throws where esbuild reports an error. */
export async function buildAll({ production = false, quiet = true } = {}) {
  for (const name of leftIn(dist)) rmSync(path.join(dist, name), { force: true });
  const built = await Promise.all(
    bundles(production, quiet ? 'warning' : 'info').map((bundle) => build(bundle)),
  );
  const folders = packagesIn(built.map(({ metafile }) => metafile));
  writeFileSync(path.join(dist, NOTICES), noticesOf(root, [...folders, FONT_PACKAGE]));
  copyFont();
  makeExecutable();
}

async function watchAll() {
  for (const bundle of bundles(false, 'info')) {
    const watched = await context(bundle);
    await watched.rebuild().catch(() => undefined);
    await watched.watch();
  }
  copyFont();
  makeExecutable();
  console.log('Watching for changes. Ctrl-C ends it.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = process.argv.slice(2);
  try {
    await (options.includes('--watch')
      ? watchAll()
      : buildAll({ production: options.includes('--production'), quiet: false }));
  } catch {
    process.exit(1); // esbuild has printed what is wrong.
  }
}

// Bundles the extension, the language server and the terminal command: node scripts/build.mjs [--watch] [--production]
// A production build has no source maps, and also the library and the one file for machines without npm.
import { build, context, transform } from 'esbuild';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { subset } from './font.mjs';
import { noticesOf, packagesIn } from './notices.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

/** All that VS Code loads: what two of them share is in one file, for Node and for browsers alike. */
const EDITOR = {
  server: 'server/main-node.ts',
  extension: 'client/main-node.ts',
  apart: 'client/apart/worker.ts',
  'web-extension': 'client/extension.ts',
  'web-commands': 'client/web/commands.ts',
  'web-language': 'client/web/language.ts',
  'web-server': 'server/main-browser.ts',
};
const TERMINAL = { cli: 'cli/main.ts' };
/** Programs that are started by their names. */
const PROGRAMS = ['server', 'cli'];
const LIBRARY = ['capture', 'config', 'deployment', 'firewall', 'reply', 'rules', 'transcript', 'verdict'];
const FONT = 'node_modules/@vscode/codicons';

const SHEBANG = '#!/usr/bin/env node\n';
const NODE_TARGET = 'node18';

const common = (production) => ({
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: NODE_TARGET,
  // Both the packages' halves for Node and those for browsers are asked for by name.
  conditions: ['node', 'browser'],
  // The half that needs nothing of Node.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
  external: ['vscode'],
  loader: { '.css': 'text' },
  plugins: [entriesAsModules],
  minify: production,
  // They stand in the notices.
  legalComments: 'none',
  metafile: true,
  write: false,
});

/** What only the pages in docs say of rules and checks stays out of the editor, which shows those pages. */
const PAGE_TEXT = {
  'core/verdict/checks': ['means', 'decides', 'spares'],
  'core/rules': ['why', 'bad', 'good'],
};
const withoutPageText = {
  name: 'without-page-text',
  setup(builder) {
    for (const [folder, names] of Object.entries(PAGE_TEXT)) {
      // Prettier has laid them out: a property at the first level, and what is indented deeper.
      const text = new RegExp(`^ {2}(?:${names.join('|')}):(?: .*)?\\n(?: {3,}.*\\n)*`, 'gm');
      builder.onLoad({ filter: new RegExp(`/${folder}/.*/[^/]+\\.ts$`) }, ({ path: file }) => ({
        contents: readFileSync(file, 'utf8').replace(text, ''),
        loader: 'ts',
      }));
    }
  },
};

/** The reader of YAML without what writes it and types its values: files are read as they stand. */
const yamlReader = {
  name: 'yaml-reader',
  setup(builder) {
    const parts = 'doc/applyReviver|parse/cst-|stringify/|schema/(?:core|json)/|schema/yaml-1\\.1/[^m]';
    builder.onLoad({ filter: new RegExp(`/yaml/browser/dist/(?:${parts})`) }, ({ path: file }) => {
      const [, names] = /^export \{ (.*) \};$/m.exec(readFileSync(file, 'utf8'));
      return { contents: `export const ${names.replaceAll(/\w+/g, '$& = undefined')};`, loader: 'js' };
    });
  },
};

/**
 * In a package of CommonJS a file that only imports counts as CommonJS, and esbuild then wraps all that it imports into
 * functions that run one by one.
 */
const entriesAsModules = {
  name: 'entries-as-modules',
  setup(builder) {
    builder.onLoad({ filter: /\/(?:main|main-\w+|worker|one-file)\.ts$/ }, ({ path: file }) => ({
      contents: `${readFileSync(file, 'utf8')}export {};\n`,
      loader: 'ts',
    }));
  },
};

/** Parts of the language client for what our server never offers. */
const NOT_OFFERED = [
  ...['callHierarchy', 'codeLens', 'colorProvider', 'declaration', 'executeCommand', 'fileOperations'],
  ...['implementation', 'inlineCompletion', 'inlineValue', 'linkedEditingRange', 'signatureHelp'],
  ...['textDocumentContent', 'typeDefinition', 'typeHierarchy', 'workspaceSymbol'],
];
/** The same of the language server: each adds its methods to a class. */
const NOT_SERVED = [
  ...['callHierarchy', 'fileOperations', 'inlineCompletion', 'inlineValue', 'linkedEditingRange', 'moniker'],
  ...['notebook', 'textDocumentContent', 'typeHierarchy'],
];
const NO_NOTEBOOKS = `class NotebookDocumentSyncFeature {
  registrationType = { method: 'notebookDocument/sync' };
  handles() { return false; }
}
for (const name of ['fillClientCapabilities', 'initialize', 'getState', 'clear', 'register', 'unregister',
  'onOpenNotificationSent', 'onChangeNotificationSent', 'onSaveNotificationSent', 'onCloseNotificationSent'])
  NotebookDocumentSyncFeature.prototype[name] = () => ({ dispose() {} });
exports.NotebookDocumentSyncFeature = NotebookDocumentSyncFeature;`;
const smallClient = {
  name: 'small-client',
  setup(builder) {
    const common = '/vscode-languageclient/lib/common';
    builder.onLoad({ filter: new RegExp(`${common}/client\\.js$`) }, ({ path: file }) => {
      let contents = readFileSync(file, 'utf8');
      for (const name of NOT_OFFERED) {
        const registered = new RegExp(`^.*registerFeature\\(new ${name}_1\\..*\\n`, 'gm');
        if (!registered.test(contents)) throw new Error(`The language client has no ${name}.`);
        contents = contents.replace(registered, '');
      }
      return { contents, loader: 'js' };
    });
    const parts = new RegExp(`${common}/(?:${NOT_OFFERED.join('|')})\\.js$`);
    builder.onLoad({ filter: parts }, () => ({ contents: '', loader: 'js' }));
    // Patterns of files: no selector of ours has any.
    builder.onLoad({ filter: /\/minimatch\/dist\/commonjs\/index\.js$/ }, () => ({
      contents: 'exports.Minimatch = class { match() { return false; } };',
      loader: 'js',
    }));
    // Notebooks: no selector of ours has any, and what other features ask of theirs does nothing.
    builder.onLoad({ filter: /\/vscode-languageclient\/lib\/common\/notebook\.js$/ }, () => ({
      contents: NO_NOTEBOOKS,
      loader: 'js',
    }));
    const notServed = new RegExp(`/vscode-languageserver/lib/common/(?:${NOT_SERVED.join('|')})\\.js$`);
    builder.onLoad({ filter: notServed }, ({ path: file }) => {
      const [, name] = /^exports\.(\w+Feature) = /m.exec(readFileSync(file, 'utf8'));
      return { contents: `exports.${name} = (Base) => Base;`, loader: 'js' };
    });
    // The editor itself holds the extension against `engines` before it starts it.
    builder.onLoad({ filter: /\/semver\/functions\/(?:parse|satisfies)\.js$/ }, () => ({
      contents: 'module.exports = () => ({ prerelease: [] });',
      loader: 'js',
    }));
  },
};

const smallStyles = {
  name: 'small-styles',
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};

/** ES modules are what esbuild can split; CommonJS is what every VS Code and Node can load. */
const split = (entryPoints, production) => ({
  ...common(production),
  entryPoints,
  splitting: true,
  plugins: [
    entriesAsModules,
    yamlReader,
    ...(entryPoints === EDITOR ? [smallClient, ...(production ? [withoutPageText, smallStyles] : [])] : []),
  ],
  chunkNames: '[name]-[hash]',
  sourcemap: production ? false : 'inline',
});

const panel = (production) => ({
  ...common(production),
  entryPoints: { panel: 'client/panel/main.ts' },
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  sourcemap: production ? false : 'inline',
});

const nameOf = (file) => path.basename(file, '.js');

/** The files that a script needs to start, itself first; with `isWhole` those that it may load later too. */
function closureOf({ outputs }, name, isWhole = false) {
  const found = new Map();
  const visit = (file) => {
    if (found.has(nameOf(file))) return;
    found.set(nameOf(file), outputs[file]);
    for (const { path: next, kind, external } of outputs[file].imports)
      if (!external && (isWhole || kind !== 'dynamic-import')) visit(next);
  };
  visit(Object.keys(outputs).find((file) => nameOf(file) === name));
  return [...found.keys()];
}

/**
 * What esbuild puts around each of fifty scripts weighs 400 bytes when packed: exports become getters of one object, and
 * what a script of another kind exports is the prototype of its module.
 */
function withSmallFrame(code) {
  const exported =
    /^__export\(stdin_exports, (\{[^]*?^\})\);\nmodule\.exports = __toCommonJS\(stdin_exports\);$/m;
  const asModule = /^var __toESM = [^]*?^\)\);$/m;
  // As many lines as before: those of the source map do not move.
  return code
    .replace(exported, (_, names) => {
      const getters = names.replaceAll(
        /^ {2}([\w$]+): \(\) => ([\w$.]+)(?=,?$)/gm,
        '  get $1() { return $2; }',
      );
      return `module.exports = ${getters};\nmodule.exports.__esModule = true;`;
    })
    .replace(asModule, (whole) => {
      const small = 'var __toESM = (it) => (it.__esModule ? it : { __proto__: it, default: it });';
      return small + whole.replaceAll(/[^\n]/g, '');
    });
}

/** Entries stay at the top, chunks go to the folder that the function says. Returns the path of each, by its name. */
async function writeScripts({ metafile, outputFiles }, entries, folderOf, production) {
  // The parts they share are numbered: a hash in each name weighs more than the names when packed.
  const places = new Map(
    Object.keys(metafile.outputs).map((file, index) => {
      const name = nameOf(file);
      return [name, name in entries ? `${name}.js` : `${folderOf(name)}/${index}.js`];
    }),
  );
  await Promise.all(
    outputFiles.map(async ({ path: file, text }) => {
      const place = places.get(nameOf(file));
      const asScript = { format: 'cjs', platform: 'node', target: NODE_TARGET, logLevel: 'error' };
      const { code } = await transform(text, {
        ...asScript,
        supported: { 'dynamic-import': false },
        sourcemap: production ? false : 'inline',
      });
      const framed = withSmallFrame(code);
      const small = production ? (await transform(framed, { ...asScript, minify: true })).code : framed;
      const placed = small.replace(/\brequire\("\.\/([\w.-]+)\.js"\)/g, (_, name) => {
        const other = path.posix.relative(path.posix.dirname(place), places.get(name));
        return `require(${JSON.stringify(other.startsWith('.') ? other : `./${other}`)})`;
      });
      write(place, PROGRAMS.includes(nameOf(file)) ? SHEBANG + placed : placed);
    }),
  );
  return places;
}

function write(place, data) {
  const file = path.join(dist, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, data);
}

async function writeEditor(built, production) {
  const ofServer = new Set(closureOf(built.metafile, 'server', true));
  const folderOf = (name) => (ofServer.has(name) ? 'server' : 'editor');
  const places = await writeScripts(built, EDITOR, folderOf, production);
  const part = (name) => closureOf(built.metafile, `web-${name}`, true).map((file) => places.get(file));
  // The web extension never loads what the entry beside Node would.
  const PARTS = {
    extension: closureOf(built.metafile, 'web-extension').map((file) => places.get(file)),
    commands: part('commands'),
    language: part('language'),
    server: part('server'),
  };
  await build({
    ...common(production),
    entryPoints: { web: 'client/web/main.ts' },
    format: 'cjs',
    define: { PARTS: JSON.stringify(PARTS) },
    write: true,
  });
}

/** One file that holds the terminal command and the language server. */
const oneFile = () => ({
  ...common(true),
  entryPoints: { 'vsftpd-lens': 'scripts/one-file.ts' },
  outExtension: { '.js': '.mjs' },
  banner: {
    js: `${SHEBANG}import{createRequire as lensRequire}from"node:module";import{fileURLToPath as lensPath}from"node:url";const require=lensRequire(import.meta.url),__dirname=lensPath(new URL(".",import.meta.url));`,
  },
  write: true,
});

const library = (format, extension) => ({
  ...common(true),
  entryPoints: Object.fromEntries(LIBRARY.map((name) => [`core/${name}`, `core/${name}/index.ts`])),
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  splitting: format === 'esm',
  chunkNames: 'core/parts/[name]-[hash]',
  format,
  outExtension: { '.js': extension },
  write: true,
});

/** The signs of the panel: the characters of its table of icons. */
function writeFont() {
  const used = readFileSync(path.join(root, 'client/panel/views/icons.ts'), 'utf8');
  const characters = [...used.matchAll(/\\u([0-9A-F]{4})/g)].map(([, code]) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  const font = readFileSync(path.join(root, FONT, 'dist/codicon.ttf'));
  write('codicon.ttf', subset(font, characters));
}

function makeExecutable() {
  for (const name of PROGRAMS) chmodSync(path.join(dist, `${name}.js`), 0o755);
}

/** Builds everything once. Throws where esbuild reports an error. */
export async function buildAll({ production = false, quiet = true } = {}) {
  const logLevel = quiet ? 'warning' : 'info';
  for (const folder of ['core', 'editor', 'server', 'cli'])
    rmSync(path.join(dist, folder), { recursive: true, force: true });
  const [editor, terminal, shown] = await Promise.all([
    build({ ...split(EDITOR, production), logLevel }),
    build({ ...split(TERMINAL, production), logLevel }),
    build({ ...panel(production), logLevel }),
  ]);
  for (const { path: file, contents } of shown.outputFiles) write(path.basename(file), contents);
  await writeEditor(editor, production);
  await writeScripts(terminal, TERMINAL, () => 'cli', production);
  if (production) await Promise.all([oneFile(), library('esm', '.mjs'), library('cjs', '.js')].map(build));
  const folders = packagesIn([editor, terminal, shown].map(({ metafile }) => metafile));
  write('third-party-notices.txt', noticesOf(root, [...folders, FONT]));
  writeFont();
  makeExecutable();
}

async function watchAll() {
  const again = { name: 'again', setup: (builder) => builder.onEnd(() => buildAll().catch(() => undefined)) };
  const watched = await context({
    ...split({ ...EDITOR, ...TERMINAL, panel: 'client/panel/main.ts' }, false),
    plugins: [again],
    logLevel: 'info',
  });
  await watched.watch();
  console.log('Watching for changes. Ctrl-C ends it.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = process.argv.slice(2);
  try {
    await (options.includes('--watch')
      ? watchAll()
      : buildAll({ production: options.includes('--production'), quiet: false }));
  } catch (error) {
    if (!error.errors) console.error(error); // esbuild has printed its own.
    process.exit(1);
  }
}

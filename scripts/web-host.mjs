// A real VS Code in the browser, from packages alone: used by `npm start` and by the editor tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toolFolder } from './tool-folder.mjs';

const NEEDED_NODE = 24;

/** Calm defaults: no chat pane that takes the keyboard, no look-ups of newer versions. */
const USER_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.openRepositoryInParentFolders': 'never',
  // Else it speaks of "your application on port 2121", which is the FTP server to try.
  'remote.autoForwardPorts': false,
};

/** Fetches what is missing; the first call takes a minute and some 800 MB of .cache. */
export async function ensureWebHost() {
  const folder = await toolFolder('web-host', 'Fetching VS Code for the browser (once)', (partial) => [
    vscodeFolder(partial),
  ]);
  return { folder: vscodeFolder(folder), node: nodeOf(folder) };
}

function vscodeFolder(folder) {
  return path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

function nodeOf(folder) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const home = path.join(folder, 'node_modules', `node-${system}-${process.arch}`, 'bin');
  const node = path.join(home, system === 'win' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
  throw new Error(
    `VS Code's web host needs Node ${NEEDED_NODE} on this machine, or a desktop VS Code: set VSCODE to its path.`,
  );
}

/**
 * Starts the web host on loopback and resolves once it listens.
 * @param {{ dataDir: string, port?: number, installed?: readonly string[], settings?: Record<string, unknown>, env?: Record<string, string> }} options
 *   `dataDir` keeps the data and settings of this VS Code apart from every other; `installed` are the folders of
 *   extensions to have installed. Without it the host takes an extension and a test module from the window's URL, and
 *   keeps notifications in their list.
 */
export async function startWebHost({ dataDir, port = 0, settings = {}, env = {}, installed }) {
  const { folder, node } = await ensureWebHost();
  writeUserSettings(dataDir, settings);
  if (installed) linkExtensions(dataDir, installed);
  const token = crypto.randomUUID();
  const child = spawn(
    node,
    [
      path.join(folder, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--server-data-dir', dataDir, '--extensions-dir', path.join(dataDir, 'extensions')],
      ...['--telemetry-level', 'off', '--accept-server-license-terms', '--disable-workspace-trust'],
      ...(installed ? [] : ['--enable-smoke-test-driver']),
    ],
    { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const listening = await portOf(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    port: listening,
    /** Address of a window: a folder, and for a test run the extension and the module of its tests. */
    url: (window) => windowUrl(listening, token, window),
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Each extension's own folder stands in for an installed copy, so that a reload of the window takes a new build. */
function linkExtensions(dataDir, extensions) {
  const folder = path.join(dataDir, 'extensions');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const extension of extensions) {
    const { publisher, name, version } = JSON.parse(
      readFileSync(path.join(extension, 'package.json'), 'utf8'),
    );
    symlinkSync(extension, path.join(folder, `${publisher}.${name}-${version}`), 'junction');
  }
}

function writeUserSettings(dataDir, settings) {
  const file = path.join(dataDir, 'data', 'User', 'settings.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...kept, ...USER_SETTINGS, ...settings }, null, 2)}\n`);
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (text) => {
      output = (output + text).slice(-8000);
      const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (found) resolve(Number(found));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`VS Code's web host ended with ${code}.\n${output.trim()}`)),
    );
  });
}

/** @param {{ folder: string, extension?: string, tests?: string, file?: string }} window */
function windowUrl(port, token, { folder, extension, tests, file }) {
  const remote = (place) => `vscode-remote://127.0.0.1:${port}${place}`;
  const payload = [];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (file) payload.push(['openFile', remote(file)]);
  const query = new URLSearchParams({ tkn: token, folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

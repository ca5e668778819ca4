// Tools too large for the project's own `npm ci`: each is pinned in tools/NAME and installed on first use.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = path.join(root, '.cache', 'tools');

/**
 * The folder where tools/NAME is installed. The first call installs it next to its final place and renames it there,
 * so a folder that exists is complete, whatever interrupted an earlier call.
 * @param {string} name
 * @param {string} title shown while it is fetched
 * @param {(folder: string) => string[]} [innerFolders] folders inside that need a separate install
 */
export async function toolFolder(name, title, innerFolders = () => []) {
  const source = path.join(root, 'tools', name);
  const lock = readFileSync(path.join(source, 'package-lock.json'));
  const folder = path.join(cache, `${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial-${process.pid}`;
  removeLeftovers(name);
  mkdirSync(partial, { recursive: true });
  const line = progressLine(title);
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      cpSync(path.join(source, file), path.join(partial, file));
    await npm(partial, ['ci']);
    // By their own npm-shrinkwrap.json; `ci` refuses the one of code-server, which lacks a package.
    for (const inner of innerFolders(partial)) await npm(inner, ['install', '--omit=dev', '--no-save']);
    moveInto(partial, folder);
    line.end('done');
  } catch (error) {
    line.end('failed');
    throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

function moveInto(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // Otherwise another process was quicker, and its copy is as good.
  }
}

/** Left over from interrupted downloads and older versions; a folder of a process that still runs stays. */
function removeLeftovers(name) {
  if (!existsSync(cache)) return;
  for (const entry of readdirSync(cache)) {
    const owner = /\.partial-(\d+)$/.exec(entry)?.[1];
    if (entry.startsWith(`${name}-`) && !(owner && isRunning(Number(owner)))) {
      rmSync(path.join(cache, entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function npm(cwd, argumentList) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const own = process.env.npm_execpath; // Set where npm itself started this script.
  const [command, prefix] = own ? [process.execPath, [own]] : ['npm', []];
  const child = spawn(command, [...prefix, ...argumentList, ...quiet], {
    cwd,
    env: withoutProjectSettings(process.env),
    shell: !own && process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-4000)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm ${argumentList[0]} in ${cwd} ended with ${code}.\n${errors.trim()}`)),
    );
  });
}

/** npm hands its own prefix and project to scripts by variables; the inner npm must find its own. */
function withoutProjectSettings(env) {
  const dropped = [
    'npm_config_local_prefix',
    'npm_config_prefix',
    'npm_package_json',
    'INIT_CWD',
    'NODE_OPTIONS',
  ];
  return Object.fromEntries(Object.entries(env).filter(([key]) => !dropped.includes(key)));
}

/** One line that counts the seconds on a terminal, and two plain lines in a log. */
function progressLine(title) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  const write = (text) => process.stderr.write(text);
  write(live ? title : `${title} ...\n`);
  const timer = live ? setInterval(() => write(`\r${title} ... ${seconds()}`), 1000) : undefined;
  return {
    end(word) {
      clearInterval(timer);
      write(`${live ? '\r' : ''}${title} ... ${word} (${seconds()})\n`);
    },
  };
}

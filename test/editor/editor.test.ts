// Runs the suite inside VS Code's extension host: the desktop one where there is one, else the one in the browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import type { TestResult } from './suite/runner.js';

const root = process.cwd();
/** A package that was unpacked (`EXTENSION=FOLDER`), else the project itself. */
const extension = process.env['EXTENSION'] ?? root;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'vsftpd-lens-editor-'));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** The project's own scripts stay outside the bundle: they find the project by their place. */
async function script<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.join(root, 'scripts', name)).href)) as T;
}

/** The window's language, and the tests that it is for; one in German takes as long to open as any. */
const WINDOWS = process.env['ONLY'] === 'in German' ? [] : [['en', process.env['ONLY'] ?? '']];
if (process.env['LONG'] === '1' || WINDOWS.length === 0) WINDOWS.push(['de', 'in German']);

test('the editor suite', async (t) => {
  const { buildAll } = await script<{ buildAll: () => Promise<void> }>('build.mjs');
  const { findDesktop } = await script<{ findDesktop: () => string | undefined }>('desktop.mjs');
  await buildAll();
  const folder = workspace();
  const server = await startServer(path.join(folder, 'nat', 'vsftpd.conf'));
  const suite = await bundleSuite();
  const failures: unknown[] = [];
  const results = WINDOWS.map(([language = '']) => path.join(scratch, `results-${language}.json`));
  for (const [index, [language = '', only = '']] of WINDOWS.entries())
    await runTests({
      vscodeExecutablePath: findDesktop() ?? path.join(root, 'test/editor/host/code.mjs'),
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      launchArgs: [folder, `--user-data-dir=${path.join(scratch, `user-${language}`)}`],
      extensionTestsEnv: {
        VSFTPD_LENS_RESULTS: results[index],
        VSFTPD_LENS_ONLY: only,
        VSFTPD_LENS_LANGUAGE: language,
        // Pictures are taken in a window that no test has used.
        ...(process.env['UPDATE'] === '1' ? { VSFTPD_LENS_ONLY: 'pictures' } : {}),
        VSFTPD_LENS_ROOT: root,
        ...(server ? { VSFTPD_LENS_SERVER: JSON.stringify(server.account) } : {}),
      },
    }).catch((error: unknown) => {
      failures.push(error);
    });
  await server?.stop();
  for (const { name, error, skipped, first } of results.flatMap(readResults)) {
    await t.test(name, { skip: skipped ?? false }, (context) => {
      if (first !== undefined) context.diagnostic(`Run again after: ${first}`);
      if (error !== undefined) assert.fail(error);
    });
  }
  assert.deepEqual(failures, [], `VS Code ended with: ${failures.map(String).join()}`);
});

interface LiveServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop: () => Promise<void>;
}

interface LiveServerScript {
  canRunLiveServer: () => boolean;
  startLiveServer: (options: { config: string; port: number }) => Promise<LiveServer>;
}

/** A real vsftpd that follows this config, where this machine can run one. */
async function startServer(
  config: string,
): Promise<{ account: Omit<LiveServer, 'stop'>; stop: () => Promise<void> } | undefined> {
  const { canRunLiveServer, startLiveServer } = await script<LiveServerScript>('live-server.mjs');
  if (!canRunLiveServer()) return undefined;
  const { host, port, user, password, stop } = await startLiveServer({ config, port: await freePort() });
  return { account: { host, port, user, password }, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => {
        resolve(port);
      });
    });
  });
}

/** The examples, and one committed file for what a diff shows. */
function workspace(): string {
  const folder = path.join(scratch, 'examples');
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  if (process.env['UPDATE'] === '1') return folder;
  mkdirSync(path.join(folder, 'committed'));
  writeFileSync(path.join(folder, 'committed', 'vsftpd.conf'), 'listen=maybe\nlocal_umask=022\n');
  const git = (...words: string[]): void => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    execFileSync('git', ['-C', folder, ...identity, ...words], { stdio: 'ignore' });
  };
  git('init');
  git('add', '.');
  git('commit', '-m', 'A first version');
  return folder;
}

function readResults(file: string): readonly TestResult[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly TestResult[];
  } catch {
    throw new Error('The suite left no results: VS Code did not get as far as running it.');
  }
}

async function bundleSuite(): Promise<string> {
  const outfile = path.join(scratch, 'suite', 'index.js');
  await build({
    entryPoints: ['test/editor/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

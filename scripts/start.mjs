// npm start: VS Code with the extension loaded, the examples open, and where possible a real server to probe.
//   npm start [-- --port PORT]     VSCODE=path uses that VS Code; else `code` on the PATH; else one in the browser.
import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.mjs';
import { findDesktop } from './desktop.mjs';
import { canRunLiveServer, startLiveServer } from './live-server.mjs';
import { root } from './tool-folder.mjs';
import { startWebHost } from './web-host.mjs';

const WEB_PORT = 8421;
const FTP_PORT = 2121;

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const stops = [];
let stopping = false;

await main().catch(async (error) => {
  console.error(error.message);
  await stop(1);
});

async function main() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
  await buildAll();
  const folder = workingCopy();
  await openServer(path.join(folder, 'nat', 'vsftpd.conf'));
  const desktop = findDesktop();
  const ended = desktop ? openDesktop(desktop, folder) : await openBrowserHost(folder);
  await ended;
  await stop(0);
}

/** The examples are edited while one tries things: the checkout's own files stay as they are. */
function workingCopy() {
  const copy = path.join(root, '.cache', 'examples');
  rmSync(copy, { recursive: true, force: true });
  // The sample of `core` as a library belongs to the sources beside it.
  const filter = (file) => path.basename(file) !== 'sample.ts';
  cpSync(path.join(root, 'examples'), copy, { recursive: true, filter });
  return copy;
}

async function openServer(config) {
  if (!canRunLiveServer()) {
    console.log(
      'To probe a server of your own: run "FTP: Probe Server" from the command palette and give its host.',
    );
    return;
  }
  const port = await freePort(FTP_PORT);
  const server = await startLiveServer({ config, port, onMessage: (text) => console.log(text) });
  stops.push(server.stop);
  console.log(`
A real vsftpd runs with nat/vsftpd.conf. To probe it:
  address   ftp://${server.user}@${server.host}:${server.port}
  password  ${server.password}   (made for this run; the user goes when you end it)
It follows the file: save a change, probe again.`);
}

async function openBrowserHost(folder) {
  const host = await startWebHost({
    dataDir: path.join(root, '.cache', 'start'),
    port: values.port ? Number(values.port) : await freePort(WEB_PORT),
    installed: [root, path.join(root, 'scripts', 'first-page')],
  });
  stops.push(host.stop);
  console.log(`
VS Code is ready. Open in a browser:
  ${host.url({ folder })}

Ctrl-C ends it.`);
  return host.ended;
}

/** Ends when the window is closed. */
function openDesktop(desktop, folder) {
  const asRoot =
    process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', path.join(root, '.cache', 'desktop')] : [];
  const options = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, ...asRoot, folder];
  const child = spawn(desktop, options, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`\n${desktop} opens with the extension loaded. Ctrl-C ends it.`);
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}

function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(freePort(0)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled(stops.map((end) => end()));
  process.exit(code);
}

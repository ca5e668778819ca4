// A real vsftpd on loopback with a throw-away user, for `npm start` and the editor tests. Debian, as root.
//
// A separate process watches its standard input: when the process that started it ends, in whatever way, the daemon
// ends and the user is removed.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { readFileSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensurePackages, isDebianRoot } from './debian.mjs';

const HOST = '127.0.0.1';
const DAEMON = '/usr/sbin/vsftpd';

/** Whether this machine can run one; installs vsftpd where it is missing. */
export function canRunLiveServer() {
  return process.platform === 'linux' && isDebianRoot() && ensurePackages(['vsftpd']).length === 0;
}

/**
 * Starts vsftpd with a config file (address, port and folders replaced) and follows every later change of that file.
 * @param {{ config: string, port: number, onMessage?: (text: string) => void }} options
 *   `onMessage` hears of restarts and of the daemon's own refusals after the first start.
 */
export async function startLiveServer({ config, port, onMessage = () => undefined }) {
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), path.resolve(config), String(port)],
    {
      detached: true, // Ctrl-C reaches only the parent, and the keeper cleans up in peace.
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  keeper.stdin.on('error', () => undefined);
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  const lines = createInterface({ input: keeper.stdout });
  const account = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const event = JSON.parse(line);
      if (event.kind === 'ready') resolve(event.account);
      else if (event.kind === 'failed') reject(new Error(event.text));
      else onMessage(event.text);
    });
    void ended.then(() => reject(new Error('The keeper of the live server ended.')));
  });
  return {
    ...account,
    stop: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
}

// ---- the keeper -----------------------------------------------------------------------------------------------------

/** @type {{ folder?: string, user?: string, daemon?: import('node:child_process').ChildProcess, finishing?: boolean }} */
const kept = {};

async function keep(config, port) {
  process.stdin.resume().once('close', () => void finish(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void finish(0));
  process.stdout.on('error', () => void finish(1));
  if (await answers(port)) throw new Error(`Port ${port} is taken.`);
  kept.folder = mkdtempSync(path.join(os.tmpdir(), 'vsftpd-lens-'));
  chmodSync(kept.folder, 0o755);
  mkdirSync(path.join(kept.folder, 'empty'));
  const account = addUser(kept.folder);
  const refusal = await startDaemon(config, port);
  if (refusal !== undefined) {
    tell({ kind: 'failed', text: refusal });
    return finish(1);
  }
  tell({ kind: 'ready', account: { host: HOST, port, ...account } });
  let turn = Promise.resolve(); // Changes that come while one restart runs wait for it.
  watchFile(config, { interval: 250 }, () => (turn = turn.then(() => restart(config, port))));
}

/** The password goes to chpasswd by a pipe, and to the parent by another. */
function addUser(folder) {
  const home = path.join(folder, 'home');
  const user = `lens${randomInt(1000, 9999)}`;
  const password = randomBytes(9).toString('base64url');
  mkdirSync(path.join(home, 'incoming'), { recursive: true });
  writeFileSync(path.join(home, 'hello.txt'), 'A file to fetch.\n');
  run('useradd', ['-M', '-d', home, '-s', '/bin/bash', user]); // pam_shells wants a shell of /etc/shells.
  kept.user = user;
  run('chpasswd', [], `${user}:${password}\n`);
  const [uid, gid] = ['-u', '-g'].map((option) => Number(run('id', [option, user])));
  chownSync(path.join(home, 'incoming'), uid, gid); // Its parent stays root's: a chroot top must not be writable.
  return { user, password };
}

function run(command, argumentList, input) {
  const result = spawnSync(command, argumentList, { input, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ended with ${result.status}: ${result.stderr.trim()}`);
  return result.stdout.trim();
}

/** What the daemon says where it refuses to start, undefined where it listens. */
async function startDaemon(config, port) {
  const file = path.join(kept.folder, 'vsftpd.conf');
  const text = readFileSync(config);
  writeFileSync(file, Buffer.concat([text, Buffer.from(overrides(text.toString('latin1'), port))]));
  const said = path.join(kept.folder, 'said');
  const input = openSync(said, 'w+'); // Where no client is connected yet, vsftpd complains on descriptor 0.
  const daemon = spawn(DAEMON, [file], { detached: true, stdio: [input, 'ignore', 'ignore'] });
  closeSync(input);
  kept.daemon = daemon;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  while (!(await answers(port))) {
    const gone = await Promise.race([ended.then(() => true), pause(50)]);
    if (gone) return readFileSync(said, 'utf8').trim() || 'vsftpd ended without a word.';
  }
  return undefined;
}

/** The last line of a name counts, so what must be local is appended. */
function overrides(text, port) {
  const settings = {
    ...listener(text),
    listen_port: port,
    background: 'NO',
    pam_service_name: 'vsftpd',
    secure_chroot_dir: path.join(kept.folder, 'empty'),
    seccomp_sandbox: 'NO',
    vsftpd_log_file: path.join(kept.folder, 'vsftpd.log'),
    xferlog_file: path.join(kept.folder, 'xferlog'),
  };
  return `\n${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}`;
}

/** The kind of socket stays as the file has it: with an IPv6 one, IPv4 clients are answered otherwise. */
function listener(text) {
  const last = [...text.matchAll(/^listen_ipv6=(\w+)/gm)].at(-1)?.[1];
  return /^(?:yes|true|1)$/i.test(last ?? '')
    ? { listen: 'NO', listen_ipv6: 'YES', listen_address6: `::ffff:${HOST}` }
    : { listen: 'YES', listen_ipv6: 'NO', listen_address: HOST };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, HOST, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, false));

async function restart(config, port) {
  if (kept.finishing) return;
  await stopDaemon();
  const refusal = await startDaemon(config, port);
  tell({
    kind: 'message',
    text: refusal === undefined ? 'vsftpd runs with the changed config.' : `vsftpd refuses: ${refusal}`,
  });
}

async function stopDaemon() {
  const { daemon } = kept;
  if (!daemon?.pid || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  process.kill(-daemon.pid); // Its sessions too.
  await ended;
}

async function finish(code) {
  if (kept.finishing) return;
  kept.finishing = true;
  unwatchFile(process.argv[2]);
  await stopDaemon().catch(() => undefined);
  if (kept.user) spawnSync('userdel', ['-f', kept.user], { stdio: 'ignore' });
  if (kept.folder) rmSync(kept.folder, { recursive: true, force: true });
  process.exit(code);
}

function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await keep(process.argv[2], Number(process.argv[3])).catch((error) => {
    tell({ kind: 'failed', text: error.message });
    return finish(1);
  });
}

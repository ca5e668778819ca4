/**
 * A real vsftpd on loopback with a throw-away user. Debian, as root. A keeper process holds the daemon, the user and
 * the folder; it removes all three when its standard input ends, however the test went.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface RealVsftpd {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** What vsftpd logged so far: the whole dialogue of every session. */
  log(): string;
  /** Ends the daemon and removes user and folder. */
  stop(): Promise<void>;
}

export interface RealVsftpdOptions {
  /** 127.0.0.1 (the default) or ::1. */
  readonly host?: '127.0.0.1' | '::1';
  /** Lines of vsftpd.conf in addition to, or instead of, the local ones. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Why no server or tool can be had here, in one line; undefined where all can. Installs what it may. */
export async function whatIsMissing(packages: readonly string[]): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a real vsftpd needs Linux and root';
  const script = pathToFileURL(path.resolve('scripts/debian.mjs')).href;
  const debian = (await import(script)) as { ensurePackages(names: readonly string[]): readonly string[] };
  const left = debian.ensurePackages(['vsftpd', ...packages]);
  return left.length === 0 ? undefined : `missing packages: ${left.join(', ')}`;
}

/** Arguments: folder, user. The password comes by the environment, so that no list of processes shows it. */
const KEEPER = `
folder=$1; user=$2
finish() { [ -n "$daemon" ] && kill -TERM -- "-$daemon" 2>/dev/null; wait 2>/dev/null; userdel -f "$user" 2>/dev/null; rm -rf "$folder"; }
trap 'exit 1' TERM INT HUP
trap finish EXIT
mkdir -p "$folder/home/up" "$folder/empty" || exit 1
# Several tests may add users at once: the password file is locked for moments.
for try in 1 2 3 4 5; do useradd -M -d "$folder/home" -s /bin/bash "$user" && break; sleep 0.3; done || exit 1
printf '%s:%s\\n' "$user" "$KEEPER_PASSWORD" | chpasswd || exit 1
unset KEEPER_PASSWORD
printf 'A file to fetch.\\n' > "$folder/home/hello.txt"
chown "$user" "$folder/home/up"
: > "$folder/said"
# A session of its own: its children end with it. OOPS texts of the start go to descriptor 0.
setsid /usr/sbin/vsftpd "$folder/vsftpd.conf" 0<>"$folder/said" >/dev/null 2>&1 &
daemon=$!
echo started
cat >/dev/null
`;

/** Starts one on a free port and waits until it answers. */
export async function startVsftpd({
  host = '127.0.0.1',
  settings = {},
}: RealVsftpdOptions = {}): Promise<RealVsftpd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-real-'));
  chmodSync(folder, 0o755);
  const port = await freePort(host);
  const user = `lens${randomInt(100_000, 1_000_000)}`;
  const password = randomBytes(9).toString('hex');
  writeFileSync(path.join(folder, 'vsftpd.conf'), configOf(folder, host, port, settings));
  const keeper = spawn('bash', ['-c', KEEPER, 'keeper', folder, user], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, KEEPER_PASSWORD: password },
  });
  keeper.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) =>
    keeper.once('exit', () => {
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // Implicit TLS waits for the client's first word.
    const answers = settings['implicit_ssl'] === 'YES' ? accepts : greets;
    await untilAnswers(host, port, answers, () => keeper.exitCode !== null);
  } catch {
    const said = readIfThere(path.join(folder, 'said')).trim();
    await stop();
    throw new Error(`vsftpd did not start: ${said === '' ? 'no message' : said}`);
  }
  return { host, port, user, password, stop, log: () => readIfThere(path.join(folder, 'vsftpd.log')) };
}

function configOf(
  folder: string,
  host: string,
  port: number,
  settings: Readonly<Record<string, string | number>>,
): string {
  const ipv6 = host.includes(':');
  const all = {
    listen: ipv6 ? 'NO' : 'YES',
    listen_ipv6: ipv6 ? 'YES' : 'NO',
    [ipv6 ? 'listen_address6' : 'listen_address']: host,
    listen_port: port,
    background: 'NO',
    anonymous_enable: 'NO',
    local_enable: 'YES',
    write_enable: 'YES',
    chroot_local_user: 'YES',
    secure_chroot_dir: path.join(folder, 'empty'),
    pam_service_name: 'vsftpd',
    seccomp_sandbox: 'NO',
    accept_timeout: 5,
    connect_timeout: 5,
    xferlog_enable: 'YES',
    xferlog_std_format: 'NO',
    log_ftp_protocol: 'YES',
    vsftpd_log_file: path.join(folder, 'vsftpd.log'),
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : 0);
      });
    });
  });
}

/** The greeting proves that a session can begin; a port that another program took in between gives none. */
async function untilAnswers(
  host: string,
  port: number,
  answers: (host: string, port: number) => Promise<boolean>,
  gone: () => boolean,
): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (gone()) break;
    if (await answers(host, port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no greeting');
}

function accepts(host: string, port: number): Promise<boolean> {
  return ends(host, port, 'connect');
}

function greets(host: string, port: number): Promise<boolean> {
  return ends(host, port, 'data');
}

/** Whether a connection comes as far as that event. */
function ends(host: string, port: number, event: 'connect' | 'data'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 2000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once(event, end(true))
      .once('error', end(false))
      .once('timeout', end(false))
      .once('close', end(false));
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export function hasIpv6Loopback(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
}

/** Runs a program to its end, at most half a minute. Its output and its errors, mixed as it wrote them. */
export function runClient(command: string, args: readonly string[], input = ''): string {
  const quoted = [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const result = spawnSync('bash', ['-c', `exec ${quoted} 2>&1`], {
    input,
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
  });
  return result.stdout;
}

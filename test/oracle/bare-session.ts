/** One session of a real daemon with a config file as it stands: what rules say about it is held against its words. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { Daemon } from './daemons.js';
import { serveOne } from './inetd.js';

/** A user of every system with a home directory that can be entered. */
const USER = 'daemon';

/** Files that a config may name: `@cert@`, `@list@` (one line), `@empty@` (a directory) and `@root@` (not writable). */
export class BareLab {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-rules-'));
  private count = 0;

  constructor() {
    chmodSync(this.folder, 0o755);
    for (const name of ['empty', 'root']) mkdirSync(path.join(this.folder, name));
    writeFileSync(path.join(this.folder, 'list'), 'somebody\n');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A key and a certificate in one file. */
  get certificate(): string {
    const file = path.join(this.folder, 'cert');
    if (existsSync(file)) return file;
    const key = path.join(this.folder, 'key');
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=ftp',
        '-keyout',
        key,
        '-out',
        `${key}.pem`,
      ],
      { stdio: 'ignore' },
    );
    writeFileSync(file, execFileSync('cat', [key, `${key}.pem`]));
    return file;
  }

  /**
   * Runs the daemon the way inetd does, sends the commands one by one, and returns all that it said. `AUTH TLS` is
   * followed by a handshake; one that fails adds the line `handshake failed`.
   */
  async talk(daemon: Daemon, config: string, commands: readonly string[] = []): Promise<string> {
    const file = path.join(this.folder, `conf-${this.count++}`);
    writeFileSync(file, this.prepared(config), { mode: 0o600 });
    const server = net.createServer({ pauseOnConnect: true });
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port to listen on');
      const ended = serveOne(server, daemon, file);
      const said = await converse(address.port, commands);
      await ended;
      return said;
    } finally {
      server.close();
      rmSync(file, { force: true });
    }
  }

  private prepared(config: string): string {
    const own = new Set([...config.matchAll(/^(\w+)=/gm)].map((match) => match[1]));
    const needed = {
      ftp_username: USER,
      secure_chroot_dir: '@empty@',
      anon_root: '@root@',
      seccomp_sandbox: 'NO',
      delay_failed_login: '0',
    };
    const lines = Object.entries(needed).filter(([name]) => !own.has(name));
    return `${config}${lines.map(([name, value]) => `${name}=${value}\n`).join('')}listen=NO\nlisten_ipv6=NO\n`
      .replace(/@cert@|\/etc\/ssl\/certs\/ftp\.pem/g, () => this.certificate)
      .replace(/@(list|empty|root)@/g, (_, name: string) => path.join(this.folder, name));
  }
}

async function converse(port: number, commands: readonly string[]): Promise<string> {
  let stream: net.Socket = net.connect(port, '127.0.0.1');
  let said = '';
  let unread = '';
  let closed = false;
  const isOver = (): boolean => closed;
  let wake = (): void => undefined;
  const follow = (socket: net.Socket): void => {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      said += text;
      unread += text;
      wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed = true;
      wake();
    });
  };
  /** Until a whole reply has come, or the end. */
  const reply = async (): Promise<void> => {
    while (!isOver() && !/^\d{3} .*\r\n$/m.test(unread))
      await new Promise<void>((resolve) => (wake = resolve));
    unread = '';
  };
  follow(stream);
  await reply();
  for (const command of [...commands, 'QUIT']) {
    if (isOver()) break;
    stream.write(`${command}\r\n`);
    await reply();
    if (command !== 'AUTH TLS' || isOver()) continue;
    const secured = await handshake(stream);
    if (!secured) {
      said += 'handshake failed\r\n';
      break;
    }
    stream = secured;
    follow(stream);
  }
  stream.destroy();
  return said;
}

function handshake(socket: net.Socket): Promise<tls.TLSSocket | undefined> {
  return new Promise((resolve) => {
    socket.removeAllListeners('data');
    const secured = tls.connect({ socket, rejectUnauthorized: false });
    secured.once('secureConnect', () => {
      resolve(secured);
    });
    secured.once('error', () => {
      resolve(undefined);
    });
    secured.once('close', () => {
      resolve(undefined);
    });
  });
}

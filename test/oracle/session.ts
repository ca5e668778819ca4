/** One FTP session of a real daemon, to read back what it made of a config file. Needs root, as the daemon does. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Daemon } from './daemons.js';
import { serveOne } from './inetd.js';
import type { Bytes } from './parser-oracle.js';

/** Why no session can be had here, in one line; undefined where it can. */
export function noSessionReason(): string | undefined {
  if (process.getuid?.() !== 0) return 'a session of vsftpd needs root';
  return sessionUser() === undefined ? 'no system user with a home directory' : undefined;
}

/** Whom an anonymous session runs as: any user without rights whose home can be entered. */
function sessionUser(): string | undefined {
  return ['daemon', 'bin', 'mail'].find((name) =>
    new RegExp(`^${name}:`, 'm').test(readFileSync('/etc/passwd', 'utf8')),
  );
}

/** A folder with what a session needs: an empty jail and an anonymous root with a writable folder `up`. */
export class SessionLab {
  readonly folder: string;
  private count = 0;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-session-'));
    chmodSync(this.folder, 0o755);
    for (const name of ['empty', 'root', 'root/up']) mkdirSync(path.join(this.folder, name));
    chmodSync(path.join(this.folder, 'root/up'), 0o777);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The permissions of a folder that a session made in `up`; undefined where it made none. */
  modeOf(name: string): number | undefined {
    const found = statSync(path.join(this.folder, 'root/up', name), { throwIfNoEntry: false });
    return found ? found.mode & 0o7777 : undefined;
  }

  /** Sends the commands right after an anonymous login; returns all that the daemon says, byte for byte. */
  async talk(daemon: Daemon, config: Bytes, commands: readonly string[]): Promise<Bytes> {
    const file = path.join(this.folder, `conf-${this.count++}`);
    writeFileSync(file, Buffer.from(config, 'latin1'), { mode: 0o600 });
    const server = net.createServer({ pauseOnConnect: true });
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port to listen on');
      const ended = serveOne(server, daemon, file, this.overrides());
      const said = await converse(address.port, ['USER anonymous', ...commands, 'QUIT']);
      await ended;
      return said;
    } finally {
      server.close();
      rmSync(file, { force: true });
    }
  }

  /** What a session needs, whatever the file says; none of the settings under test. */
  private overrides(): string[] {
    return [
      'listen=NO',
      'listen_ipv6=NO',
      'ssl_enable=NO',
      'tcp_wrappers=NO',
      'pasv_addr_resolve=NO',
      'anonymous_enable=YES',
      'local_enable=NO',
      'no_anon_password=YES',
      'one_process_model=NO',
      `ftp_username=${sessionUser() ?? 'daemon'}`,
      `anon_root=${this.folder}/root`,
      `secure_chroot_dir=${this.folder}/empty`,
      'xferlog_enable=NO',
      'dual_log_enable=NO',
      'syslog_enable=NO',
      'banner_file=',
      'write_enable=YES',
      'anon_mkdir_write_enable=YES',
      'user_config_dir=',
    ].map((setting) => `-o${setting}`);
  }
}

function converse(port: number, commands: readonly string[]): Promise<Bytes> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let said = '';
    socket.setEncoding('latin1').setTimeout(20_000, () => socket.destroy());
    socket.on('data', (text: string) => (said += text));
    // A session that ends with an OOPS resets the connection: what was said before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(said);
    });
    // Commands wait for the greeting, so that a reset at the end cannot swallow it.
    socket.once('data', () => socket.write(commands.map((command) => `${command}\r\n`).join('')));
  });
}

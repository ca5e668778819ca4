/** vsftpd on a machine of the lab. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Namespace, Program } from './namespace.js';
import { endProcessesOf } from './processes.js';

/** Lines of vsftpd.conf; null takes a line of the base away. */
export type Settings = Readonly<Record<string, string | number | null>>;

export interface Vsftpd {
  /** vsftpd.conf as it runs. */
  readonly config: string;
  /** The whole dialogue of every session, as the daemon saw it. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts the daemon and waits until it listens. @throws with its own words where it refuses to start */
export async function startVsftpd(
  at: Namespace,
  folder: string,
  settings: Readonly<Record<string, string | number>>,
): Promise<Vsftpd> {
  const file = path.join(folder, `${at.name}.vsftpd.conf`);
  const log = path.join(folder, `${at.name}.vsftpd.log`);
  const own = { background: 'NO', vsftpd_log_file: log };
  const config = Object.entries({ ...settings, ...own })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  writeFileSync(file, config);
  writeFileSync(log, '');
  const program = at.start(['/usr/sbin/vsftpd', file]);
  const port = Number(settings['listen_port'] ?? 21);
  await program.until(() => listens(program, port));
  const stop = async (): Promise<void> => {
    await program.stop();
    endProcessesOf(file);
  };
  return { config, log: () => readFileSync(log, 'utf8'), stop };
}

const LISTEN = '0A';

/** Whether something listens on that port in the program's namespace (proc(5), /proc/PID/net/tcp). */
export function listens({ pid }: Program, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['tcp', 'tcp6'].some((table) => {
    const lines = readIfThere(`/proc/${pid}/net/${table}`).split('\n').slice(1);
    return lines.some((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      return state === LISTEN && local.endsWith(`:${wanted}`);
    });
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

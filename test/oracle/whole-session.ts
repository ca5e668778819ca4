/** Whole sessions of a real daemon in namespaces of their own: whole-session.py, asked one config at a time. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Daemon } from './daemons.js';

export interface Outcome {
  /** By what clients want: 1 where they got it. */
  readonly got: Readonly<Record<string, number>>;
  /** The greeting, or the last words of a daemon that did not start. */
  readonly said: string;
}

const APART = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Why none can be had here, in one line. */
export function noWholeSession(): string | undefined {
  if (process.getuid?.() !== 0) return 'a session of vsftpd needs root';
  const granted = spawnSync('unshare', [...APART, 'python3', '--version'], { stdio: 'ignore' }).status === 0;
  return granted ? undefined : 'no namespaces or no python3';
}

export class WholeSessions {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private ready = false;

  constructor() {
    this.child = spawn('unshare', [...APART, 'python3', path.resolve('test/oracle/whole-session.py')]);
    this.child.stderr.resume();
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  async use(daemon: Daemon, config: string, files: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    if (!this.ready) await this.lines.next();
    this.ready = true;
    this.child.stdin.write(`${JSON.stringify({ command: daemon.command, config, files })}\n`);
    const { value } = (await this.lines.next()) as { value?: string };
    const all = JSON.parse(value ?? '{"error":"ended"}') as Record<string, number | string>;
    if ('error' in all) throw new Error(String(all['error']));
    const { said = '', ...got } = all;
    return { got: got as Record<string, number>, said: String(said) };
  }
}

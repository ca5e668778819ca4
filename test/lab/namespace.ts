/** Programs inside network namespaces. Linux, as root. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface RunOptions {
  /** Given on standard input. */
  readonly input?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
}

export interface Finished {
  /** null: killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs until it is stopped. */
export interface Program {
  readonly pid: number;
  /** Standard output and standard error so far, mixed. */
  output(): string;
  hasEnded(): boolean;
  /** Waits until `isReady` holds. @throws where the program ends before, or after 10 seconds */
  until(isReady: (program: Program) => boolean): Promise<void>;
  /** Ends it and everything it started. */
  stop(): Promise<void>;
}

/** Its programs see the lab's own /etc: its users, its host names, no name server. */
const WITH_ETC = 'mount --bind "$0" /etc && exec "$@"';

export class Namespace {
  readonly #folder: string;
  #count = 0;

  /**
   * @param folder of the lab: `etc` in it stands for /etc; output of programs goes there
   */
  constructor(
    readonly name: string,
    folder: string,
  ) {
    this.#folder = folder;
  }

  /** Runs a program to its end. A status other than 0 does not throw. */
  async run(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const child = spawn('ip', this.#exec(argv), {
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs ?? 30_000,
      killSignal: 'SIGKILL',
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    const [status] = (await once(child, 'close')) as [number | null];
    return {
      status,
      stdout: Buffer.concat(out).toString('utf8'),
      stderr: Buffer.concat(err).toString('utf8'),
    };
  }

  /** Runs a program that has to succeed; its standard output. @throws where it does not, with its words */
  async must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(argv, options);
    if (status === 0) return stdout;
    throw new Error(`${this.name}: ${argv.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}${stdout}`);
  }

  /** Starts a program that goes on. Standard input is its output file too: some write their last words there. */
  start(argv: readonly string[], options: Omit<RunOptions, 'timeoutMs'> = {}): Program {
    this.#count++;
    const file = path.join(this.#folder, `${this.name}-${this.#count}.out`);
    const output = openSync(file, 'w+');
    const input = options.input === undefined ? output : 'pipe';
    const child = spawn('ip', this.#exec(argv), {
      stdio: [input, output, output],
      env: { ...process.env, ...options.env },
      // A separate process group: it ends as a whole, and not with Ctrl-C before the lab takes it down.
      detached: true,
    });
    child.on('error', (error) => {
      writeSync(output, String(error));
    });
    child.once('close', () => {
      closeSync(output);
    });
    child.stdin?.on('error', () => undefined).end(options.input);
    return new Running(child, file);
  }

  #exec(argv: readonly string[]): string[] {
    return ['netns', 'exec', this.name, 'sh', '-c', WITH_ETC, path.join(this.#folder, 'etc'), ...argv];
  }
}

class Running implements Program {
  readonly #child: ChildProcess;
  readonly #file: string;
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess, file: string) {
    this.#child = child;
    this.#file = file;
    this.#closed = once(child, 'close').catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  output(): string {
    return readFileSync(this.#file, 'utf8');
  }

  hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  async until(isReady: (program: Program) => boolean): Promise<void> {
    const limit = performance.now() + 10_000;
    while (!isReady(this)) {
      if (this.hasEnded()) throw new Error(`The program ended: ${this.output()}`);
      if (performance.now() > limit) throw new Error(`The program is not ready: ${this.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    if (this.hasEnded()) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
    await this.#closed;
  }
}

/** A real kernel that says which connection attempts a ruleset lets through. Linux, as root. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

export const OUTSIDE = '198.51.100.2';
export const WAN = '198.51.100.1';

/** The gateway's inner network. */
export interface InnerNetwork {
  /** The gateway's interface there. */
  readonly lan: string;
  readonly gateway: string;
  /** Addresses of the inner machine. */
  readonly inner: readonly string[];
}

export const INNER_NETWORK: InnerNetwork = {
  lan: 'lan0',
  gateway: '10.77.0.1',
  inner: ['10.77.0.5', '10.77.0.6'],
};

export interface Attempt {
  /** The nftables-based iptables, the older one, nft, or a script that calls the first of them. */
  readonly tool: 'iptables' | 'iptables-legacy' | 'nft' | 'sh';
  readonly ruleset: string;
  readonly ports: readonly number[];
  /** From the gateway itself to the outside; the ports are then source ports. */
  readonly out?: boolean;
  /** The address that is dialled; the gateway's own unless given. */
  readonly target?: string;
}

export interface Observation {
  /** Ports that reached the gateway itself (or, going out, the outside), with what they had become. */
  readonly local: readonly (readonly [port: number, there: number])[];
  readonly away: readonly (readonly [port: number, address: string, there: number])[];
  /** Answered by a reset, or by ICMP unreachable. */
  readonly reset: readonly number[];
  readonly icmp: readonly number[];
}

/** Source ports of the attempts: clients' own. */
const FIRST_SOURCE = 1024;
const SOURCES = 60_000;

export class SynLab {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private sent = 0;
  private source = 0;

  private constructor(network: InnerNetwork) {
    this.child = spawn('python3', [path.resolve('test/oracle/syn-lab.py'), JSON.stringify(network)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!this.child.stdout) throw new Error('No output.');
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  static async start(network: InnerNetwork = INNER_NETWORK): Promise<SynLab> {
    const lab = new SynLab(network);
    await lab.answer();
    return lab;
  }

  /** Loads a ruleset and tries. Throws what the tool says where it refuses the ruleset. */
  async attempt({ tool, ruleset, ports, out = false, target = WAN }: Attempt): Promise<Observation> {
    if (this.source + ports.length > SOURCES) this.source = 0;
    const sport = FIRST_SOURCE + this.source;
    this.source += ports.length;
    const number = ((this.sent++ * 0x1_0000) % 0xf000_0000) + 0x1000;
    const job = { tool, text: ruleset, ports, sport, number, out, target };
    this.child.stdin?.write(`${JSON.stringify(job)}\n`);
    const answer = JSON.parse(await this.answer()) as Observation | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private async answer(): Promise<string> {
    const line = await this.answers.next();
    if (line.done === true) throw new Error('The network lab has ended.');
    return line.value;
  }
}

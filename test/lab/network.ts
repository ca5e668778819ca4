/** One network of the lab: namespaces, wires, addresses and rulesets, side by side with others. Linux, as root. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Namespace, type Program } from './namespace.js';
import { endProcessesIn, endProcessesOf } from './processes.js';
import { rulesetsOf, type Rules } from './rules.js';
import { ADDRESS, devicesOf, LINE, NODES, SERVER_NAME, SETUP, WIRES, type Node } from './topology.js';

/** In memory where that can be had: a lab begins with a copy of /etc. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new folder that is recognised, and removed, should this process be killed. */
export function labFolder(): string {
  const folder = mkdtempSync(path.join(BASE, `vsftpd-lens-lab-${process.pid}-`));
  // Servers give up root.
  chmodSync(folder, 0o755);
  return folder;
}

/** The client's line: one-way delay in milliseconds, loss in percent. */
export interface Line {
  readonly delayMs: number;
  readonly loss?: number;
}

const NAME = /^lens(\d+)-\d+-\w+$/;
const FOLDER = /^vsftpd-lens-lab-(\d+)-/;
const HOSTS = { localhost: '127.0.0.1', [SERVER_NAME]: ADDRESS.serverPublic };

let count = 0;

export class Network {
  readonly folder: string;
  readonly #prefix: string;
  readonly #nodes: Readonly<Record<Node, Namespace>>;
  #rulesets: Partial<Record<Node, string | undefined>> = {};
  #line: Line = { delayMs: 0 };
  #wire: Program | null = null;
  #etc: string[] = [];
  #isDown = false;

  private constructor() {
    count++;
    this.#prefix = `lens${process.pid}-${count}`;
    this.folder = labFolder();
    const nodes = NODES.map((node) => [node, new Namespace(this.#nameOf(node), this.folder)] as const);
    this.#nodes = Object.fromEntries(nodes) as Record<Node, Namespace>;
  }

  /** Builds a separate network. Call `down` at the end; the end of the process does so too. */
  static async up(): Promise<Network> {
    if (count === 0) {
      removeStale();
      process.on('exit', downAll);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.once(signal, () => process.exit(1));
    }
    const network = new Network();
    standing.add(network);
    try {
      await network.#build();
    } catch (error) {
      network.down();
      throw error;
    }
    return network;
  }

  at(node: Node): Namespace {
    return this.#nodes[node];
  }

  /** Makes routers and firewalls follow these rules, and no others; connections under way are forgotten. */
  async follow(rules: Rules): Promise<void> {
    const wanted = rulesetsOf(rules);
    await Promise.all(
      NODES.map(async (node) => {
        const ruleset = wanted[node];
        if (this.#rulesets[node] !== ruleset) {
          this.#rulesets = { ...this.#rulesets, [node]: ruleset };
          await this.at(node).must(['nft', '-f', '-'], { input: `flush ruleset\n${ruleset}\n` });
        }
        // It complains where no rule of the machine tracks connections.
        if (SETUP[node].routes === true) await this.at(node).run(['conntrack', '-F']);
      }),
    );
  }

  /** Its rules were changed by hand: the next `follow` writes them anew. */
  forgetRules(node: Node): void {
    this.#rulesets = { ...this.#rulesets, [node]: undefined };
  }

  /** Replaces the client's line. */
  async useLine(line: Line): Promise<void> {
    if (line.delayMs === this.#line.delayMs && (line.loss ?? 0) === (this.#line.loss ?? 0)) return;
    const { from, to } = LINE;
    if (this.#wire) await this.#wire.stop();
    else await this.at(from[0]).must(['ip', 'link', 'del', from[1]]);
    this.#line = line;
    if (line.delayMs === 0 && (line.loss ?? 0) === 0) {
      this.#wire = null;
      await batch(wire(LINE, this.#nameOf(from[0]), this.#nameOf(to[0])));
    } else {
      const script = path.resolve('test/lab/delay_line.py');
      const ends = [this.#nameOf(from[0]), from[1], this.#nameOf(to[0]), to[1]];
      const figures = [String(line.delayMs), String(line.loss ?? 0)];
      this.#wire = this.at('isp').start([python(), script, ...ends, ...figures]);
      await this.#wire.until((program) => program.output().includes('ready'));
    }
    await Promise.all([this.#configure(from[0], [from[1]]), this.#configure(to[0], [to[1]])]);
  }

  /** Which address a name has, on all machines of the lab; the server's own name is always there unless given. */
  useHosts(hosts: Readonly<Record<string, string | readonly string[]>> = {}): void {
    const all: Record<string, string | readonly string[]> = { ...HOSTS, ...hosts };
    const lines = Object.entries(all).flatMap(([name, list]) =>
      [list].flat().map((one) => `${one} ${name}\n`),
    );
    writeFileSync(path.join(this.folder, 'etc/hosts'), lines.join(''));
  }

  /** Gives files of the lab's /etc these texts, and takes back what was given before. */
  useEtc(files: Readonly<Record<string, string>> = {}): void {
    for (const name of this.#etc.splice(0)) {
      const copy = path.join(this.folder, 'etc', name);
      if (existsSync(path.join('/etc', name))) copyFileSync(path.join('/etc', name), copy);
      else rmSync(copy, { force: true });
    }
    for (const [name, text] of Object.entries(files)) {
      const copy = path.join(this.folder, 'etc', name);
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, text);
      this.#etc.push(name);
    }
  }

  /** Ends every program in it and removes it. */
  down(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    standing.delete(this);
    removeNamespaces(NODES.map((node) => this.#nameOf(node)));
    endProcessesOf(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #build(): Promise<void> {
    await batch([
      ...NODES.map((node) => `netns add ${this.#nameOf(node)}`),
      ...WIRES.flatMap((one) => wire(one, this.#nameOf(one.from[0]), this.#nameOf(one.to[0]))),
    ]);
    // Not single files over the machine's own: they fall off whenever a user is added there.
    await copyEtc(path.join(this.folder, 'etc'));
    writeFileSync(
      path.join(this.folder, 'etc/nsswitch.conf'),
      'passwd: files\ngroup: files\nshadow: files\nhosts: files\n',
    );
    this.useHosts();
    await Promise.all(NODES.map((node) => this.#configure(node, devicesOf(node), true)));
    await this.follow({});
  }

  /** Addresses, routes and switches of a machine, for these of its devices. */
  async #configure(node: Node, devices: readonly string[], isNew = false): Promise<void> {
    const { routes, bridge = [], addresses, ways } = SETUP[node];
    const switches: string[] = [];
    const steps: string[] = [];
    if (isNew) {
      switches.push('net/ipv6/conf/all/accept_dad=0', 'net/ipv6/conf/default/accept_dad=0');
      switches.push('net/ipv6/conf/default/dad_transmits=0', 'net/ipv4/tcp_no_metrics_save=1');
      if (routes === true) switches.push('net/ipv4/ip_forward=1', 'net/ipv6/conf/all/forwarding=1');
      steps.push('link set lo up');
      if (bridge.length > 0) steps.push('link add br0 type bridge', 'link set br0 up');
      for (const port of bridge) steps.push(`link set ${port} master br0`);
    }
    for (const device of devices) steps.push(`link set ${device} up`);
    const own = isNew && bridge.length > 0 ? [...devices, 'br0'] : devices;
    for (const [device, address] of addresses)
      if (own.includes(device))
        steps.push(`address add ${address} dev ${device}${address.includes(':') ? ' nodad' : ''}`);
    // Those that are still there stay as they are.
    for (const [destination, via] of ways) steps.push(`route replace ${destination} via ${via}`);
    const script = [
      ...switches.map((one) => `echo ${one.replace(/.*=/, '')} > /proc/sys/${one.replace(/=.*/, '')}`),
      `ip -batch - <<END\n${steps.join('\n')}\nEND`,
      // With offloads on, packets larger than the wire allows would leave. A TUN device has none to switch off.
      ...devices.map(
        (device) => `ethtool -K ${device} tso off gso off gro off tx off >/dev/null 2>&1 || true`,
      ),
    ];
    await this.at(node).must(['sh', '-ec', script.join('\n')]);
  }

  #nameOf(node: Node): string {
    return `${this.#prefix}-${node}`;
  }
}

/** Commands for `ip -batch` that lay a wire. */
function wire({ from, to }: (typeof WIRES)[number], fromName: string, toName: string): string[] {
  return [`link add ${from[1]} netns ${fromName} type veth peer name ${to[1]} netns ${toName}`];
}

async function batch(lines: readonly string[]): Promise<void> {
  await succeed('ip', ['-batch', '-'], lines.join('\n'));
}

/** Its locks come and go while a user is added: a few tries, each over the one before. */
async function copyEtc(to: string): Promise<void> {
  const tries =
    'for n in 1 2 3 4; do cp -aT /etc "$0" 2>/dev/null && exit; sleep 0.3; done; cp -aT /etc "$0"';
  await succeed('sh', ['-c', tries, to]);
}

async function succeed(command: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const words: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  child.stdin.on('error', () => undefined).end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${command} failed: ${Buffer.concat(words).toString('utf8')}`);
}

const standing = new Set<Network>();

function downAll(): void {
  for (const network of standing) network.down();
}

/** What is left of a run that was killed. */
export function removeStale(): void {
  const names = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout.split('\n');
  const isStale = (pid: string | undefined): boolean => pid !== undefined && !isAlive(Number(pid));
  removeNamespaces(
    names.map((line) => line.split(' ')[0] ?? '').filter((name) => isStale(NAME.exec(name)?.[1])),
  );
  for (const name of readdirSync(BASE)) {
    if (!isStale(FOLDER.exec(name)?.[1])) continue;
    const folder = path.join(BASE, name);
    endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Synchronous, so that it also works while the process ends. */
function removeNamespaces(names: readonly string[]): void {
  endProcessesIn(names);
  const steps = names.map((name) => `netns del ${name}`);
  if (steps.length > 0)
    spawnSync('ip', ['-force', '-batch', '-'], { input: steps.join('\n'), stdio: 'pipe' });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Debian's own where it is: another one may have slow start scripts. */
function python(): string {
  return spawnSync('/usr/bin/python3', ['--version']).status === 0 ? '/usr/bin/python3' : 'python3';
}

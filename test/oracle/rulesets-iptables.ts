import type { Random } from './random.js';
import { PortPool, type GeneratedRuleset } from './rulesets.js';
import { INNER_NETWORK, OUTSIDE, WAN } from './syn-lab.js';

interface Chain {
  readonly table: string;
  readonly name: string;
  readonly policy: string | null;
  /** Chains that it may jump to: later ones only, so that there are no loops. */
  readonly inner: Chain[];
  count: number;
}

const [INNER = '', SECOND = ''] = INNER_NETWORK.inner;
const TABLES: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'OUTPUT'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** A random ruleset for iptables-restore, and as a script of single commands. */
export function iptablesRuleset(random: Random): GeneratedRuleset {
  return new Generator(random).make();
}

class Generator {
  private readonly ports: PortPool;
  private readonly way: GeneratedRuleset['way'];
  /** Rules are changed after they have been added. */
  private readonly edited: boolean;
  private readonly lines: string[] = [];
  private readonly script: string[] = ['#!/bin/sh'];

  constructor(private readonly random: Random) {
    this.ports = new PortPool(random);
    this.edited = random.chance(0.5);
    this.way = random.pick(['in', 'in', 'in', 'through', 'out']);
  }

  make(): GeneratedRuleset {
    const more = ['mangle', 'raw'].filter(() => this.random.chance(0.45));
    const tables = ['filter', ...(this.way === 'out' ? [] : ['nat']), ...more];
    for (const table of tables) this.table(table);
    return {
      // The nftables-based one crashes on some rules that are replaced within one file.
      tool: this.edited ? 'iptables-legacy' : 'iptables',
      ruleset: `${this.lines.join('\n')}\n`,
      scripts: [`${this.script.join('\n')}\n`],
      ports: this.ports.probes(),
      way: this.way,
    };
  }

  private table(table: string): void {
    const { random } = this;
    this.lines.push(`*${table}`);
    const inner = Array.from({ length: random.between(0, 3) }, (_, i): Chain => {
      return {
        table,
        name: `${random.pick(['ftp', 'in-', 'DOCKER', 'x_'])}${i}`,
        policy: null,
        inner: [],
        count: 0,
      };
    });
    inner.forEach((chain, i) => chain.inner.push(...inner.slice(i + 1)));
    const base = (TABLES[table] ?? [])
      .filter((name) => this.matters(name))
      .map((name): Chain => {
        const drops = table === 'filter' && random.chance(0.5);
        return { table, name, policy: drops ? 'DROP' : 'ACCEPT', inner, count: 0 };
      });
    if (table === 'nat') base.push({ table, name: 'POSTROUTING', policy: 'ACCEPT', inner: [], count: 0 });
    for (const { name, policy } of [...base, ...inner]) {
      this.lines.push(`:${name} ${policy ?? '-'} [0:0]`);
      this.script.push(`iptables -t ${table} ${policy === null ? `-N ${name}` : `-P ${name} ${policy}`}`);
    }
    for (const chain of [...inner, ...base]) {
      if (chain.name !== 'POSTROUTING') this.fill(chain);
    }
    // Names the network of each interface, as containers' rules do.
    if (table === 'nat') this.command('nat', `-A POSTROUTING -s 10.77.0.0/24 ! -o lan0 -j MASQUERADE`);
    this.lines.push('COMMIT');
  }

  private matters(hook: string): boolean {
    if (this.way === 'out') return hook === 'OUTPUT';
    return this.way === 'in' ? hook !== 'OUTPUT' : hook !== 'OUTPUT' && hook !== 'INPUT';
  }

  private command(table: string, text: string): void {
    this.lines.push(this.random.chance(0.1) ? `[12:720] ${text}` : text);
    if (this.lines[this.lines.length - 1]?.startsWith('[') === true && !text.startsWith('-A')) {
      this.lines[this.lines.length - 1] = text;
    }
    this.script.push(
      `iptables ${table === 'filter' && this.random.chance(0.7) ? '' : `-t ${table} `}${text}`,
    );
  }

  private fill(chain: Chain): void {
    const { random } = this;
    const specs: string[] = [];
    for (let left = random.between(1, 7); left > 0; left--) {
      const rule = this.rule(chain);
      const kind = random.fraction();
      if (kind < 0.75 || chain.count === 0 || !this.edited) {
        this.command(chain.table, `-A ${chain.name} ${rule}`);
        specs.push(rule);
        chain.count++;
      } else if (kind < 0.87) {
        const at = random.between(1, chain.count);
        this.command(
          chain.table,
          `-I ${chain.name} ${at === 1 && random.chance(0.5) ? '' : `${at} `}${rule}`,
        );
        specs.splice(at - 1, 0, rule);
        chain.count++;
      } else if (kind < 0.92) {
        const at = random.between(1, chain.count);
        this.command(chain.table, `-R ${chain.name} ${at} ${rule}`);
        specs[at - 1] = rule;
      } else {
        const at = random.between(1, chain.count);
        const spec = specs[at - 1] ?? '';
        // By its words the first one like it is taken.
        if (random.chance(0.5) && !spec.includes('comment')) {
          this.command(chain.table, `-D ${chain.name} ${spec}`);
          specs.splice(specs.indexOf(spec), 1);
        } else {
          this.command(chain.table, `-D ${chain.name} ${at}`);
          specs.splice(at - 1, 1);
        }
        chain.count--;
      }
    }
  }

  private rule(chain: Chain): string {
    const target = this.target(chain);
    const conditions = this.conditions(chain);
    const tcp = target.tcp || conditions.some((condition) => condition.startsWith('-m tcp'));
    const words = [this.protocol(tcp), ...conditions].filter((word) => word !== '');
    return [...words, target.text].join(' ').trim();
  }

  private not(probability = 0.2): string {
    return this.random.chance(probability) ? '! ' : '';
  }

  /** The protocol with the ports, which need it. */
  private protocol(needed: boolean): string {
    const { random } = this;
    const kind = random.fraction();
    if (kind < 0.1 && !needed)
      return random.pick(['', '-p all', '-p udp', '-p udp --dport 21', '! -p udp', '-p 6', '-p icmp']);
    return `${random.pick(['-p tcp', '-p tcp', '--protocol tcp', '-p 6'])} ${this.portMatch()}`;
  }

  private portMatch(): string {
    const { random, ports } = this;
    const [dport, sport] = this.way === 'out' ? ['sport', 'dport'] : ['dport', 'sport'];
    const [low, high] = ports.range();
    switch (random.between(0, 9)) {
      case 0:
        return '';
      case 1:
      case 2:
        return `${random.pick(['', '-m tcp '])}${this.not()}--${dport} ${ports.one()}`;
      case 3:
      case 4:
        return `${this.not()}--${dport} ${low}:${high}`;
      case 5:
        return `--${dport} ${random.pick([`:${high}`, `${low}:`])}`;
      case 6:
        return `--${sport} ${random.pick(['1024:', '1024:65535', '0:1023', '20'])} --${dport} ${low}:${high}`;
      case 7:
        return `-m multiport ${this.not()}--ports ${this.either()}`;
      default:
        return `-m multiport ${this.not()}--${dport}s ${this.list()}`;
    }
  }

  private list(): string {
    const parts = this.ports.apart(this.random.between(1, 4));
    return parts.map(([low, high]) => (low === high ? `${low}` : `${low}:${high}`)).join(',');
  }

  /** For either side: ports that no client picks for itself, or all that it may pick. */
  private either(): string {
    const low = this.ports.apart(3).filter(([, high]) => high < 1024);
    const parts = low.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`));
    if (parts.length === 0 || this.random.chance(0.1)) parts.push('1024:65535');
    return parts.join(',');
  }

  private conditions(chain: Chain): string[] {
    const { random } = this;
    const found = new Map<string, string>();
    for (let left = random.pick([0, 0, 0, 1, 1, 2]); left > 0; left--) {
      const condition = random.pick(this.possible(chain))();
      // No option twice in a rule.
      if (this.fits(condition, chain) && !/^! .*(?:\/0|\+)$/.test(condition))
        found.set(/-m \w+|--?\w/.exec(condition)?.[0] ?? '', condition);
    }
    // Packets of the inner network never leave by the outer interface: the rules match the real topology.
    if (found.get('-o') === '-o wan0' && found.get('-d')?.startsWith('-d 10.77.0.') === true)
      found.delete('-o');
    return [...found.values()];
  }

  private possible(chain: Chain): readonly (() => string)[] {
    const { random } = this;
    const outgoing = this.way === 'out';
    const [client, server] = outgoing ? ['-d', '-s'] : ['-s', '-d'];
    const dialled = this.way === 'through' ? INNER : WAN;
    const found = [
      () =>
        `${this.not()}${client} ${random.pick([OUTSIDE, '198.51.100.0/24', '203.0.113.0/24', '0.0.0.0/0', '198.51.100.0/255.255.255.128'])}`,
      () => `${this.not()}${server} ${random.pick([dialled, '10.77.0.0/24', '192.0.2.1', INNER])}`,
      () =>
        `-m conntrack ${this.not()}--ctstate ${random.pick(['NEW', 'ESTABLISHED,RELATED', 'INVALID', 'NEW,RELATED', 'UNTRACKED', 'NEW,UNTRACKED', 'DNAT', 'INVALID,DNAT'])}`,
      () => `-m state --state ${random.pick(['NEW', 'RELATED,ESTABLISHED', 'NEW,ESTABLISHED', 'INVALID'])}`,
      () => `-m comment --comment ${random.pick(['ftp', '"FTP: -j DROP, or not"'])}`,
      () => `-m mark ${this.not()}--mark ${random.pick(['0x1', '0x0', '2', '0x1/0x1', '0x4/0xc'])}`,
    ];
    if (chain.table === 'filter') {
      found.push(
        () =>
          `-m tcp ${this.not()}--tcp-flags ${random.pick(['SYN,ACK SYN', 'SYN,RST,ACK,FIN SYN', 'ALL NONE', 'ACK ACK', 'ALL SYN'])}`,
      );
      found.push(() => `-m tcp ${this.not()}--syn`);
    }
    if (!outgoing) {
      found.push(
        () =>
          `${this.not()}-i ${random.pick(['wan0', 'lan0', 'wan+', 'lo', '+'].slice(0, chain.name === 'POSTROUTING' ? 0 : 5))}`,
      );
      found.push(
        () =>
          `-m addrtype ${this.not()}--${random.pick(['dst-type LOCAL', 'src-type LOCAL', 'dst-type UNICAST', 'dst-type BROADCAST'])}`,
      );
      found.push(() => `-m conntrack --ctorigdstport ${this.ports.range().join(':')}`);
    }
    if (chain.name === 'FORWARD')
      found.push(() => `${this.not()}-o ${random.pick(['lan0', 'wan0', 'lan+'])}`);
    return found;
  }

  /** What iptables refuses in a chain, or has only once in a rule. */
  private fits(condition: string, chain: Chain): boolean {
    if (chain.policy === null && /(?:^|\s)-[io] /.test(condition))
      return this.way !== 'out' && !condition.includes('-o ');
    if (chain.name === 'POSTROUTING' || chain.name === 'OUTPUT') return !condition.includes('-i ');
    return true;
  }

  private target(chain: Chain): { readonly text: string; readonly tcp: boolean } {
    const { random } = this;
    const plain = (text: string): { text: string; tcp: boolean } => ({ text, tcp: false });
    if (chain.inner.length > 0 && random.chance(0.25)) {
      return plain(`${random.pick(['-j', '-j', '-g'])} ${random.pick(chain.inner).name}`);
    }
    if (random.chance(0.08)) return plain(random.pick(['', '-j LOG --log-prefix "ftp: "', '-j RETURN']));
    if (chain.table === 'nat' && random.chance(0.8)) return { text: this.translation(chain), tcp: true };
    if (chain.table === 'nat') return plain(random.pick(['-j ACCEPT', '-j RETURN']));
    if (chain.table === 'raw' && random.chance(0.4))
      return plain(random.pick(['-j NOTRACK', '-j CT --notrack']));
    if (chain.table === 'mangle' && random.chance(0.6)) return plain(this.mark());
    if (chain.table === 'filter' && random.chance(0.25)) {
      return random.chance(0.3)
        ? { text: '-j REJECT --reject-with tcp-reset', tcp: true }
        : plain(`-j REJECT${random.pick(['', ' --reject-with icmp-host-prohibited'])}`);
    }
    return plain(random.pick(['-j ACCEPT', '-j ACCEPT', '-j DROP', '-j RETURN', '--jump ACCEPT']));
  }

  private mark(): string {
    return this.random.pick([
      '-j MARK --set-mark 1',
      '-j MARK --set-xmark 0x4/0xc',
      '-j MARK --or-mark 0x1',
      '-j MARK --and-mark 0xfffffffe',
      '-j CONNMARK --set-mark 2',
      '-j CONNMARK --save-mark',
      '-j CONNMARK --restore-mark',
    ]);
  }

  private translation(chain: Chain): string {
    const { random, ports } = this;
    if (chain.name === 'OUTPUT' || this.way !== 'in') return '-j ACCEPT';
    const [low, high] = ports.range();
    const host = random.pick([INNER, SECOND]);
    // A range of a few ports for all of them would be as many rules as ports.
    const wide =
      high - low < 100 && high > low
        ? `${Math.min(low, 65_000)}-${Math.min(low, 65_000) + 100}`
        : `${low}-${high}`;
    return random.pick([
      `-j DNAT --to-destination ${host}`,
      `-j DNAT --to-destination ${host}:${ports.one()}`,
      `-j DNAT --to-destination ${host}:${low}-${high}`,
      `-j DNAT --to-destination ${host}:${wide}/${ports.one()}`,
      `-j REDIRECT --to-ports ${ports.one()}`,
      `-j REDIRECT --to-ports ${low}-${high}`,
      `-j REDIRECT`,
      `-j ACCEPT`,
    ]);
  }
}

import type { Random } from './random.js';
import { PortPool, type GeneratedRuleset } from './rulesets.js';
import { INNER_NETWORK, OUTSIDE, WAN } from './syn-lab.js';

interface Table {
  readonly family: 'inet' | 'ip';
  readonly name: string;
  readonly hook: string;
  readonly type: 'filter' | 'nat';
  readonly inner: readonly string[];
  /** Named sets and maps, with what they hold. */
  readonly sets: string[];
  readonly objects: string[];
}

const [INNER = '', SECOND = ''] = INNER_NETWORK.inner;
/** Names of priorities and numbers near them. */
const PRIORITIES = [
  'raw',
  'mangle',
  'filter',
  '0',
  '-10',
  'filter + 5',
  'filter - 1',
  'security',
  '20',
  '-250',
];
const DSTNAT = ['dstnat', '-100', 'dstnat + 1', '-90'];

/** A random ruleset for nft, and as commands of a script where that is short enough. */
export function nftRuleset(random: Random): GeneratedRuleset {
  return new Generator(random).make();
}

class Generator {
  private readonly ports: PortPool;
  private readonly way: GeneratedRuleset['way'];
  private readonly defines: string[] = [];
  private readonly blocks: string[] = [];
  private readonly commands: string[] = [];
  private count = 0;

  constructor(private readonly random: Random) {
    this.ports = new PortPool(random);
    this.way = random.pick(['in', 'in', 'in', 'through', 'out']);
  }

  make(): GeneratedRuleset {
    const { random } = this;
    if (random.chance(0.4)) this.defines.push(`define FTP = { ${this.elements()} }`);
    if (random.chance(0.4)) this.defines.push(`define CONTROL = ${this.ports.one()}`);
    if (random.chance(0.3)) this.defines.push(`define CLIENTS = 198.51.100.0/24`);
    const hook = { in: 'input', through: 'forward', out: 'output' }[this.way];
    for (let left = random.between(1, 3); left > 0; left--) this.filterTable(hook);
    if (this.way !== 'out' && random.chance(0.4)) this.filterTable('prerouting');
    if (this.way === 'in') {
      if (random.chance(0.6)) this.natTable();
      if (random.chance(0.5)) this.filterTable('forward');
    }
    // Names the network of each interface, as containers' rules do.
    this.blocks.push(
      'table ip behind { chain post { type nat hook postrouting priority srcnat; ip saddr 10.77.0.0/24 oifname != "lan0" masquerade; }; }',
    );
    const text = [...this.defines, ...this.blocks, ...this.commands].join('\n');
    const script = ['#!/bin/sh', "nft -f - <<'RULES'", text, 'RULES', ''].join('\n');
    return {
      tool: 'nft',
      ruleset: `${text}\n`,
      scripts: [script],
      ports: this.ports.probes(),
      way: this.way,
    };
  }

  private table(hook: string, type: Table['type']): Table {
    const name = `${this.random.pick(['filter', 'ftp', 'nat', 'x-'])}${this.count++}`;
    const inner = Array.from(
      { length: this.random.between(0, 2) },
      (_, i) => `${this.random.pick(['in_', 'web-', 'c'])}${i}`,
    );
    return { family: this.random.pick(['inet', 'ip']), name, hook, type, inner, sets: [], objects: [] };
  }

  private filterTable(hook: string): void {
    const table = this.table(hook, 'filter');
    const early = hook === 'prerouting';
    const priority = early
      ? this.random.pick(['raw', 'mangle', '-150', '-250', '-50'])
      : this.random.pick(PRIORITIES);
    const policy = this.random.pick([
      '',
      ' policy accept;',
      early ? '' : ' policy drop;',
      early ? '' : ' policy drop;',
    ]);
    this.write(table, `type filter hook ${hook} priority ${priority};${policy}`);
  }

  private natTable(): void {
    this.write(
      this.table('prerouting', 'nat'),
      `type nat hook prerouting priority ${this.random.pick(DSTNAT)};`,
    );
  }

  private write(table: Table, head: string): void {
    const { random } = this;
    const indent = random.pick(['  ', '\t', '']);
    const rules = new Map<string, string[]>();
    // Inner chains first: they name sets that then stand in front of them.
    for (const [i, name] of table.inner.entries())
      rules.set(name, this.rules(table, table.inner.slice(i + 1)));
    const own = this.rules(table, table.inner);
    const separate = random.chance(0.3);
    const chains = [...rules].reverse().map(([name, lines]) => block(`chain ${name}`, lines, indent));
    const base = block('chain base', [head, ...(separate ? [] : own)], indent);
    this.blocks.push(
      block(
        `table ${table.family} ${table.name}`,
        [...table.objects, ...chains, base],
        '',
        random.chance(0.5),
      ),
    );
    if (separate) this.addOneByOne(table, own);
  }

  /** The rules of the base chain as commands, some of them put in front of others. */
  private addOneByOne(table: Table, rules: readonly string[]): void {
    const place = `${table.family} ${table.name} base`;
    rules.forEach((rule, i) => {
      const kind = this.random.fraction();
      if (kind < 0.6) this.commands.push(`add rule ${place} ${rule}`);
      else if (kind < 0.8 || i === 0) this.commands.push(`insert rule ${place} ${rule}`);
      else
        this.commands.push(
          `${this.random.pick(['add', 'insert'])} rule ${place} index ${this.random.between(0, i - 1)} ${rule}`,
        );
    });
  }

  private rules(table: Table, inner: readonly string[]): string[] {
    return Array.from({ length: this.random.between(1, 6) }, () => this.rule(table, inner));
  }

  private rule(table: Table, inner: readonly string[]): string {
    for (;;) {
      const rule = this.anyRule(table, inner);
      if (!isRefused(rule, table)) return rule;
    }
  }

  private anyRule(table: Table, inner: readonly string[]): string {
    const { random } = this;
    const picked = Array.from({ length: random.pick([0, 0, 1, 1, 2]) }, () => this.condition(table));
    // Packets of the inner network never leave by the outer interface: the rules match the real topology.
    const toInner = picked.some((text) => text.startsWith('ip daddr 10.77.0.'));
    const before = picked.filter((text) => !toInner || text !== 'oifname "wan0"');
    const notes = random.pick(['', '', 'counter', 'counter packets 3 bytes 180', 'log prefix "ftp: "']);
    const map = random.fraction();
    if (map < 0.12 && table.type === 'filter') return [...before, this.verdictMap(table, inner)].join(' ');
    const ports = random.chance(0.85) ? this.portMatch(table) : '';
    const target =
      table.type === 'nat'
        ? this.translation(table, ports)
        : this.verdict(table, inner, before.join(' ') + ports);
    const comment = random.chance(0.1) ? 'comment "FTP: accept, or drop"' : '';
    return [...before, ports, notes, target, comment].filter((word) => word !== '').join(' ');
  }

  private side(): readonly [own: string, other: string] {
    return this.way === 'out' ? ['sport', 'dport'] : ['dport', 'sport'];
  }

  private elements(): string {
    const parts = this.ports.apart(this.random.between(1, 4));
    return parts.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(', ');
  }

  private portMatch(table: Table): string {
    const { random, ports } = this;
    const [own, other] = this.side();
    const [low, high] = ports.range();
    const not = random.chance(0.2) ? '!= ' : '';
    const range = low === high ? `${low}` : `${low}-${high}`;
    const found = [
      `tcp ${own} ${not}${ports.one()}`,
      `tcp ${own} ${not}${range}`,
      `tcp ${own} ${not}{ ${this.elements()} }`,
      `tcp ${own} ${not}{ ${this.elements()} }`,
      `tcp ${own} ${random.pick(['<', '>', '<=', '>='])} ${Math.min(Math.max(2, low), 65_534)}`,
      `tcp ${other} ${random.pick(['>= 1024', '1024-65535', '< 1024', '{ 0-1023 }'])} tcp ${own} ${range}`,
      `meta l4proto tcp th ${own} ${range}`,
      `udp ${own} ${low}`,
      `tcp ${own} == ${ports.one()}`,
      `tcp ${own} ${not}@${this.namedSet(table)}`,
      `ip saddr . tcp ${own} { ${this.clients()} . ${ports.one()}, ${this.clients()} . ${ports.one()} }`,
    ];
    if (this.defines.some((text) => text.includes('FTP'))) found.push(`tcp ${own} ${not}$FTP`);
    if (this.defines.some((text) => text.includes('CONTROL')))
      found.push(`tcp ${own} ${not}$CONTROL`, `tcp ${own} { $CONTROL }`);
    return random.pick(found);
  }

  private clients(): string {
    return this.way === 'out' ? WAN : OUTSIDE;
  }

  private namedSet(table: Table): string {
    const name = `ports${table.sets.length}`;
    table.sets.push(name);
    const later = this.random.chance(0.3);
    const elements = later ? '' : ` elements = { ${this.elements()} };`;
    table.objects.push(`set ${name} { type inet_service; flags interval;${elements} }`);
    if (later) this.commands.push(`add element ${table.family} ${table.name} ${name} { ${this.elements()} }`);
    return name;
  }

  private condition(table: Table): string {
    const { random } = this;
    const not = random.chance(0.25) ? '!= ' : '';
    const outgoing = this.way === 'out';
    const [client, server] = outgoing ? ['daddr', 'saddr'] : ['saddr', 'daddr'];
    const dialled = this.way === 'through' ? INNER : WAN;
    const found = [
      `ip ${client} ${not}${random.pick([OUTSIDE, '198.51.100.0/24', '203.0.113.0/24', '198.51.100.1-198.51.100.9'])}`,
      `ip ${client} ${not}{ ${random.pick([OUTSIDE, '192.0.2.0/24'])}, 203.0.113.0/24 }`,
      `ip ${server} ${not}${random.pick([dialled, '192.0.2.7', INNER])}`,
      `ct state ${random.pick(['new', 'established,related', 'invalid', 'new,related', '{ new, untracked }', '!= new', 'untracked', '== new'])}`,
      `meta mark ${not}${random.pick(['0', '1', '0x4'])}`,
      `meta mark & 0x3 ${random.pick(['==', '!='])} 1`,
      `tcp flags ${random.pick(['syn', 'ack', '& (fin|syn|rst|ack) == syn', '& (syn|ack) != syn', '& syn == syn'])}`,
      `meta l4proto ${not}${random.pick(['tcp', 'udp', '{ tcp, udp }', '6'])}`,
      `ip protocol ${not}tcp`,
      'ip6 saddr fe80::/10',
      'ct mark 0',
      'notrack',
    ];
    if (table.family === 'inet') found.push(`meta nfproto ${not}${random.pick(['ipv4', 'ipv6'])}`);
    if (this.defines.some((text) => text.includes('CLIENTS'))) found.push(`ip ${client} ${not}$CLIENTS`);
    if (table.hook === 'prerouting' && this.way === 'in') found.push(`fib daddr type ${not}local`);
    if (table.hook === 'input' || table.hook === 'forward') {
      found.push(
        'ct status dnat',
        `meta l4proto tcp ct original proto-dst ${not}${this.ports.one()}`,
        `fib daddr type ${not}local`,
      );
    }
    if (!outgoing) {
      found.push(`iifname ${not}${random.pick(['"wan0"', 'lan0', '{ "wan0", "lo" }', '"wan*"', 'lo'])}`);
      found.push(`iif ${not}${random.pick(['wan0', 'lan0', 'lo'])}`);
    }
    if (table.hook === 'forward')
      found.push(`oifname ${not}${random.pick(['"lan0"', '"wan0"', '{ "lan0", "lo" }', '"lan*"'])}`);
    return random.pick(found.filter((text) => text !== 'notrack' || table.hook === 'prerouting'));
  }

  private verdict(table: Table, inner: readonly string[], before: string): string {
    const { random } = this;
    const found = ['accept', 'accept', 'drop', 'return', 'continue', ''];
    if (inner.length > 0) found.push(...inner.map((name) => `${random.pick(['jump', 'goto'])} ${name}`));
    if (table.hook !== 'prerouting') {
      found.push('reject', 'reject with icmp type admin-prohibited');
      if (/tcp (?:[ds]port|flags)/.test(before)) found.push('reject with tcp reset');
    }
    if (table.hook === 'prerouting')
      found.push('meta mark set 1', 'meta mark set 0x4', 'meta mark set 0x1 accept', 'ct mark set 1');
    return random.pick(found);
  }

  private verdictMap(table: Table, inner: readonly string[]): string {
    const { random } = this;
    const [own] = this.side();
    const verdict = (): string =>
      random.pick(['accept', 'drop', 'return', 'continue', ...inner.map((name) => `jump ${name}`)]);
    const parts = this.ports.apart(random.between(1, 4));
    const entries = parts.map(
      ([low, high]) => `${low === high ? `${low}` : `${low}-${high}`} : ${verdict()}`,
    );
    if (random.chance(0.2)) entries.push(`* : ${verdict()}`);
    const kind = random.fraction();
    if (kind < 0.2)
      return `ct state vmap { new : ${verdict()}, established : accept, invalid : drop, untracked : ${verdict()} }`;
    if (kind < 0.35 && this.way !== 'out') return `iifname vmap { "wan0" : ${verdict()}, "lo" : accept }`;
    if (kind < 0.5)
      return `meta l4proto . th ${own} vmap { tcp . ${this.ports.one()} : ${verdict()}, udp . ${this.ports.one()} : drop }`;
    if (kind < 0.65) {
      const name = `map${table.sets.length}`;
      table.sets.push(name);
      table.objects.push(
        `map ${name} { type inet_service : verdict; flags interval; elements = { ${entries.join(', ')} }; }`,
      );
      return `tcp ${own} vmap @${name}`;
    }
    return `tcp ${own} vmap { ${entries.join(', ')} }`;
  }

  private translation({ family }: Table, ports: string): string {
    const { random } = this;
    const [low, high] = this.ports.range();
    const host = random.pick([INNER, SECOND]);
    const tcp = /tcp|th /.test(ports) && !ports.startsWith('udp') ? '' : 'meta l4proto tcp ';
    const range = low === high ? `${low}` : `${low}-${high}`;
    const entries = this.ports.apart(random.between(1, 3));
    const keys = entries.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
    return `${tcp}${random.pick([
      `dnat ip to ${host}`,
      `dnat ip to ${host}:${low}`,
      `dnat ip to ${host}:${range}`,
      `dnat ${family === 'ip' ? '' : 'ip '}to ${random.pick([INNER, SECOND])}:${low}`,
      `dnat ip to tcp dport map { ${keys.map((key) => `${key} : ${random.pick([INNER, SECOND])}`).join(', ')} }`,
      `dnat ip to tcp dport map { ${entries.map(([from]) => `${from} : ${random.pick([INNER, SECOND])} . ${this.ports.one()}`).join(', ')} }`,
      `redirect to :${low}`,
      `redirect to :${range}`,
      'redirect',
      'accept',
      'return',
    ])}`;
  }
}

/** nft refuses rules whose parts name different protocols, as they could never match. */
function isRefused(rule: string, { family }: Table): boolean {
  const named = ['tcp ', 'udp ', 'l4proto', 'ip protocol'].filter((word) => rule.includes(word));
  const networks = ['ip6 ', 'nfproto', 'ip ', 'icmp '].filter((word) =>
    rule.replaceAll('dnat ip', 'dnat').includes(word),
  );
  if (rule.includes('ip6 ') && (networks.length > 1 || family === 'ip' || rule.includes('dnat'))) return true;
  if (rule.includes('nfproto') && (networks.length > 1 || rule.includes('dnat'))) return true;
  return named.length > 1 || rule === '' || rule.startsWith('comment');
}

function block(head: string, lines: readonly string[], indent: string, wide = true): string {
  if (wide)
    return `${head} {\n${lines.map((line) => `${indent}${line.replaceAll('\n', `\n${indent}`)}\n`).join('')}}`;
  return `${head} {\n${lines.join('\n')}\n}`;
}

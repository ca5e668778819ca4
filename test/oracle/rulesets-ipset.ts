import type { Random } from './random.js';
import { PortPool } from './rulesets.js';
import { OUTSIDE, WAN } from './syn-lab.js';

const TYPES = ['hash:ip', 'hash:net', 'bitmap:port', 'hash:ip,port', 'hash:net,port'] as const;
type SetType = (typeof TYPES)[number];

/** A script that makes ipsets and rules that ask them, and the ports that tell readings apart. */
export function ipsetScript(random: Random): { readonly script: string; readonly ports: readonly number[] } {
  return new Generator(random).make();
}

class Generator {
  private readonly ports: PortPool;

  constructor(private readonly random: Random) {
    this.ports = new PortPool(random);
  }

  make(): { readonly script: string; readonly ports: readonly number[] } {
    const { random } = this;
    const sets = Array.from({ length: random.between(1, 3) }, (_, i) => {
      const type = random.pick(TYPES);
      return { name: `ftp${i}`, type, lines: this.lines(`ftp${i}`, type) };
    });
    const early: string[] = [];
    const late: string[] = [];
    for (const { lines } of sets) {
      const cut = random.chance(0.3) ? random.between(1, lines.length) : lines.length;
      early.push(...this.asCommands(lines.slice(0, cut)));
      late.push(...lines.slice(cut).map((line) => `ipset ${line}`));
    }
    const rules = Array.from({ length: random.between(1, 5) }, () => {
      const { name, type } = random.pick(sets);
      return `iptables -A INPUT -p tcp ${this.match(name, type)} -j ${random.pick(['ACCEPT', 'ACCEPT', 'DROP'])}`;
    });
    const policy = `iptables -P INPUT ${random.pick(['DROP', 'ACCEPT'])}`;
    const head = ['#!/bin/sh', 'set -e', 'iptables -F', 'iptables -X', 'ipset destroy'];
    const script = `${[...head, ...early, policy, ...rules, ...late].join('\n')}\n`;
    return { script, ports: this.ports.probes() };
  }

  private asCommands(lines: readonly string[]): readonly string[] {
    if (this.random.chance(0.6)) return lines.map((line) => `ipset ${line}`);
    return ['ipset restore <<END', ...lines, 'END'];
  }

  private lines(name: string, type: SetType): readonly string[] {
    const { random } = this;
    const members = Array.from({ length: random.between(1, 4) }, () => this.member(type));
    const own = [...new Set(members)];
    const lines = own.map((member) => `add ${name} ${member} -exist`);
    const [first] = own;
    if (first !== undefined && own.length > 1 && random.chance(0.2) && !/-|udp|\//.test(first))
      lines.push(
        `add ${name} ${first} -exist`,
        ...(this.isAlone(first, own) ? [`del ${name} ${first}`] : []),
      );
    if (random.chance(0.1)) lines.push(`flush ${name}`, `add ${name} ${this.member(type)}`);
    return [`create ${name} ${type}${type === 'bitmap:port' ? ' range 0-65535' : ''}`, ...lines];
  }

  /** No other member covers it, so that it is gone once it is taken away. */
  private isAlone(member: string, all: readonly string[]): boolean {
    return all.filter((other) => other !== member).every((other) => !/[-/]/.test(other));
  }

  private member(type: SetType): string {
    const { random } = this;
    const [low, high] = this.ports.range();
    const many = high - low < 500 ? `${low}-${high}` : `${low}`;
    const port = random.pick([`${this.ports.one()}`, many]);
    const host = random.pick([OUTSIDE, WAN, '203.0.113.9']);
    const net = random.pick([OUTSIDE, '198.51.100.0/24', '203.0.113.0/24', '198.51.100.0/30']);
    switch (type) {
      case 'bitmap:port':
        return port;
      case 'hash:ip':
        return host;
      case 'hash:net':
        return net;
      case 'hash:ip,port':
        return `${host},${random.pick(['', '', 'tcp:', 'udp:'])}${port}`;
      case 'hash:net,port':
        return `${net},${random.pick(['', 'tcp:'])}${port}`;
    }
  }

  private match(name: string, type: SetType): string {
    const { random } = this;
    const side = (): string => random.pick(['src', 'dst']);
    const flags = type === 'bitmap:port' ? 'dst' : type.includes(',') ? `${side()},dst` : side();
    const ports = random.chance(0.3) ? ` --dport ${this.ports.range().join(':')}` : '';
    return `-m set ${random.chance(0.25) ? '! ' : ''}--match-set ${name} ${flags}${ports}`;
  }
}

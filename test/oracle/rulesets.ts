/** What generated rulesets of all tools have in common: ports that meet each other's edges. */
import type { Random } from './random.js';

/** A ruleset for the kernel, the same as scripts that are read, and the ports that tell readings apart. */
export interface GeneratedRuleset {
  readonly tool: 'iptables' | 'iptables-legacy' | 'nft';
  readonly ruleset: string;
  /** Other texts that mean the same. */
  readonly scripts: readonly string[];
  readonly ports: readonly number[];
  /** What is asked: connections to the machine, through it to an inner one, or from it. */
  readonly way: 'in' | 'through' | 'out';
}

const FAMOUS = [20, 21, 22, 80, 990, 1023, 1024, 2121, 3001, 3100, 3300, 40_000, 40_100, 65_535];

/** Ports for one ruleset, few enough that rules overlap. */
export class PortPool {
  private readonly pool: number[];
  private readonly edges = new Set<number>();

  constructor(private readonly random: Random) {
    this.pool = Array.from({ length: 8 }, () =>
      random.chance(0.4) ? random.pick(FAMOUS) : random.between(1, 65_535),
    );
  }

  one(): number {
    const port = Math.min(
      65_535,
      Math.max(1, this.random.pick(this.pool) + this.random.pick([-1, 0, 0, 0, 1])),
    );
    this.edges.add(port);
    return port;
  }

  range(): readonly [number, number] {
    const [a, b] = this.random.chance(0.5) ? [this.one(), this.one()] : this.narrow();
    this.edges.add(a).add(b);
    return a <= b ? [a, b] : [b, a];
  }

  private narrow(): [number, number] {
    const low = this.one();
    return [low, Math.min(65_535, low + this.random.between(0, 120))];
  }

  /** Ranges that do not overlap, ascending. */
  apart(count: number): readonly (readonly [number, number])[] {
    const edges = [...new Set(Array.from({ length: 2 * count }, () => this.one()))].sort((a, b) => a - b);
    const found: [number, number][] = [];
    for (let i = 0; i < edges.length; i++) {
      const [low, high] = [edges[i], edges[i + 1]];
      if (low === undefined) break;
      if (high !== undefined && this.random.chance(0.5)) {
        found.push([low, high]);
        i++;
      } else found.push([low, low]);
    }
    return found;
  }

  /** Every edge with its neighbours, and some others; at most 60. */
  probes(): readonly number[] {
    const found = new Set([1, 20, 21, 65_535]);
    for (const edge of [...this.edges].sort((a, b) => a - b)) {
      for (const port of [edge - 1, edge, edge + 1]) if (found.size < 52) found.add(port);
    }
    while (found.size < 60) found.add(this.random.between(1, 65_535));
    return [...found].filter((port) => port >= 1 && port <= 65_535);
  }
}

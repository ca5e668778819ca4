import type { TextSpan, Unread } from '../../reading.js';
import type { Hook } from '../netfilter/rules.js';
import type { Token } from './lexer.js';

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

export interface NftRule {
  /** Variables are replaced. */
  readonly tokens: readonly Token[];
  readonly at: TextSpan;
  /** Why it may not be there. */
  readonly unsure?: string;
  /** It stands for rules that are not in the file. */
  readonly elsewhere?: string;
  /** Added by a command, not in a chain's block. */
  readonly command: boolean;
}

export interface NftChain {
  readonly name: string;
  /** Counts all chains as they are made. */
  readonly number: number;
  at: TextSpan;
  type?: string;
  hook?: Hook;
  priority: number;
  policy: 'accept' | 'drop' | 'unknown';
  policyAt?: TextSpan;
  rules: NftRule[];
}

/** A named set or map. */
interface NftSet {
  readonly name: string;
  /** Of all elements, with commas between. */
  elements: Token[];
  /** Why its elements are not all that count. */
  opaque?: string;
  /** It takes ranges. */
  interval?: true;
}

export interface NftTable {
  readonly family: NftFamily;
  readonly name: string;
  readonly chains: Map<string, NftChain>;
  readonly sets: Map<string, NftSet>;
  /** `ct helper NAME { type "ftp" ...}` by name. */
  readonly helpers: Map<string, string>;
  dormant: boolean;
  /** Of all tables together. */
  readonly budget: ElementBudget;
}

/** Elements of sets and maps that may still be read, each time that a rule names them. */
interface ElementBudget {
  left: number;
}

const ELEMENT_LIMIT = 200_000;

/** Everything that texts for nft, one after the other, have set up. */
export class NftRuleset {
  readonly tables = new Map<string, NftTable>();
  readonly unread: Unread[] = [];
  private made = 0;
  private readonly budget: ElementBudget = { left: ELEMENT_LIMIT };

  table(family: NftFamily, name: string): NftTable {
    const key = `${family} ${name}`;
    let table = this.tables.get(key);
    if (!table) {
      table = {
        family,
        name,
        chains: new Map(),
        sets: new Map(),
        helpers: new Map(),
        dormant: false,
        budget: this.budget,
      };
      this.tables.set(key, table);
    }
    return table;
  }

  chain(table: NftTable, name: string, at: TextSpan): NftChain {
    let chain = table.chains.get(name);
    if (!chain)
      table.chains.set(
        name,
        (chain = { name, number: this.made++, at, priority: 0, policy: 'accept', rules: [] }),
      );
    return chain;
  }

  set(table: NftTable, name: string): NftSet {
    let set = table.sets.get(name);
    if (!set) table.sets.set(name, (set = { name, elements: [] }));
    return set;
  }

  /** Something may have been added at the end of any chain. */
  doubtEnds(at: TextSpan, why: string): void {
    this.unread.push({ at, why });
    for (const table of this.tables.values()) {
      for (const chain of table.chains.values()) {
        if (chain.hook) chain.rules.push({ tokens: [], at, elsewhere: why, unsure: why, command: true });
      }
    }
  }

  /** It may have been emptied or not. */
  doubtRules(chains: Iterable<NftChain>, why: string): void {
    for (const chain of chains) chain.rules = chain.rules.map((rule) => ({ ...rule, unsure: why }));
  }

  allChains(): readonly NftChain[] {
    return [...this.tables.values()].flatMap((table) => [...table.chains.values()]);
  }
}

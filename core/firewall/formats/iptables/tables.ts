import { aliases } from './options.js';
import type { TextSpan, Unread } from '../../reading.js';
import { keyOfRule, readRule, type ReadRule } from './rule.js';
import type { RuleWord } from './words.js';
import type { BaseChain, Chain, Hook, Rule } from '../netfilter/rules.js';

/** Where and how a command stands in the file. */
export interface CommandPlace {
  readonly at: TextSpan;
  /** It may be run or not. */
  readonly conditional: boolean;
  /** A command line, not a line of iptables-restore. */
  readonly shell: boolean;
  /** The same command is run several times, for each word of a list. */
  readonly repeated?: boolean;
  /** Reads its words once more: those of 50,000 lines are not kept. */
  readonly again?: () => readonly RuleWord[];
}

export interface TableRule {
  readonly read: ReadRule;
  readonly words: () => readonly RuleWord[];
  readonly place: CommandPlace;
  readonly unsure: string | undefined;
}

interface TableChain {
  readonly name: string;
  rules: TableRule[];
  policy: 'accept' | 'drop' | 'unknown';
  policyAt?: TextSpan;
  at: TextSpan;
}

/** The kernel's own chains: hook and priority (netfilter_ipv4.h). */
const HOOKS: Readonly<Record<string, Readonly<Record<string, readonly [Hook, number]>>>> = {
  raw: { PREROUTING: ['prerouting', -300], OUTPUT: ['output', -300] },
  mangle: {
    PREROUTING: ['prerouting', -150],
    INPUT: ['input', -150],
    FORWARD: ['forward', -150],
    OUTPUT: ['output', -150],
    POSTROUTING: ['postrouting', -150],
  },
  nat: {
    PREROUTING: ['prerouting', -100],
    INPUT: ['input', 100],
    OUTPUT: ['output', -100],
    POSTROUTING: ['postrouting', 100],
  },
  filter: { INPUT: ['input', 0], FORWARD: ['forward', 0], OUTPUT: ['output', 0] },
  security: { INPUT: ['input', 50], FORWARD: ['forward', 50], OUTPUT: ['output', 50] },
};

const COMMANDS = aliases(
  '--append=-A --insert=-I --delete=-D --replace=-R --policy=-P --new-chain=-N --new=-N --flush=-F ' +
    '--delete-chain=-X --rename-chain=-E --check=-C --list=-L --list-rules=-S --zero=-Z',
);
const ASKING = new Set(['-C', '-L', '-S', '-Z', '-h', '--help', '-V', '--version']);
const MAYBE = 'a rule that is there only under a condition';

/** The tables of one family of addresses, as commands build them up from nothing. */
export class IptablesTables {
  private readonly tables = new Map<string, Map<string, TableChain>>();
  readonly unread: Unread[] = [];
  /** Of rules that `-D` was compared with. */
  private readonly keys = new WeakMap<TableRule, string>();

  constructor(readonly family: 4 | 6) {}

  chain(table: string, name: string): TableChain | undefined {
    return this.tables.get(table)?.get(name);
  }

  /** Every rule that is there in the end. */
  rules(): readonly TableRule[] {
    return [...this.tables.values()].flatMap((chains) =>
      [...chains.values()].flatMap((chain) => chain.rules),
    );
  }

  /** What iptables-restore does at `*table`, unless it is told not to. */
  flushTable(table: string): void {
    this.tables.set(table, new Map());
  }

  /** `:NAME POLICY`: a chain of the kernel's own keeps its rules, and its policy where that is null; others are emptied. */
  declare(
    table: string,
    name: string,
    {
      policy,
      at,
      conditional,
    }: { readonly policy: string | null; readonly at: TextSpan; readonly conditional: boolean },
  ): void {
    const chain = this.chainFor(table, name, at);
    chain.at = at;
    if (!isBuiltIn(table, name)) this.flush(table, name, conditional);
    else if (policy !== null) changePolicy(chain, policy, at, conditional);
  }

  /** Rules come from somewhere else: whatever is said here may not hold. */
  doubtAll(at: TextSpan, conditional: boolean): void {
    if (!conditional) this.tables.clear();
    for (const name of ['INPUT', 'FORWARD']) this.chainFor('filter', name, at);
    this.doubtEverything([], { at, conditional, shell: true }, 'rules that stand elsewhere');
  }

  /** One command line without the program's name. */
  run(words: readonly RuleWord[], place: CommandPlace, tableOfFile = 'filter'): void {
    const { table, command, chain, rest } = takeApart(words, tableOfFile);
    if (command === undefined) {
      if (words.some((word) => !word.known)) this.doubtEverything(words, place);
      return;
    }
    if (ASKING.has(command)) return;
    if (!table.known || !Object.hasOwn(HOOKS, table.text)) {
      this.unread.push({ at: place.at, why: table.why ?? `the table ${table.text}` });
      return;
    }
    if (chain && !chain.known) {
      this.doubtChains(table.text, rest, place, chain.why);
      return;
    }
    this.change(table.text, command, chain?.text, rest, place);
  }

  private change(
    table: string,
    command: string,
    name: string | undefined,
    rest: readonly RuleWord[],
    place: CommandPlace,
  ): void {
    if (command === '-F') this.flush(table, name, place.conditional);
    if (name === undefined) {
      if (command === '-X') this.removeEmpty(table);
      return;
    }
    const chain = this.chainFor(table, name, place.at);
    switch (command) {
      case '-A':
        chain.rules.push(this.rule(name, rest, place, restOf(place)));
        return;
      case '-I':
        this.insert(chain, rest, place);
        return;
      case '-R':
        this.replace(chain, rest, place);
        return;
      case '-D':
        this.remove(chain, rest, place);
        return;
      case '-P':
        changePolicy(chain, rest[0]?.known === true ? rest[0].text : 'unknown', place.at, place.conditional);
        return;
      case '-E':
        this.rename(table, chain, rest[0]?.text);
        return;
      case '-X':
        if (chain.rules.length === 0 && !isBuiltIn(table, name)) this.tables.get(table)?.delete(name);
        return;
    }
  }

  private chainFor(table: string, name: string, at: TextSpan): TableChain {
    let chains = this.tables.get(table);
    if (!chains) this.tables.set(table, (chains = new Map<string, TableChain>()));
    let chain = chains.get(name);
    if (!chain) chains.set(name, (chain = { name, rules: [], policy: 'accept', at }));
    return chain;
  }

  private rule(
    chain: string,
    words: readonly RuleWord[],
    place: CommandPlace,
    again = () => words,
  ): TableRule {
    const outgoing = chain === 'OUTPUT';
    const read = readRule(words, place.at, outgoing, this.family);
    return { read, words: again, place, unsure: place.conditional ? MAYBE : undefined };
  }

  private insert(chain: TableChain, rest: readonly RuleWord[], place: CommandPlace): void {
    const [first] = rest;
    const numbered = first !== undefined && /^\d{1,9}$/.test(first.text);
    const at = numbered ? Number(first.text) - 1 : 0;
    chain.rules.splice(Math.max(0, at), 0, this.rule(chain.name, numbered ? rest.slice(1) : rest, place));
  }

  private replace(chain: TableChain, rest: readonly RuleWord[], place: CommandPlace): void {
    const at = Number(rest[0]?.text) - 1;
    const old = chain.rules[at];
    if (!old) return;
    const rule = this.rule(chain.name, rest.slice(1), place);
    chain.rules.splice(at, 1, ...(place.conditional ? [{ ...old, unsure: MAYBE }, rule] : [rule]));
  }

  private remove(chain: TableChain, rest: readonly RuleWord[], place: CommandPlace): void {
    const [first] = rest;
    const numbered = rest.length === 1 && first !== undefined && /^\d{1,9}$/.test(first.text);
    const keyOf = (words: readonly RuleWord[]): string =>
      keyOfRule(words, chain.name === 'OUTPUT', this.family);
    const key = numbered ? '' : keyOf(rest);
    const isSame = (rule: TableRule): boolean => {
      const known = this.keys.get(rule) ?? keyOf(rule.words());
      this.keys.set(rule, known);
      return known === key;
    };
    const at = numbered ? Number(first.text) - 1 : chain.rules.findIndex(isSame);
    const old = chain.rules[at];
    if (!old) return;
    chain.rules.splice(at, 1, ...(place.conditional ? [{ ...old, unsure: MAYBE }] : []));
  }

  private flush(table: string, name: string | undefined, conditional: boolean): void {
    const chains = this.tables.get(table);
    const named = name === undefined ? undefined : chains?.get(name);
    for (const chain of name === undefined ? (chains?.values() ?? []) : named ? [named] : []) {
      chain.rules = conditional ? chain.rules.map((rule) => ({ ...rule, unsure: MAYBE })) : [];
    }
  }

  private removeEmpty(table: string): void {
    const chains = this.tables.get(table);
    for (const chain of [...(chains?.values() ?? [])]) {
      if (chain.rules.length === 0 && !isBuiltIn(table, chain.name)) chains?.delete(chain.name);
    }
  }

  private rename(table: string, chain: TableChain, to: string | undefined): void {
    if (to === undefined) return;
    this.tables.get(table)?.delete(chain.name);
    this.tables.get(table)?.set(to, { ...chain, name: to });
  }

  /** The rule goes to a chain whose name is not known: it may be in any of them. */
  private doubtChains(
    table: string,
    rest: readonly RuleWord[],
    place: CommandPlace,
    why: string | undefined,
  ): void {
    this.unread.push({ at: place.at, why: why ?? 'a chain whose name is not known' });
    for (const chain of this.tables.get(table)?.values() ?? []) {
      if (!isBuiltIn(table, chain.name)) continue;
      chain.rules.push({ ...this.rule(chain.name, rest, place), unsure: why ?? MAYBE });
    }
  }

  private doubtEverything(
    words: readonly RuleWord[],
    place: CommandPlace,
    why = words.find((word) => !word.known)?.why ?? 'a command that is not known',
  ): void {
    if (words.length > 0) this.unread.push({ at: place.at, why });
    const read: ReadRule = {
      steps: [{ kind: 'verdict', verdict: { kind: 'unknown', why } }],
      unread: [],
      helper: null,
      mentions: [],
    };
    for (const name of ['INPUT', 'FORWARD', 'OUTPUT']) {
      const rule: TableRule = { read, words: () => words, place, unsure: why };
      // It is the same as no rule.
      this.keys.set(rule, '');
      this.chain('filter', name)?.rules.unshift(rule);
    }
  }

  /** The chains that the kernel calls, with the rule that each of theirs was made from. */
  baseChains(origins: Map<Rule, TableRule>): readonly BaseChain[] {
    const found: BaseChain[] = [];
    for (const [table, chains] of this.tables) {
      const inner = new Map<string, Chain>();
      for (const chain of chains.values()) {
        if (!isBuiltIn(table, chain.name)) inner.set(chain.name, chainOf(chain, origins));
      }
      for (const chain of chains.values()) {
        const hook = hookOf(table, chain.name);
        if (!hook) continue;
        found.push({
          ...chainOf(chain, origins),
          table: inner,
          title: `${table === 'filter' ? '' : `${table} `}chain ${chain.name}${this.family === 6 ? ' (IPv6)' : ''}`,
          hook: hook[0],
          priority: hook[1],
          nat: table === 'nat',
          families: [this.family],
          policy: chain.policy,
          ...(chain.policyAt ? { policyAt: chain.policyAt } : {}),
        });
      }
    }
    return found;
  }
}

function chainOf({ name, rules, at }: TableChain, origins: Map<Rule, TableRule>): Chain {
  return {
    name,
    at,
    rules: rules.map((origin) => {
      const rule: Rule = {
        steps: origin.read.steps,
        at: origin.place.at,
        ...(origin.unsure === undefined ? {} : { unsure: origin.unsure }),
      };
      origins.set(rule, origin);
      return rule;
    }),
  };
}

function isBuiltIn(table: string, chain: string): boolean {
  return hookOf(table, chain) !== undefined;
}

function hookOf(table: string, chain: string): readonly [Hook, number] | undefined {
  const chains = Object.hasOwn(HOOKS, table) ? HOOKS[table] : undefined;
  return chains && Object.hasOwn(chains, chain) ? chains[chain] : undefined;
}

function changePolicy(chain: TableChain, policy: string, at: TextSpan, conditional: boolean): void {
  const name = policy.toUpperCase();
  if (conditional && chain.policy !== policy.toLowerCase()) {
    chain.policy = 'unknown';
    return;
  }
  chain.policy = name === 'DROP' ? 'drop' : name === 'ACCEPT' ? 'accept' : 'unknown';
  chain.policyAt = at;
}

const FILTER: Pick<RuleWord, 'text' | 'known' | 'why'> = { text: 'filter', known: true, why: undefined };

function takeApart(
  words: readonly RuleWord[],
  tableOfFile: string,
): {
  readonly table: Pick<RuleWord, 'text' | 'known' | 'why'>;
  readonly command: string | undefined;
  readonly chain: RuleWord | undefined;
  readonly rest: readonly RuleWord[];
} {
  let table: Pick<RuleWord, 'text' | 'known' | 'why'> = { ...FILTER, text: tableOfFile };
  let command: string | undefined;
  let chain: RuleWord | undefined;
  const rest: RuleWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const next = words[at + 1];
    if (!word) break;
    const joined = /^(?:-t|--table=)(\w+)$/.exec(word.text)?.[1];
    if (command === undefined && isManner(word)) {
      // Seconds may follow.
      if (next && /^(?:-w|-W|--wait|--wait-interval)$/.test(word.text) && /^\d+$/.test(next.text)) at++;
    } else if (joined !== undefined) table = { text: joined, known: word.known, why: word.why };
    else if ((word.text === '-t' || word.text === '--table') && next) {
      table = next;
      at++;
    } else if (command === undefined && word.known && isCommand(word.text)) {
      command = COMMANDS[word.text] ?? word.text;
      if (next && (!next.text.startsWith('-') || !next.known)) {
        chain = next;
        at++;
      }
    } else rest.push(word);
  }
  return { table, command, chain, rest };
}

function restOf({ again }: CommandPlace): (() => readonly RuleWord[]) | undefined {
  return again && (() => takeApart(again(), 'filter').rest);
}

/** How it is done, not what. */
function isManner({ text, known }: RuleWord): boolean {
  return (
    known && /^(?:-[wWvn]{1,4}|-w\d{1,4}|--(?:wait(?:-interval)?(?:=\d{1,6})?|verbose|numeric))$/.test(text)
  );
}

function isCommand(text: string): boolean {
  return Object.hasOwn(COMMANDS, text) || /^-[AIDRPNFXECLSZhV]$/.test(text) || ASKING.has(text);
}

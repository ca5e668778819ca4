import type { FtpHelper, Packet, PortMention, PortWitness, Unread } from '../../reading.js';
import type { BaseChain, Chain, Rule } from '../netfilter/rules.js';
import { witnessesOf } from '../netfilter/witness.js';
import { baseName } from '../../../shell/base-name.js';
import { unique, type Findings } from '../support/findings.js';
import type { CommandFamily } from '../support/command-family.js';
import { joinWords, type ShellCommand } from '../../../shell/command.js';
import { SourceText } from '../../../shell/source-text.js';
import { nftAdditions } from './additions.js';
import type { NftOrigin } from './origin.js';
import { NftReader } from './reader.js';
import { compileRule } from './rule.js';
import { NftRuleset, type NftChain, type NftTable } from './ruleset.js';

/** A ruleset as `nft list ruleset` writes it, or a file for `nft -f`. */
export function readNftables(text: string, packet: Packet = {}): Findings {
  const ruleset = new NftRuleset();
  new NftReader(ruleset).read(SourceText.of(text));
  return findings(ruleset, packet, text);
}

/** A table in braces with a chain or a set in it, or nft's own first line. */
export function isNftables(path: string, text: string): boolean {
  if (/^#!\s?\/\S{0,100}\bnft\b/.test(text.slice(0, 200))) return true;
  const table = /^[ \t]*(?:(?:add|create) )?table (?:(?:inet|ip|ip6|netdev|bridge|arp) )?[\w.-]+ *\{/m.test(
    text,
  );
  const rule = /^[ \t]*(?:add|insert) rule (?:(?:inet|ip|ip6) )?[\w.-]+ [\w.-]+ /m.test(text);
  if (table) return /^[ \t]*(?:chain|set|map) [\w.-]+ *\{/m.test(text) || /\bchain [\w.-]+ *\{/.test(text);
  return rule && (/\.nft$|nftables/i.test(baseName(path)) || /^flush ruleset/m.test(text));
}

/** `nft add rule ...`, and `nft -f -` with rules on standard input. */
export const NFT_COMMANDS: CommandFamily = {
  names: new Set(['nft']),
  anything: ['nft', '-f'],
  read(commands, packet, text) {
    const ruleset = new NftRuleset();
    for (const command of commands) run(ruleset, command);
    return findings(ruleset, packet, text);
  },
};

function run(ruleset: NftRuleset, { words, input, span, conditional }: ShellCommand): void {
  // A new reader each time: variables do not outlive a call.
  const reader = new NftReader(ruleset);
  const options = words.findIndex(({ text, known }) => known && !text.startsWith('-'));
  const own = words.slice(0, options < 0 ? words.length : options);
  if (own.some(({ text }) => /^(?:--check|--interactive|-[abd-hj-z]*[ci][a-z]*)$/.test(text))) return;
  const file = own.findIndex(({ text }) => /^(?:--file|-[a-eg-z]*f)$/.test(text));
  if (file < 0) {
    const rest = words.slice(options < 0 ? words.length : options);
    reader.read(joinWords(rest), conditional);
    return;
  }
  const path = words[file + 1];
  if (input?.kind === 'text' && (path?.text === '-' || path?.text === '/dev/stdin')) {
    reader.read(input.source, conditional);
    return;
  }
  ruleset.doubtEnds(span, path ? `the rules in ${path.text}` : 'rules from another command');
}

function findings(ruleset: NftRuleset, packet: Packet, text: string): Findings {
  const origins = new Map<Rule, NftOrigin>();
  const gathered: Gathered = { helpers: [], mentions: [], unread: [...ruleset.unread] };
  const chains = [...ruleset.tables.values()]
    .filter((table) => !table.dormant)
    .flatMap((table) => baseChains(table, origins, gathered))
    .sort((a, b) => a.number - b.number)
    .map(({ chain }) => chain);
  const witnesses: PortWitness[] = [];
  for (const family of [4, 6] as const) {
    if (family === 6 && !chains.some((chain) => chain.families.length === 1 && chain.families[0] === 6))
      continue;
    for (const { witness, stop } of witnessesOf(chains, family, packet)) {
      const additions = nftAdditions(origins, chains, witness, stop, text);
      const name = family === 6 ? `${witness.name} (IPv6)` : witness.name;
      witnesses.push({ ...witness, name, ...(additions.length > 0 ? { additions } : {}) });
    }
  }
  return {
    witnesses,
    helpers: gathered.helpers,
    mentions: unique(gathered.mentions),
    unread: unique(gathered.unread),
  };
}

interface Gathered {
  readonly helpers: FtpHelper[];
  readonly mentions: PortMention[];
  readonly unread: Unread[];
}

const TABLE_FAMILIES: ReadonlyMap<string, readonly (4 | 6)[]> = new Map([
  ['ip', [4]],
  ['ip6', [6]],
  ['inet', [4, 6]],
]);

function baseChains(
  table: NftTable,
  origins: Map<Rule, NftOrigin>,
  gathered: Gathered,
): readonly { readonly number: number; readonly chain: BaseChain }[] {
  const families = TABLE_FAMILIES.get(table.family);
  const all = [...table.chains.values()];
  if (!families) {
    const [first] = all.filter((chain) => chain.hook && chain.rules.length > 0);
    if (first) gathered.unread.push({ at: first.at, why: `a table of the family ${table.family}` });
    return [];
  }
  const compiled = new Map<string, Chain>();
  for (const chain of all) compiled.set(chain.name, compileChain(chain, table, origins, gathered));
  return all.flatMap(({ name, number, hook, priority, type, policy, policyAt }) => {
    const rules = compiled.get(name);
    if (!rules || !hook) return [];
    const title = `chain ${table.family} ${table.name} ${name}`;
    const place = policyAt ? { policyAt } : {};
    const chain = {
      ...rules,
      table: compiled,
      title,
      hook,
      priority,
      nat: type === 'nat',
      families,
      policy,
      ...place,
    };
    return [{ number, chain }];
  });
}

function compileChain(
  chain: NftChain,
  table: NftTable,
  origins: Map<Rule, NftOrigin>,
  gathered: Gathered,
): Chain {
  const rules = chain.rules.map((source) => {
    const { rule, mentions, helpers, unread } = compileRule(source, chain, table);
    origins.set(rule, { table, chain, rule: source, mentions });
    gathered.mentions.push(...mentions);
    gathered.helpers.push(...helpers);
    gathered.unread.push(...unread);
    return rule;
  });
  return { name: chain.name, at: chain.at, rules };
}

import type { PortWitness, RuleAddition } from '../../reading.js';
import { isForEveryone, keepsControlPort } from '../netfilter/models.js';
import type { BaseChain, Rule } from '../netfilter/rules.js';
import type { FoundWitness } from '../netfilter/witness.js';
import type { NftOrigin } from './origin.js';
import type { Token } from './lexer.js';

/** Where rules that let more ports through go, in the words of the rules next to them. */
export function nftAdditions(
  origins: ReadonlyMap<Rule, NftOrigin>,
  chains: readonly BaseChain[],
  witness: PortWitness,
  stop: FoundWitness['stop'],
  text: string,
): readonly RuleAddition[] {
  const translation = witness.role === 'forward' ? translationOf(origins, chains, text) : null;
  const acceptance = stop ? acceptanceOf(origins, witness.role, stop, text) : null;
  return [translation, acceptance].filter((addition) => addition !== null);
}

function acceptanceOf(
  origins: ReadonlyMap<Rule, NftOrigin>,
  role: PortWitness['role'],
  { chain, rule }: NonNullable<FoundWitness['stop']>,
  text: string,
): RuleAddition | null {
  const own = chain.rules.flatMap((each) => origins.get(each) ?? []);
  const model = [...chain.rules].reverse().find((each) => isModel(each, role));
  const origin = model && origins.get(model);
  const side = role === 'output' ? 'sport' : 'dport';
  const words = (origin && modelWords(origin, text)) ?? `tcp ${side} {ports} accept`;
  const before = rule ? origins.get(rule) : undefined;
  if (before) return before.rule.unsure === undefined ? inFront(before, words, text) : null;
  const last = own.findLast(({ rule: each }) => each.elsewhere === undefined);
  if (last) return afterRule(last, words, text);
  const source = own[0]?.chain;
  return source ? null : atHead(chain, words, text);
}

/** A rule that accepts ports for everyone; for a gateway also one for a single inner machine. */
function isModel({ steps, unsure }: Rule, role: PortWitness['role']): boolean {
  const last = steps[steps.length - 1];
  if (unsure !== undefined || last?.kind !== 'verdict' || last.verdict.kind !== 'accept') return false;
  const conditions = steps
    .slice(0, -1)
    .flatMap((step) => (step.kind === 'match' ? [step.condition] : [null]));
  const plain = conditions.every((condition) => condition && isForEveryone(condition, role));
  return plain && conditions.some((condition) => condition?.kind === 'port');
}

/** The rule as it is written, with `{ports}` for its ports and without its comment and numbers; null where that fails. */
function modelWords({ rule: { tokens } }: NftOrigin, text: string): string | null {
  const at = tokens.findIndex(({ text: word }) => word === 'dport' || word === 'sport');
  const comment = tokens.findIndex(({ text: word }) => word === 'comment');
  if (at < 0 || tokens.some(({ kind }) => kind === 'unknown')) return null;
  const end = valueEnd(tokens, at + 1);
  const rest = tokens.slice(end, comment < 0 ? tokens.length : comment);
  const words = [...tokens.slice(0, at + 1).map(written(text)), '{ports}', ...rest.map(written(text))];
  return words
    .join(' ')
    .replace(/counter packets \d+ bytes \d+/, 'counter')
    .replaceAll(/ ,/g, ',');
}

function written(text: string): (token: Token) => string {
  return ({ at, kind, text: word }) => (kind === 'string' ? text.slice(at.start, at.end) : word);
}

/** Offset after the value that begins at `at`: a set in brackets, a range, one word. */
function valueEnd(tokens: readonly Token[], at: number): number {
  const start = ['==', 'eq'].includes(tokens[at]?.text ?? '') ? at + 1 : at;
  if (tokens[start]?.text !== '{') return tokens[start + 1]?.text === '-' ? start + 3 : start + 1;
  const end = tokens.findIndex(({ text }, i) => i > start && text === '}');
  return end < 0 ? tokens.length : end + 1;
}

/** A new line in front of the rule, or the rule's place on a line that holds more. */
function inFront(origin: NftOrigin, words: string, text: string): RuleAddition {
  const { start } = origin.rule.at;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  if (indent.trim() !== '' && !isCommandLine(indent)) {
    return { offset: start, text: `${head(origin)}${words}; `, separator: '-' };
  }
  return { offset: line, text: `${indent}${head(origin)}${words}\n`, separator: '-' };
}

function afterRule(origin: NftOrigin, words: string, text: string): RuleAddition {
  const { start, end } = origin.rule.at;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  const lineEnd = text.indexOf('\n', end);
  const after = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  if (!/^[;'" \t\r]*(?:#.*)?$/.test(after) || (indent.trim() !== '' && !isCommandLine(indent))) {
    return { offset: end, text: `; ${head(origin)}${words}`, separator: '-' };
  }
  const at = lineEnd < 0 ? text.length : lineEnd + 1;
  const before = lineEnd < 0 ? '\n' : '';
  return { offset: at, text: `${before}${indent}${head(origin)}${words}\n`, separator: '-' };
}

/** `nft `, also with its folder and with sudo in front. */
function isCommandLine(text: string): boolean {
  return /^[ \t]*(?:sudo )?[\w/$.-]{0,100} $/.test(text);
}

function head({ rule, table, chain }: NftOrigin): string {
  return rule.command ? `add rule ${table.family} ${table.name} ${chain.name} ` : '';
}

/** In a chain without rules, after the line that makes it a base chain. */
function atHead(chain: BaseChain, words: string, text: string): RuleAddition | null {
  const at = Math.max(chain.at.end, chain.policyAt?.end ?? 0);
  const semicolon = /^[ \t]*;/.exec(text.slice(at, at + 20))?.[0].length ?? 0;
  const lineEnd = text.indexOf('\n', at);
  const after = text.slice(at + semicolon, lineEnd < 0 ? text.length : lineEnd);
  if (after.trim() !== '') return { offset: at + semicolon, text: ` ${words};`, separator: '-' };
  const line = text.lastIndexOf('\n', chain.at.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line))?.[0] ?? '';
  return { offset: lineEnd < 0 ? text.length : lineEnd + 1, text: `${indent}${words}\n`, separator: '-' };
}

/** One more translation, like one that is there and keeps the ports. */
function translationOf(
  origins: ReadonlyMap<Rule, NftOrigin>,
  chains: readonly BaseChain[],
  text: string,
): RuleAddition | null {
  const rules = chains
    .filter((chain) => chain.nat && chain.hook === 'prerouting')
    .flatMap((chain) => chain.rules);
  const models = rules.filter(({ steps, unsure }) => {
    const last = steps[steps.length - 1];
    const target = last?.kind === 'verdict' && last.verdict.kind === 'translate' ? last.verdict.target : null;
    return unsure === undefined && target?.host !== undefined && target.host !== null;
  });
  const keeps = (rule: Rule): boolean => origins.get(rule)?.mentions.some(keepsControlPort) === true;
  const model = models.find(keeps) ?? models[models.length - 1];
  const origin = model && origins.get(model);
  const words = origin && modelWords(origin, text);
  if (!origin || words === null || words === undefined) return null;
  return afterRule(origin, words.replace(/(to \S+) : [\d -]+$/, '$1').replace(/ : /, ':'), text);
}

import type { PortWitness, RuleAddition, TextSpan } from '../../reading.js';
import type { IptablesTables, TableRule } from './tables.js';
import type { RuleWord } from './words.js';
import { isForEveryone, keepsControlPort } from '../netfilter/models.js';
import type { Rule } from '../netfilter/rules.js';
import type { FoundWitness } from '../netfilter/witness.js';

const CHAINS = { input: 'INPUT', forward: 'FORWARD', output: 'OUTPUT', declare: '' } as const;

/** Where rules that let more ports through go, in the words of the rules next to them. */
export function iptablesAdditions(
  tables: IptablesTables,
  origins: ReadonlyMap<Rule, TableRule>,
  witness: PortWitness,
  stop: FoundWitness['stop'],
  text: string,
): readonly RuleAddition[] {
  const translation = witness.role === 'forward' ? translationOf(tables, text) : null;
  const acceptance = acceptanceOf(tables, origins, witness.role, stop, text);
  return [translation, acceptance].filter((addition) => addition !== null);
}

function acceptanceOf(
  tables: IptablesTables,
  origins: ReadonlyMap<Rule, TableRule>,
  role: PortWitness['role'],
  stop: FoundWitness['stop'],
  text: string,
): RuleAddition | null {
  const chain = tables.chain('filter', CHAINS[role]);
  if (!chain || stop?.chain.title.startsWith('chain ') !== true) return null;
  const before = stop.rule ? origins.get(stop.rule) : undefined;
  const last = [...chain.rules].sort((a, b) => a.place.at.end - b.place.at.end).at(-1);
  const beside = before?.place.at ?? last?.place.at ?? chain.policyAt;
  if (!beside) return null;
  if (!standsAlone(text, beside)) return null;
  const at = before ? lineStart(text, before) : nextLine(text, beside.end);
  const head = commandHead(beside, chain.name, text);
  if (at === null || head === null) return null;
  const model = [...chain.rules].reverse().find((rule) => isModel(rule, role));
  const words = model
    ? modelWords(model, text)
    : ['-p tcp', role === 'output' ? '--sport {ports}' : '--dport {ports}', '-j ACCEPT'];
  return { offset: at, text: lineOf(text, at, `${head} ${words.join(' ')}`), separator: ':' };
}

/** A rule that accepts ports for everyone; for a gateway also one for a single inner machine. */
function isModel({ read, unsure, place }: TableRule, role: PortWitness['role']): boolean {
  const last = read.steps[read.steps.length - 1];
  if (unsure !== undefined || place.repeated === true) return false;
  if (last?.kind !== 'verdict' || last.verdict.kind !== 'accept' || read.mentions.length === 0) return false;
  const matches = read.steps.flatMap((step) => (step.kind === 'match' ? [step.condition] : []));
  return matches.every((condition) => isForEveryone(condition, role));
}

const PORT_OPTIONS = /^--(?:dport|dports|destination-ports?|sport|sports|source-ports?|ports?)$/;

/** Its words as they are written, with other ports and without what is said about them. */
function modelWords(model: TableRule, text: string): readonly string[] {
  const found: string[] = [];
  const words = model.words();
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const next = words[at + 1];
    if (!word) break;
    if (word.text === '-m' && next?.text === 'comment') at++;
    else if (word.text === '--comment') at++;
    else if (/^(?:-c|--set-counters)$/.test(word.text)) at += 2;
    else if (PORT_OPTIONS.test(word.text) && next) {
      found.push(word.text, '{ports}');
      at++;
    } else found.push(written(word, text));
  }
  return found;
}

function written({ written: { start, end } }: RuleWord, text: string): string {
  return text.slice(start, end);
}

/** `-A INPUT` in a file; in a script with the program as the command at `at` calls it. */
function commandHead(at: TextSpan, chain: string, text: string): string | null {
  const command = text.slice(at.start, Math.min(at.end, at.start + 500));
  if (/^[-:[]/.test(command)) return `-A ${chain}`;
  const program = /^(\S{1,200}(?:[ \t]+(?!-)\S{1,200}){0,3}?)[ \t]+-/.exec(command);
  return program?.[1] === undefined ? null : `${program[1]} -A ${chain}`;
}

/** A line for iptables-restore that has the file's line to itself; one that `echo` writes has not. */
function standsAlone(text: string, { start, end }: TextSpan): boolean {
  const first = text.charAt(start);
  if (first === '"' || first === "'") return false;
  if (!/[-:[]/.test(first)) return true;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return (
    before.trim() === '' && /^[ \t\r]*(?:#|$)/.test(text.slice(end, nextLine(text, end)).replace(/\n$/, ''))
  );
}

/** The line's start, where nothing else stands in front of the rule there. */
function lineStart(text: string, { place, unsure }: TableRule): number | null {
  if (unsure !== undefined || place.repeated === true) return null;
  const start = text.lastIndexOf('\n', place.at.start - 1) + 1;
  return text.slice(start, place.at.start).trim() === '' ? start : null;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** With the indent of the line that is there, and a line end. */
function lineOf(text: string, at: number, rule: string): string {
  const beside = at < text.length ? at : text.lastIndexOf('\n', at - 2) + 1;
  const indent = /^[ \t]{0,80}/.exec(text.slice(beside, beside + 80))?.[0] ?? '';
  const before = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return `${before}${indent}${rule}\n`;
}

/** One more translation, like one that is there and keeps the ports. */
function translationOf(tables: IptablesTables, text: string): RuleAddition | null {
  const models = (tables.chain('nat', 'PREROUTING')?.rules ?? []).filter(isTranslation);
  const model = models.find(({ read }) => read.mentions.some(keepsControlPort)) ?? models[models.length - 1];
  if (!model) return null;
  const words = modelWords(model, text).map((word, i, all) =>
    /^--to/.test(all[i - 1] ?? '') ? word.replace(/^(\[[^\]]*\]|[^:]*):[\d/-]+$/, '$1') : word,
  );
  const head = commandHead(model.place.at, 'PREROUTING', text);
  if (head === null || !standsAlone(text, model.place.at)) return null;
  const table = model.place.shell ? head.replace(/ -A /, ' -t nat -A ') : head;
  const at = nextLine(text, model.place.at.end);
  return { offset: at, text: lineOf(text, at, `${table} ${words.join(' ')}`), separator: ':' };
}

function isTranslation({ read, unsure, place }: TableRule): boolean {
  const last = read.steps[read.steps.length - 1];
  if (unsure !== undefined || place.repeated === true) return false;
  if (last?.kind !== 'verdict' || last.verdict.kind !== 'translate') return false;
  return last.verdict.target.host !== null && read.mentions.length > 0;
}

import type { Packet, RuleAddition, TextSpan, Unread } from '../../reading.js';
import type { PortOutcome } from '../../ports/port-outcomes.js';
import { decimalPort } from '../support/port-words.js';
import type { ShellCommand, ShellWord } from '../../../shell/command.js';
import type { Findings } from '../support/findings.js';
import { commandIndent, type CommandFamily } from '../support/command-family.js';
import {
  likelyPolicies,
  SHIPPED_POLICIES,
  stockProfile,
  ufwFindings,
  type UfwPolicies,
  type UfwPorts,
  type UfwRule,
} from './rules.js';

/** Lines of `ufw`, in the order they are run. What the machine's rules were before is not in them. */
export const UFW: CommandFamily = { names: new Set(['ufw']), anything: ['ufw', 'allow'], read: readCommands };

/** A rule and what tells it from others: ufw keeps one of each. */
interface Kept {
  readonly key: string;
  readonly rule: UfwRule;
}

function readCommands(commands: readonly ShellCommand[], packet: Packet, text: string): Findings {
  const list = new RuleList(text);
  for (const command of commands) list.run(command);
  return list.findings(packet);
}

class RuleList {
  constructor(private readonly text: string) {}

  private kept: Kept[] = [];
  /** Every rule that was added or deleted. */
  private readonly named: UfwRule[] = [];
  /** As far as the script sets them. */
  private policies: Partial<UfwPolicies> = {};
  /** What becomes of the rest, since a rule may be for any port. */
  private doubted: PortOutcome | null = null;
  private readonly unread: Unread[] = [];
  private addition: RuleAddition | null = null;
  private at: TextSpan | null = null;
  /** All rules of the machine are those of the script, so that numbers tell which is meant. */
  private whole = false;
  /** Switched off in the end: then none of its rules holds. */
  private off = false;

  run(command: ShellCommand): void {
    const words = command.words.filter(({ text }) => text !== '--force');
    if (words.some(({ text }) => text === '--dry-run')) return;
    const route = words[0]?.text.toLowerCase() === 'route';
    const rest = route ? words.slice(1) : words[0]?.text.toLowerCase() === 'rule' ? words.slice(1) : words;
    const verb = rest[0]?.text.toLowerCase() ?? '';
    if (verb === 'enable') this.off = false;
    else if (verb === 'disable') this.off = !command.conditional || this.off;
    else if (verb === 'default') this.setDefault(rest.slice(1), command.conditional);
    else if (verb === 'reset') this.reset(command);
    else if (['delete', 'insert', 'prepend', 'allow', 'deny', 'reject', 'limit'].includes(verb))
      this.change(rest, command, route);
  }

  private reset({ conditional }: ShellCommand): void {
    if (conditional) this.kept = this.kept.map((one) => doubtful(one));
    else {
      this.kept = [];
      this.policies = SHIPPED_POLICIES;
      this.doubted = null;
      this.whole = true;
    }
  }

  /** As `ufw status numbered` counts: those for IPv4 first, and in the order in which they are asked. */
  private deleteNumber(number: number, { span, conditional }: ShellCommand): void {
    if (!this.whole) {
      // The numbers count what is on the machine, which the file does not show.
      this.unread.push({ at: span, why: NUMBERED });
      this.kept = this.kept.map((one) => doubtful(one, NUMBERED));
      return;
    }
    const old = this.kept[number - 1];
    if (old) this.kept.splice(number - 1, 1, ...(conditional ? [doubtful(old)] : []));
  }

  private setDefault(words: readonly ShellWord[], conditional: boolean): void {
    const named = words.map(({ text }) => text.toLowerCase());
    const action = named.find((word) => Object.hasOwn(DEFAULTS, word));
    const hidden = words.find(({ known }) => !known)?.why;
    const meant = action === undefined ? undefined : DEFAULTS[action];
    const ending = conditional || hidden !== undefined ? unsure(hidden ?? MAYBE) : meant;
    if (!ending) return;
    if (named.some((word) => word === 'outgoing' || word === 'out'))
      this.policies = { ...this.policies, out: ending };
    else if (named.includes('routed')) this.policies = { ...this.policies, routed: ending };
    else this.policies = { ...this.policies, in: ending };
  }

  private change(words: readonly ShellWord[], command: ShellCommand, route: boolean): void {
    this.at ??= command.span;
    const verb = words[0]?.text.toLowerCase();
    const place = verb === 'insert' ? Number(words[1]?.text) : verb === 'prepend' ? 1 : null;
    const rest = words.slice(verb === 'insert' ? 2 : verb === 'prepend' || verb === 'delete' ? 1 : 0);
    if (verb === 'delete' && /^\d+$/.test(rest[0]?.text ?? '')) {
      this.deleteNumber(Number(rest[0]?.text), command);
      return;
    }
    const unknown = rest.find(({ known }) => !known);
    const rule = unknown ? null : readUfwRule(rest, command.span, route);
    if (!rule) {
      this.unread.push({ at: command.span, why: unknown?.why ?? 'a rule that ufw does not take' });
      if (unknown) this.doubt(command.span, unknown.why);
      return;
    }
    this.named.push(rule);
    const key = ruleKey(rule);
    if (verb === 'delete') {
      const meant = (one: Kept): boolean => one.key === key && one.rule.action === rule.action;
      this.kept = command.conditional
        ? this.kept.map((one) => (meant(one) ? doubtful(one) : one))
        : this.kept.filter((one) => !meant(one));
      return;
    }
    const entry: Kept = { key, rule };
    this.add(command.conditional ? doubtful(entry) : entry, place);
    if (rule.direction === 'in' && !route) this.addition = additionBehind(command, this.text);
  }

  /** ufw changes a rule that is there in its place, and adds a new one at the end. */
  private add(entry: Kept, place: number | null): void {
    const index = this.kept.findIndex(({ key }) => key === entry.key);
    const old = this.kept[index];
    // What is there without a doubt stays so, whether it is added again or not.
    if (old) this.kept[index] = entry.rule.unsure !== undefined && isSameAction(old, entry) ? old : entry;
    else if (place !== null && place >= 1) this.kept.splice(place - 1, 0, entry);
    else this.kept.push(entry);
  }

  /** A rule with a variable in it may be for any port. */
  private doubt(at: TextSpan, why = 'a value that only the shell knows'): void {
    this.doubted = { status: 'unknown', certainty: 'unknown', why, at };
  }

  findings(packet: Packet): Findings {
    if (!this.at || this.off) return { witnesses: [], helpers: [], mentions: [], unread: this.unread };
    const rules = this.kept.map(({ rule }) => rule);
    return ufwFindings(
      {
        rules,
        policies: {
          ...likelyPolicies(this.named),
          ...this.policies,
          ...(this.doubted ? { in: this.doubted, routed: this.doubted } : {}),
        },
        at: this.at,
        unread: this.unread,
        ...(this.addition ? { additions: [this.addition] } : {}),
      },
      packet,
    );
  }
}

const NUMBERED = 'a rule that is named by its number';
const MAYBE = 'a rule that is there only under a condition';

function unsure(why: string): PortOutcome {
  return { status: 'unknown', certainty: 'unknown', why };
}

function doubtful({ key, rule }: Kept, unsure = MAYBE): Kept {
  return { key, rule: { ...rule, unsure } };
}

function isSameAction(a: Kept, b: Kept): boolean {
  return a.rule.action === b.rule.action && a.rule.unsure === undefined;
}

const DEFAULTS: Readonly<Record<string, PortOutcome>> = {
  allow: { status: 'open', certainty: 'yes' },
  deny: { status: 'dropped', certainty: 'yes' },
  reject: { status: 'rejected', certainty: 'yes' },
};

function ruleKey(rule: UfwRule): string {
  const named = (ports: UfwPorts | null): unknown => ports?.ranges.map((range) => range.ports) ?? null;
  const { direction, route, protocol, from, to, profile, inInterface, outInterface } = rule;
  const plain = [direction, route, protocol, from, to, profile, inInterface, outInterface];
  return JSON.stringify([plain, named(rule.toPorts), named(rule.fromPorts)]);
}

/** What a rule's words have said so far. */
type Draft = {
  -readonly [Key in keyof Omit<UfwRule, 'action' | 'route' | 'at' | 'unsure'>]: UfwRule[Key];
};

/** `allow ...` in the short and in the full form; null where ufw would refuse it. ufw(8). */
function readUfwRule(words: readonly ShellWord[], at: TextSpan, route: boolean): UfwRule | null {
  const action = words[0]?.text.toLowerCase();
  if (action !== 'allow' && action !== 'deny' && action !== 'reject' && action !== 'limit') return null;
  const draft: Draft = {
    direction: 'in',
    protocol: 'any',
    from: null,
    to: null,
    toPorts: null,
    fromPorts: null,
    profile: null,
    inInterface: null,
    outInterface: null,
  };
  const clauses = withoutComment(words.slice(1)).filter(({ text }) => text !== 'log' && text !== 'log-all');
  const [first, second] = clauses;
  if (!first) return null;
  const way = first.text.toLowerCase();
  const isWay = way === 'in' || way === 'out';
  if (isWay) draft.direction = way;
  const rest = isWay && second?.text.toLowerCase() !== 'on' ? clauses.slice(1) : clauses;
  const done = rest.length === 1 ? shortForm(rest[0], draft) : fullForm(rest, draft);
  return done ? { ...draft, action, route, at } : null;
}

function withoutComment(words: readonly ShellWord[]): readonly ShellWord[] {
  const index = words.findIndex(({ text }) => text === 'comment');
  return index < 0 ? words : [...words.slice(0, index), ...words.slice(index + 2)];
}

/** A port, a list of them with a protocol, a service or a profile. */
function shortForm(word: ShellWord | undefined, draft: Draft): boolean {
  if (!word) return false;
  const slash = word.text.indexOf('/');
  const list = slash < 0 ? word.text : word.text.slice(0, slash);
  if (slash >= 0) draft.protocol = word.text.slice(slash + 1).toLowerCase();
  const ports = readUfwPorts(list, (start, end) => word.source.span(start, end));
  if (ports) {
    draft.toPorts = ports;
    return slash >= 0 || !/[,:]/.test(list);
  }
  return slash < 0 && profileOf(word, draft);
}

function profileOf(word: ShellWord, draft: Draft): boolean {
  if (!/^[a-zA-Z][a-zA-Z0-9 _.+-]{0,100}$/.test(word.text)) return false;
  const known = stockProfile(word.text);
  if (known) {
    draft.protocol = 'tcp';
    draft.toPorts = { ranges: known.map((ports) => ({ ports, at: [word.span] })) };
  } else draft.profile = word.text;
  return true;
}

function fullForm(words: readonly ShellWord[], draft: Draft): boolean {
  let side: 'from' | 'to' | null = null;
  for (let index = 0; index < words.length; index += 2) {
    const key = words[index]?.text.toLowerCase();
    const value = words[index + 1];
    if (!value) return false;
    switch (key) {
      case 'in':
      case 'out':
        if (value.text.toLowerCase() !== 'on') return false;
        draft[key === 'in' ? 'inInterface' : 'outInterface'] = words[index + 2]?.text ?? null;
        index++;
        break;
      case 'proto':
        draft.protocol = value.text.toLowerCase();
        break;
      case 'from':
      case 'to':
        side = key;
        draft[key] = value.text.toLowerCase() === 'any' ? null : value.text.toLowerCase();
        break;
      case 'port':
      case 'app':
        if (!side || !clause(key, side, value, draft)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

function clause(key: 'port' | 'app', side: 'from' | 'to', value: ShellWord, draft: Draft): boolean {
  if (key === 'app') return side === 'to' && profileOf(value, draft);
  const ports = readUfwPorts(value.text, (start, end) => value.source.span(start, end));
  if (ports) draft[side === 'to' ? 'toPorts' : 'fromPorts'] = ports;
  return ports !== null;
}

/** `21`, `ftp`, `20,21,40000:40100`; null for anything else. Offsets are those of the text. */
export function readUfwPorts(
  text: string,
  spanOf: (start: number, end: number) => TextSpan,
): UfwPorts | null {
  const ranges: { ports: { low: number; high: number }; at: readonly TextSpan[] }[] = [];
  let start = 0;
  for (const part of text.split(',').slice(0, 16)) {
    const [first = '', last, ...more] = part.split(':');
    const low = decimalPort(first);
    const high = last === undefined ? low : decimalPort(last);
    if (low === null || high === null || more.length > 0 || low > high) return null;
    ranges.push({ ports: { low, high }, at: [spanOf(start, start + part.length)] });
    start += part.length + 1;
  }
  return { ranges };
}

/** A line of the same kind after this one. */
function additionBehind({ span }: ShellCommand, file: string): RuleAddition {
  return { offset: span.end, text: `\n${commandIndent(file, span)}ufw allow {ports}/tcp`, separator: ':' };
}

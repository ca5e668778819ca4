import { ALL_PORTS, joined } from '../../ports/port-spans.js';
import type { FtpHelper, PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import type { Condition, Rule, Step, Verdict } from '../netfilter/rules.js';

import { MATCHES } from '../iptables/matches.js';
import { isHarmless } from '../iptables/targets.js';
import { Cursor } from './cursor.js';
import { elementsAt, inMapOrder, type Element } from './elements.js';
import { readField } from './fields.js';
import type { NftChain, NftRule, NftTable } from './ruleset.js';
import {
  compare,
  compareFragment,
  compareMaskedFlags,
  fixed,
  isNegated,
  OPERATORS,
  portRange,
  readNumber,
  unknown,
  type Operator,
  type Selector,
  type Value,
} from './selectors.js';
import { readTarget, readTargetValue } from './targets.js';

/** One rule as its words say it. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly mentions: readonly PortMention[];
  readonly helpers: readonly FtpHelper[];
  readonly unread: readonly Unread[];
}

type Choice = Extract<Step, { kind: 'choose' }>['options'][number];

/** Ports that a rule names, with where. */
interface NamedPorts {
  readonly value: Value;
  readonly ports: PortRange;
}

const RATE: Condition = { kind: 'fixed', answer: { match: 'some', why: 'a rate limit' } };

export function compileRule(source: NftRule, chain: NftChain, table: NftTable): CompiledRule {
  return new RuleCompiler(source, chain, table).compile();
}

class RuleCompiler {
  private readonly cursor: Cursor;
  private readonly steps: Step[] = [];
  private readonly ports: NamedPorts[] = [];
  private readonly mentions: PortMention[] = [];
  private readonly helpers: FtpHelper[] = [];
  private readonly unread: Unread[] = [];
  private ended = false;

  constructor(
    private readonly source: NftRule,
    private readonly chain: NftChain,
    private readonly table: NftTable,
  ) {
    this.cursor = new Cursor(source.tokens);
  }

  compile(): CompiledRule {
    const { elsewhere, unsure, at } = this.source;
    const { cursor } = this;
    if (elsewhere !== undefined)
      this.steps.push({ kind: 'verdict', verdict: { kind: 'unknown', why: elsewhere } });
    while (!cursor.done && !this.ended) {
      const before = cursor.at;
      this.statement();
      if (cursor.at === before) cursor.at++;
    }
    const never = this.steps.some((step) => step.kind === 'match' && isNever(step.condition));
    return {
      rule: { steps: this.steps, at, ...(unsure === undefined ? {} : { unsure }) },
      mentions: never ? [] : this.mentions,
      helpers: never ? [] : this.helpers,
      unread: never || elsewhere !== undefined ? [] : this.unread,
    };
  }

  private match(condition: Condition): void {
    this.steps.push({ kind: 'match', condition });
    if (condition.kind === 'fixed' && condition.answer.match === 'unknown') {
      this.unread.push({ at: this.source.at, why: condition.answer.why ?? 'something in it' });
    }
  }

  private end(verdict: Verdict): void {
    this.steps.push({ kind: 'verdict', verdict });
    if (verdict.kind === 'unknown') this.unread.push({ at: this.source.at, why: verdict.why });
    this.mention(verdict, this.ports);
    this.ended = true;
  }

  private mention(verdict: Verdict, ports: readonly NamedPorts[]): void {
    const does = DOES[verdict.kind];
    if (does === undefined || (does !== 'accepts' && this.steps.some(isLimit))) return;
    const target = verdict.kind === 'translate' ? verdict.target : undefined;
    for (const { value, ports: range } of ports) {
      const inner = target ? (target.ports ?? range) : undefined;
      this.noteMention(value.at, { ports: range, does, ...(inner ? { inner } : {}) });
    }
  }

  /** The numbers may stand in a set or where a variable is defined. */
  private noteMention(at: TextSpan, what: Omit<PortMention, 'at'>): void {
    const { at: rule } = this.source;
    const within = rule.start <= at.start && at.end <= rule.end;
    this.mentions.push({ at, ...what, ...(within ? {} : { rule }) });
  }

  private statement(): void {
    const { cursor } = this;
    const verdict = readVerdict(cursor);
    if (verdict) {
      this.end(verdict);
      return;
    }
    const word = cursor.text();
    if (word.startsWith('#')) {
      cursor.at++;
      const target = /^# ?xt_([A-Z]+)/.exec(word)?.[1];
      if (target === undefined) this.end({ kind: 'unknown', why: 'a part that nft lists as a comment' });
      else this.extensionTarget(target);
      return;
    }
    switch (word) {
      case 'continue':
      case 'notrack':
        cursor.at++;
        if (word === 'notrack') this.steps.push({ kind: 'untrack' });
        return;
      case 'counter':
      case 'log':
      case 'comment':
      case 'last':
      case 'dup':
        cursor.at++;
        cursor.skipToHead();
        return;
      case 'snat':
      case 'masquerade':
        this.end({ kind: 'masquerade' });
        return;
      case 'xt':
        this.extension();
        return;
      case 'limit':
      case 'quota':
        cursor.at++;
        cursor.skipToHead();
        this.match(RATE);
        return;
      case 'add':
      case 'update':
      case 'delete':
      case 'set':
      case 'meter':
      case 'flow':
        this.dynamicSet();
        return;
      case 'dnat':
      case 'redirect':
        this.translation();
        return;
      default:
        this.comparison();
    }
  }

  /** `xt target "DNAT"`: what iptables-nft has put in; what its extension was told is not listed. */
  private extension(): void {
    const { cursor } = this;
    const [, kind, name] = cursor.tokens.slice(cursor.at, cursor.at + 3);
    cursor.at += 3;
    if (kind?.text === 'target') this.extensionTarget(name?.text ?? '');
    else if (name?.text !== 'comment') {
      const always = MATCHES.get(name?.text ?? '')?.always;
      this.match(
        always ? { kind: 'fixed', answer: always } : unknown(`what the match ${name?.text ?? ''} is told`),
      );
    }
  }

  private extensionTarget(name: string): void {
    if (name === 'MARK' || name === 'CONNMARK')
      for (const of of ['packet', 'connection'] as const)
        this.steps.push({ kind: 'mark', of, value: null, mask: 0xffff_ffff });
    else if (name === 'SNAT' || name === 'MASQUERADE') this.end({ kind: 'masquerade' });
    else if (!isHarmless(name)) this.end({ kind: 'unknown', why: `what the target ${name} is told` });
  }

  /** `add @seen { ip saddr limit rate over 3/minute }`: only what limits within it matters. */
  private dynamicSet(): void {
    const { cursor } = this;
    const flow = cursor.accept('flow') !== undefined;
    let limits = false;
    for (let depth = 0; !cursor.done; cursor.at++) {
      const text = cursor.text();
      limits ||= text === 'limit' || text === 'count' || text === 'quota';
      if (text === '{') depth++;
      const last = text === '}' ? --depth <= 0 : flow && depth === 0 && text.startsWith('@');
      if (!last) continue;
      cursor.at++;
      break;
    }
    if (limits) this.match(RATE);
  }

  /** Something that is compared, or set. */
  private comparison(): void {
    const { cursor } = this;
    const start = cursor.at;
    const selectors: Selector[] = [];
    do {
      const field = readField(cursor);
      if (!field) {
        cursor.at = start;
        this.unreadable();
        return;
      }
      if (field.family !== undefined && this.table.family !== 'ip' && this.table.family !== 'ip6') {
        this.match({ kind: 'family', family: field.family, negated: false });
      }
      selectors.push(field.selector);
    } while (cursor.accept('.') !== undefined);
    const [only, ...more] = selectors;
    if (cursor.accept('vmap') !== undefined) this.verdictMap(selectors);
    else if (only && more.length === 0 && cursor.accept('set') !== undefined) this.assignment(only);
    else if (only && more.length === 0 && cursor.accept('&', 'and') !== undefined) this.masked(only);
    else {
      cursor.accept('over');
      this.rightSide(selectors, this.operator());
    }
  }

  private operator(): Operator {
    const text = this.cursor.text();
    const found = Object.hasOwn(OPERATORS, text) ? OPERATORS[text] : undefined;
    if (found !== undefined) this.cursor.at++;
    return found ?? 'implicit';
  }

  /** Something that is not read here: on with what comes next. */
  private unreadable(): void {
    const token = this.cursor.peek();
    if (!token) return;
    this.cursor.at++;
    this.cursor.skipToHead();
    this.match(unknown(token.why ?? `"${token.text.slice(0, 40)}"`));
  }

  /** `meta mark set 1`, `ct helper set "ftp"`; other things that are set do not matter. */
  private assignment(selector: Selector): void {
    const { cursor } = this;
    if (selector.kind === 'helper') this.helper();
    if (selector.kind !== 'mark') {
      cursor.at++;
      cursor.skipToHead();
      return;
    }
    const from = cursor.text();
    const copies = cursor.text(1) === 'mark' && (from === 'ct' || from === 'meta');
    cursor.at += copies ? 2 : 1;
    const plain = cursor.atHead();
    if (!plain) cursor.skipToHead();
    const full = 0xffff_ffff;
    if (copies && plain) this.steps.push({ kind: 'copyMark', to: selector.of, mask: full, fromMask: full });
    else
      this.steps.push({ kind: 'mark', of: selector.of, value: plain ? readNumber(from) : null, mask: full });
  }

  private helper(): void {
    const { cursor } = this;
    if (this.isFtp(cursor.peek()?.text ?? '')) this.watch(this.ports.map(({ ports }) => ports));
    if (cursor.text() !== 'tcp') return;
    // `ct helper set tcp dport map { 21 : "ftp" }`
    const map = cursor.tokens.findIndex(({ text }, i) => i > cursor.at && text === 'map');
    const elements = map < 0 ? '' : elementsAt(cursor.tokens, map + 1, this.table);
    if (typeof elements === 'string') return;
    const own = elements.filter(({ data }) => data.some(({ text }) => this.isFtp(text)));
    if (own.length > 0) this.watch(own.flatMap(({ keys: [key] }) => (key && portRange(key)) ?? []));
  }

  private isFtp(name: string): boolean {
    const type = this.table.helpers.get(name);
    return type === undefined ? /^ftp/.test(name) : type === 'ftp';
  }

  private watch(ranges: readonly PortRange[]): void {
    const ports = joined(ranges).flatMap(({ low, high }) =>
      Array.from({ length: Math.min(high - low + 1, 16) }, (_, i) => low + i),
    );
    const watched = ports.length > 0 ? ports.slice(0, 16) : [21];
    this.helpers.push({ at: this.source.at, ports: watched, how: 'assigned' });
    for (const { value, ports: range } of this.ports)
      this.noteMention(value.at, { ports: range, does: 'watches' });
  }

  /** `tcp flags & (fin|syn) == syn`, `meta mark & 0xff == 0x1` */
  private masked(selector: Selector): void {
    const mask = this.bits();
    const operator = this.operator();
    const value = this.bits();
    if (selector.kind === 'flags') {
      this.match(compareMaskedFlags(mask, operator, value));
      return;
    }
    if (selector.kind === 'fragment') {
      this.match(compareFragment(mask, operator, value));
      return;
    }
    const [bits, wanted] = [readNumber(mask), readNumber(value)];
    const known = selector.kind === 'mark' && bits !== null && wanted !== null && operator !== 'implicit';
    if (!known) this.match(unknown('a comparison of single bits'));
    else this.match({ kind: 'mark', of: selector.of, value: wanted, mask: bits, negated: operator === '!=' });
  }

  /** `syn`, `syn|ack`, `(fin | syn)`, without brackets and blanks. */
  private bits(): string {
    const { cursor } = this;
    const bracket = cursor.accept('(') !== undefined;
    let text = cursor.text();
    cursor.at++;
    while (cursor.accept('|', 'or') !== undefined) {
      text += `|${cursor.text()}`;
      cursor.at++;
    }
    if (bracket) cursor.accept(')');
    return text;
  }

  private rightSide(selectors: readonly Selector[], operator: Operator): void {
    const { cursor } = this;
    const set = cursor.text();
    const whole = operator === 'implicit' ? '==' : operator;
    if (set === '{' || set.startsWith('@')) {
      const elements = elementsAt(cursor.tokens, cursor.at, this.table);
      cursor.skipSet();
      if (typeof elements === 'string') this.match(unknown(elements));
      else this.oneOf(selectors, whole, elements);
      return;
    }
    const keys = [cursor.value()];
    if (selectors.length > 1) {
      while (cursor.accept('.') !== undefined) keys.push(cursor.value());
      this.oneOf(selectors, whole, [{ keys, data: [] }]);
    } else if (selectors[0]?.kind === 'flags') this.flags(operator, keys);
    else {
      // States in a row, without brackets: any of them.
      while (cursor.accept(',') !== undefined) keys.push(cursor.value());
      this.oneOf(
        selectors,
        operator,
        keys.map((key) => ({ keys: [key], data: [] })),
      );
    }
  }

  /** `syn`, `syn,ack`, `syn|ack`, `syn / fin,syn,rst,ack` */
  private flags(operator: Operator, [first]: readonly Value[]): void {
    const row = (head: string): string => {
      let text = head;
      while (this.cursor.accept(',', '|') !== undefined) text += `|${this.cursor.value().text}`;
      return text;
    };
    if (!first) return;
    const wanted = row(first.text);
    if (this.cursor.accept('/') !== undefined)
      this.match(compareMaskedFlags(row(this.cursor.value().text), operator, wanted));
    else if (operator === '!') this.match(compareMaskedFlags(wanted, '==', '0'));
    else this.match(compare({ kind: 'flags' }, operator, [{ ...first, text: wanted }]) ?? fixed(false));
  }

  /** Any of the elements, or none of them. */
  private oneOf(selectors: readonly Selector[], operator: Operator, elements: readonly Element[]): void {
    const [only, ...more] = selectors;
    if (!only) return;
    const lost = this.lost(selectors, operator, elements);
    if (lost !== null) {
      this.match(unknown(lost));
      return;
    }
    const negated = isNegated(operator);
    const own = selectors.findIndex((selector) => this.isOwnPort(selector));
    if (own >= 0 && (operator === '==' || operator === 'implicit')) {
      for (const { keys } of elements) this.ports.push(...namedPorts(keys[own]));
    }
    const values = elements.flatMap(({ keys }) => keys.slice(0, 1));
    const condition = more.length === 0 ? compare(only, operator, values) : null;
    if (condition) {
      this.match(condition);
      return;
    }
    const then = negated ? 'end' : 'on';
    const options = elements.map(({ keys }): Choice => ({ when: conditionsFor(selectors, keys), then }));
    this.steps.push({ kind: 'choose', options, otherwise: negated ? 'on' : 'end' });
  }

  /**
   * What iptables-nft has put in, nft lists in its own words, and some of them say less: `--ports` without its ranges
   * and without its negation, `--ctstate` with a translation as that alone.
   */
  private lost(
    selectors: readonly Selector[],
    operator: Operator,
    elements: readonly Element[],
  ): string | null {
    const [first, second, ...more] = selectors;
    const state = first?.kind === 'translated' && operator === 'implicit';
    if (state && elements.some(({ keys: [key] }) => /^[ds]nat$/.test(key?.text ?? '')) && this.isForeign())
      return 'a state that nft lists only a part of';
    const both = first?.kind === 'port' && second?.kind === 'port' && more.length === 0;
    const either = both && elements.every(({ keys }) => keys.some(isEveryPort));
    return either ? 'ports of either side, which nft lists only a part of' : null;
  }

  /** Put in by iptables-nft: a table of its name, and rules that count behind what they match. */
  private isForeign(): boolean {
    const { family, name } = this.table;
    const counts = this.cursor.tokens.some(
      ({ text }, i, { [i + 1]: next }) => text === 'counter' && next?.text === 'packets',
    );
    return counts && (family === 'ip' || family === 'ip6') && FOREIGN.has(name);
  }

  /** The side on which the machine's own ports stand. */
  private isOwnPort(selector: Selector): boolean {
    const { hook } = this.chain;
    const side = hook === 'output' || hook === 'postrouting' ? 'source' : 'destination';
    return selector.kind === 'port' && selector.side === side;
  }

  /** `tcp dport vmap { 21 : accept, 22 : jump ssh }` */
  private verdictMap(selectors: readonly Selector[]): void {
    const { cursor } = this;
    const elements = elementsAt(cursor.tokens, cursor.at, this.table);
    cursor.skipSet();
    if (typeof elements === 'string') {
      this.end({ kind: 'unknown', why: elements });
      return;
    }
    this.choose(selectors, elements, ({ data }) => {
      const inner = new Cursor(data);
      return (
        readVerdict(inner) ??
        (inner.accept('continue') === undefined ? { kind: 'unknown', why: 'a map' } : 'end')
      );
    });
  }

  /** `dnat to 10.0.0.5:21`, `redirect to :21`, `dnat to tcp dport map { 21 : 10.0.0.5 }` */
  private translation(): void {
    const { cursor } = this;
    const redirects = cursor.text() === 'redirect';
    cursor.at++;
    cursor.accept('ip', 'ip6');
    cursor.accept('prefix');
    for (const word of ['addr', '.', 'port']) cursor.accept(word);
    if (cursor.accept('to') === undefined) {
      this.end({ kind: 'translate', target: { host: null, ports: null, spread: 'pick' } });
    } else if (cursor.tokens.some(({ text }, i) => i > cursor.at && text === 'map'))
      this.mappedTarget(redirects);
    else {
      const { target, port } = readTarget(cursor, redirects);
      const [outer, ...more] = this.ports;
      // The inner numbers stand for the outer ones too.
      if (port && target.ports && outer && more.length === 0) {
        this.noteMention(port.at, { ports: outer.ports, inner: target.ports, does: 'forwards' });
      }
      this.end({ kind: 'translate', target });
    }
  }

  private mappedTarget(redirects: boolean): void {
    const { cursor } = this;
    cursor.accept(':');
    const selectors: Selector[] = [];
    do {
      const field = readField(cursor);
      if (field) selectors.push(field.selector);
    } while (cursor.accept('.') !== undefined);
    const elements =
      cursor.accept('map') === undefined ? 'a map' : elementsAt(cursor.tokens, cursor.at, this.table);
    if (typeof elements === 'string' || selectors.length === 0) {
      this.end({ kind: 'unknown', why: typeof elements === 'string' ? elements : 'a map of destinations' });
      return;
    }
    this.choose(selectors, elements, ({ data }) => ({
      kind: 'translate',
      target: readTargetValue(new Cursor(data), redirects),
    }));
  }

  /** Ends the rule with a verdict for each element of a map. */
  private choose(
    selectors: readonly Selector[],
    elements: readonly Element[],
    verdictOf: (element: Element) => Verdict | 'end',
  ): void {
    const own = selectors.findIndex((selector) => this.isOwnPort(selector));
    const options = inMapOrder(elements).map((element): Choice => {
      const then = verdictOf(element);
      if (own >= 0 && then !== 'end') this.mention(then, namedPorts(element.keys[own]));
      return { when: conditionsFor(selectors, element.keys), then };
    });
    this.steps.push({ kind: 'choose', options, otherwise: 'end' });
    this.ended = true;
  }
}

const FOREIGN: ReadonlySet<string> = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);

function isEveryPort(value: Value): boolean {
  const ports = portRange(value);
  return ports?.low === 0 && ports.high === ALL_PORTS.high;
}

const DOES: Readonly<Partial<Record<Verdict['kind'], PortMention['does']>>> = {
  accept: 'accepts',
  drop: 'drops',
  reject: 'rejects',
  translate: 'forwards',
};

/** A verdict that stands there. */
function readVerdict(cursor: Cursor): Verdict | null {
  const word = cursor.text();
  switch (word) {
    case 'accept':
    case 'drop':
    case 'return':
      cursor.at++;
      return { kind: word };
    case 'reject':
      cursor.at++;
      cursor.skipToHead();
      return { kind: 'reject' };
    case 'jump':
    case 'goto': {
      const chain = cursor.peek(1);
      cursor.at += 2;
      return chain?.kind === 'unknown' || !chain
        ? { kind: 'unknown', why: chain?.why ?? 'a chain that is missing' }
        : { kind: word, chain: chain.text };
    }
    case 'queue':
    case 'tproxy':
    case 'synproxy':
    case 'fwd':
      cursor.at = cursor.tokens.length;
      return { kind: 'unknown', why: `"${word}", which hands packets to something else` };
    default:
      return null;
  }
}

/** Holds for a part of the connections only: a rate. */
function isLimit(step: Step): boolean {
  return step.kind === 'match' && step.condition.kind === 'fixed' && step.condition.answer.match === 'some';
}

function isNever(condition: Condition): boolean {
  return condition.kind === 'fixed' && condition.answer.match === 'no';
}

function namedPorts(value: Value | undefined): readonly NamedPorts[] {
  const ports = value && value.why === undefined ? portRange(value) : null;
  return value && ports ? [{ value, ports }] : [];
}

function conditionsFor(selectors: readonly Selector[], keys: readonly Value[]): readonly Condition[] {
  const [only] = keys;
  if (keys.length === 1 && only?.every === true) return [];
  return selectors.map((selector, i) => {
    const key = keys[i];
    return (key && compare(selector, '==', [key])) ?? unknown('a set of several fields');
  });
}

import type { FtpHelper, PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import type { Condition, Rule, Step, Target, Verdict } from '../netfilter/rules.js';
import { inOrder } from '../port-words.js';
import type { Token } from './lexer.js';
import { withoutBraces } from './reader.js';
import type { NftChain, NftRule, NftTable } from './ruleset.js';
import {
  compare,
  compareMaskedFlags,
  fixed,
  portRange,
  readNumber,
  unknown,
  type Operator,
  type Selector,
  type Value,
} from './selectors.js';

/** One rule as its words say it. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly mentions: readonly PortMention[];
  readonly helpers: readonly FtpHelper[];
  readonly unread: readonly Unread[];
}

type Choice = Extract<Step, { kind: 'choose' }>['options'][number];

/** An element of a set or a map. */
interface Element {
  /** Several where fields are joined by dots. */
  readonly keys: readonly Value[];
  readonly data: readonly Token[];
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '!': '!=',
  '<': '<',
  lt: '<',
  '>': '>',
  gt: '>',
  '<=': '<=',
  le: '<=',
  '>=': '>=',
  ge: '>=',
};

/** Statements that begin anew, for where something in front of them could not be read. */
const HEADS: ReadonlySet<string> = new Set(
  (
    'accept drop reject return jump goto continue queue counter log limit quota comment dnat snat masquerade redirect ' +
    'notrack flow add update delete meter set tcp udp th ip ip6 icmp icmpv6 meta ct fib iif oif iifname oifname mark ' +
    'tproxy synproxy dup fwd ether vlan arp rt socket'
  ).split(' '),
);

const ELEMENT_LIMIT = 20_000;

export function compileRule(source: NftRule, chain: NftChain, table: NftTable): CompiledRule {
  return new RuleCompiler(source, chain, table).compile();
}

class RuleCompiler {
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly steps: Step[] = [];
  private readonly ports: { readonly value: Value; readonly ports: PortRange }[] = [];
  private readonly mentions: PortMention[] = [];
  private readonly helpers: FtpHelper[] = [];
  private readonly unread: Unread[] = [];
  private ended = false;

  constructor(
    private readonly source: NftRule,
    private readonly chain: NftChain,
    private readonly table: NftTable,
  ) {
    this.tokens = source.tokens;
  }

  compile(): CompiledRule {
    const { elsewhere, unsure, at } = this.source;
    if (elsewhere !== undefined) {
      this.steps.push({ kind: 'verdict', verdict: { kind: 'unknown', why: elsewhere } });
    }
    while (this.at < this.tokens.length && !this.ended) {
      const before = this.at;
      this.statement();
      if (this.at === before) this.at++;
    }
    const never = this.steps.some((step) => step.kind === 'match' && isFixed(step.condition, 'no'));
    return {
      rule: { steps: this.steps, at, ...(unsure === undefined ? {} : { unsure }) },
      mentions: never ? [] : this.mentions,
      helpers: never ? [] : this.helpers,
      unread: never || elsewhere !== undefined ? [] : this.unread,
    };
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  private text(ahead = 0): string {
    const token = this.peek(ahead);
    return token === undefined || token.kind === 'string' ? '' : token.text;
  }

  private accept(...texts: readonly string[]): string | undefined {
    const text = this.text();
    if (!texts.includes(text) || text === '') return undefined;
    this.at++;
    return text;
  }

  private match(condition: Condition): void {
    this.steps.push({ kind: 'match', condition });
    if (isFixed(condition, 'unknown') && condition.kind === 'fixed') {
      this.unread.push({ at: this.source.at, why: condition.answer.why ?? 'something in it' });
    }
  }

  private end(verdict: Verdict): void {
    this.steps.push({ kind: 'verdict', verdict });
    if (verdict.kind === 'unknown') this.unread.push({ at: this.source.at, why: verdict.why });
    this.mention(verdict);
    this.ended = true;
  }

  private mention(verdict: Verdict, ports: readonly { value: Value; ports: PortRange }[] = this.ports): void {
    const does = DOES[verdict.kind];
    if (does === undefined) return;
    const target = verdict.kind === 'translate' ? verdict.target : undefined;
    for (const { value, ports: range } of ports) {
      const inner = target ? (target.ports ?? range) : undefined;
      this.mentions.push({ at: value.at, ports: range, does, ...(inner ? { inner } : {}) });
    }
  }

  private statement(): void {
    const verdict = this.verdict();
    if (verdict) {
      this.end(verdict);
      return;
    }
    const token = this.peek();
    switch (this.text()) {
      case 'continue':
      case 'notrack':
        this.at++;
        if (token?.text === 'notrack') this.steps.push({ kind: 'untrack' });
        return;
      case 'counter':
      case 'log':
      case 'comment':
      case 'dup':
      case 'snat':
      case 'masquerade':
        this.passOver();
        return;
      case 'limit':
      case 'quota':
        this.passOver();
        this.match({ kind: 'fixed', answer: { match: 'some', why: 'a rate limit' } });
        return;
      case 'add':
      case 'update':
      case 'delete':
      case 'set':
      case 'meter':
      case 'flow':
        this.dynamic();
        return;
      case 'dnat':
      case 'redirect':
        this.translation();
        return;
      default:
        this.comparison();
    }
  }

  /** A verdict that stands here, whole. */
  private verdict(): Verdict | null {
    switch (this.text()) {
      case 'accept':
      case 'drop':
      case 'return': {
        const kind = this.text() as 'accept' | 'drop' | 'return';
        this.at++;
        return { kind };
      }
      case 'reject':
        this.at++;
        this.skipToHead();
        return { kind: 'reject' };
      case 'jump':
      case 'goto': {
        const kind = this.text() as 'jump' | 'goto';
        const chain = this.peek(1);
        this.at += 2;
        return chain?.why === undefined
          ? { kind, chain: chain?.text ?? '' }
          : { kind: 'unknown', why: chain.why };
      }
      case 'queue':
      case 'tproxy':
      case 'synproxy':
      case 'fwd': {
        const why = `${this.text()}, which hands packets to something else`;
        this.at = this.tokens.length;
        return { kind: 'unknown', why };
      }
      default:
        return null;
    }
  }

  /** A statement without consequences for ports, with all its words; the translation of sources ends a chain. */
  private passOver(): void {
    const head = this.text();
    this.at++;
    this.skipToHead();
    if (head === 'snat' || head === 'masquerade') this.end({ kind: 'accept' });
  }

  private skipToHead(): void {
    for (let depth = 0; this.at < this.tokens.length; this.at++) {
      const text = this.text();
      if (depth === 0 && HEADS.has(text) && !this.isValueOfBefore()) return;
      if (text === '{' || text === '(') depth++;
      else if (text === '}' || text === ')') depth--;
    }
  }

  /** `reject with tcp reset`, `log flags ip options`, `dup to ip saddr`: words that look like a beginning. */
  private isValueOfBefore(): boolean {
    const before = this.text(-1);
    return ['with', 'type', 'flags', 'to', 'group', 'level', 'prefix', 'tcp'].includes(before);
  }

  /** `add @seen { ip saddr limit rate over 3/minute }`: only what limits within it matters. */
  private dynamic(): void {
    const head = this.text();
    let limits = false;
    this.at++;
    for (let depth = 0; this.at < this.tokens.length; this.at++) {
      const text = this.text();
      if (text === '{') depth++;
      else if (text === '}' && --depth <= 0) {
        this.at++;
        break;
      } else if (text === 'limit' || text === 'count' || text === 'quota') limits = true;
      else if (depth === 0 && head === 'flow' && text.startsWith('@')) {
        this.at++;
        break;
      }
    }
    if (limits) this.match({ kind: 'fixed', answer: { match: 'some', why: 'a rate limit' } });
  }

  /** What is compared with something, or set. */
  private comparison(): void {
    const start = this.at;
    const selectors: Selector[] = [];
    do {
      const selector = this.selector();
      if (!selector) {
        this.at = start;
        this.unreadable();
        return;
      }
      selectors.push(selector);
    } while (this.accept('.') !== undefined);
    const [only, ...more] = selectors;
    if (!only) return;
    if (this.accept('vmap') !== undefined) {
      this.verdictMap(selectors);
      return;
    }
    if (more.length === 0 && this.accept('set') !== undefined) {
      this.assignment(only);
      return;
    }
    if (more.length === 0 && this.accept('&', 'and') !== undefined) {
      this.masked(only);
      return;
    }
    const written = Object.hasOwn(OPERATORS, this.text()) ? OPERATORS[this.text()] : undefined;
    if (written !== undefined) this.at++;
    this.rightSide(selectors, written ?? 'implicit');
  }

  /** Something that is not read here: on with what comes next. */
  private unreadable(): void {
    const token = this.peek();
    if (!token) return;
    const why = token.why ?? `"${token.text.slice(0, 40)}"`;
    this.at++;
    this.skipToHead();
    this.match(unknown(why));
  }

  private selector(): Selector | null {
    const head = this.text();
    this.at++;
    switch (head) {
      case 'tcp':
      case 'th':
        return this.transport(head);
      case 'udp':
      case 'udplite':
      case 'sctp':
      case 'dccp':
      case 'icmp':
      case 'icmpv6':
      case 'igmp':
      case 'esp':
      case 'ah':
      case 'comp':
      case 'arp':
      case 'vlan':
        this.at++;
        return { kind: 'never' };
      case 'ip':
      case 'ip6':
        return this.network(head === 'ip' ? 4 : 6);
      case 'meta':
        return this.meta(true);
      case 'ct':
        return this.connection();
      case 'fib':
        return this.route();
      default:
        this.at--;
        return this.meta(false);
    }
  }

  private transport(head: string): Selector {
    const field = this.text();
    this.at++;
    if (field === 'dport') return { kind: 'port', side: 'destination' };
    if (field === 'sport') return { kind: 'port', side: 'source' };
    if (field === 'flags') return { kind: 'flags' };
    if (field === 'option') this.at += 2;
    return { kind: 'opaque', why: `"${head} ${field}"` };
  }

  private network(family: 4 | 6): Selector {
    const field = this.text();
    this.at++;
    if (this.table.family !== (family === 4 ? 'ip' : 'ip6'))
      this.match({ kind: 'family', family, negated: false });
    switch (field) {
      case 'saddr':
        return { kind: 'address', side: 'source', family };
      case 'daddr':
        return { kind: 'address', side: 'destination', family };
      case 'protocol':
      case 'nexthdr':
        return { kind: 'word', yes: ['tcp', '6'] };
      case 'version':
        return { kind: 'word', yes: [`${family}`] };
      default:
        return { kind: 'opaque', why: `"ip${family === 6 ? '6' : ''} ${field}"` };
    }
  }

  private meta(named: boolean): Selector | null {
    const key = this.text();
    this.at++;
    switch (key) {
      case 'iif':
      case 'iifname':
        return { kind: 'interface', side: 'in' };
      case 'oif':
      case 'oifname':
        return { kind: 'interface', side: 'out' };
      case 'mark':
        return { kind: 'mark', of: 'packet' };
      case 'pkttype':
        return { kind: 'word', yes: ['unicast', 'host'] };
      case 'iiftype':
        return { kind: 'word', yes: ['ether'] };
      case 'skuid':
      case 'skgid':
        return { kind: 'some', why: 'programs of certain users' };
      case 'l4proto':
        return { kind: 'word', yes: ['tcp', '6'] };
      case 'nfproto':
      case 'protocol':
        return { kind: 'family' };
      case 'time':
      case 'hour':
      case 'day':
        return { kind: 'some', why: 'certain hours' };
      default:
        return named ? { kind: 'opaque', why: `"meta ${key}"` } : null;
    }
  }

  private connection(): Selector {
    let direction = this.accept('original', 'reply');
    if (direction !== undefined) this.accept('ip', 'ip6');
    const key = this.text();
    this.at++;
    direction ??= this.accept('original', 'reply');
    switch (key) {
      case 'state':
        return { kind: 'state' };
      case 'status':
        return { kind: 'translated' };
      case 'mark':
        return { kind: 'mark', of: 'connection' };
      case 'direction':
        return { kind: 'word', yes: ['original', '0'] };
      case 'l3proto':
        return { kind: 'family' };
      case 'protocol':
        return { kind: 'word', yes: ['tcp', '6'] };
      case 'count':
        this.accept('over');
        return { kind: 'some', why: 'a limit of connections' };
      case 'helper':
      case 'zone':
      case 'timeout':
      case 'expectation':
      case 'event':
        return this.connectionObject(key);
      case 'proto-dst':
        return direction === 'original'
          ? { kind: 'port', side: 'original' }
          : { kind: 'opaque', why: '"ct reply"' };
      case 'proto-src':
        return direction === 'original'
          ? { kind: 'port', side: 'source' }
          : { kind: 'opaque', why: '"ct reply"' };
      case 'saddr':
      case 'daddr': {
        if (direction !== 'original') return { kind: 'opaque', why: '"ct reply"' };
        return { kind: 'address', side: key === 'saddr' ? 'source' : 'original', family: null };
      }
      default:
        return { kind: 'opaque', why: `"ct ${key}"` };
    }
  }

  /** `ct helper set "ftp"`; as a comparison only what a helper has announced has one. */
  private connectionObject(key: string): Selector {
    if (key === 'helper' && this.text() === 'set') this.helper();
    return key === 'helper' ? { kind: 'never' } : { kind: 'opaque', why: `"ct ${key}"` };
  }

  private helper(): void {
    const next = this.peek(1);
    const ports = this.ports.map((each) => each.ports);
    if (next && this.isFtp(next.text)) this.watch(ports);
    if (next?.text !== 'tcp') return;
    // `ct helper set tcp dport map { 21 : "ftp" }`
    const map = this.tokens.slice(this.at).findIndex(({ text }) => text === 'map');
    if (map < 0) return;
    const elements = this.elementsAt(this.at + map + 1) ?? [];
    const keys = elements.filter(({ data }) => data.some(({ text }) => this.isFtp(text)));
    if (keys.length > 0) this.watch(keys.flatMap(({ keys: [key] }) => (key ? (portRange(key) ?? []) : [])));
  }

  private isFtp(name: string): boolean {
    return (this.table.helpers.get(name) ?? name).replace(/^ftp.*$/, 'ftp') === 'ftp';
  }

  private watch(ranges: readonly PortRange[]): void {
    const ports = inOrder(ranges).flatMap(({ low, high }) =>
      Array.from({ length: Math.min(high - low + 1, 16) }, (_, i) => low + i),
    );
    this.helpers.push({
      at: this.source.at,
      ports: ports.length > 0 ? ports.slice(0, 16) : [21],
      how: 'assigned',
    });
    for (const { value, ports: range } of this.ports)
      this.mentions.push({ at: value.at, ports: range, does: 'watches' });
  }

  /** `fib daddr type local`, `fib saddr . iif oif missing` */
  private route(): Selector {
    const keys: string[] = [];
    do {
      keys.push(this.text());
      this.at++;
    } while (this.accept('.') !== undefined);
    const result = this.text();
    this.at++;
    if (result === 'type') {
      return keys.includes('daddr') ? { kind: 'type' } : { kind: 'word', yes: ['unicast'] };
    }
    // A client's address has a way back, by the interface it came in by.
    if (result === 'oif' || result === 'oifname') return { kind: 'word', yes: ['exists'] };
    return { kind: 'opaque', why: '"fib"' };
  }

  private assignment(selector: Selector): void {
    if (selector.kind === 'never' || selector.kind === 'opaque') {
      this.at++;
      this.skipToHead();
      return;
    }
    const from = this.text();
    const other = this.text(1) === 'mark' && (from === 'ct' || from === 'meta');
    const value = readNumber(from);
    this.at += other ? 2 : 1;
    const behind = this.peek();
    const plain = behind === undefined || HEADS.has(behind.text);
    if (!plain) this.skipToHead();
    if (selector.kind !== 'mark') return;
    const full = 0xffff_ffff;
    if (other && plain) this.steps.push({ kind: 'copyMark', to: selector.of, mask: full, fromMask: full });
    else this.steps.push({ kind: 'mark', of: selector.of, value: plain ? value : null, mask: full });
  }

  /** `tcp flags & (fin|syn) == syn`, `meta mark & 0xff == 0x1` */
  private masked(selector: Selector): void {
    const mask = this.bits();
    const operator = OPERATORS[this.text()] ?? 'implicit';
    if (operator !== 'implicit') this.at++;
    const value = this.bits();
    if (selector.kind === 'flags') {
      this.match(compareMaskedFlags(mask, operator, value));
      return;
    }
    const [bits, wanted] = [readNumber(mask), readNumber(value)];
    if (selector.kind !== 'mark' || bits === null || wanted === null || operator === 'implicit') {
      this.match(unknown('a comparison of single bits'));
      return;
    }
    const negated = operator === '!=';
    this.match({ kind: 'mark', of: selector.of, value: wanted, mask: bits, negated });
  }

  /** `syn`, `syn|ack`, `(fin | syn)`, without blanks. */
  private bits(): string {
    let text = '';
    let depth = 0;
    for (let token = this.peek(); token; token = this.peek()) {
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (token.text === '|' || token.text === 'or') text += '|';
      else if (text !== '' && !text.endsWith('|')) break;
      else text += token.text;
      this.at++;
      const next = this.text();
      if (depth <= 0 && text !== '' && !text.endsWith('|') && next !== '|' && next !== 'or' && next !== ')')
        break;
    }
    return text;
  }

  private rightSide(selectors: readonly Selector[], operator: Operator): void {
    const text = this.text();
    if (text === '{' || text.startsWith('@')) {
      const elements = this.elementsAt(this.at);
      const why = text.startsWith('@') ? this.whyOpaque(text) : undefined;
      this.skipSet();
      if (!elements || why !== undefined) this.match(unknown(why ?? `the set ${text}`));
      else this.oneOf(selectors, operator === 'implicit' ? '==' : operator, elements);
      return;
    }
    const [only, ...more] = selectors;
    if (!only) return;
    const keys = [this.value()];
    if (more.length > 0) {
      while (this.accept('.') !== undefined) keys.push(this.value());
      this.oneOf(selectors, operator === 'implicit' ? '==' : operator, [{ keys, data: [] }]);
      return;
    }
    // States and flags in a row, without brackets: any of them.
    while (this.accept(',') !== undefined || (only.kind === 'flags' && this.accept('|') !== undefined)) {
      keys.push(this.value());
    }
    if (only.kind === 'flags' && this.accept('/') !== undefined) {
      const wanted = keys.map((key) => key.text).join('|');
      let mask = this.value().text;
      while (this.accept(',') !== undefined) mask += `|${this.value().text}`;
      this.match(compareMaskedFlags(mask, operator, wanted));
    } else if (only.kind === 'flags' && keys.length > 1) {
      const text = keys.map((key) => key.text).join('|');
      this.match(
        compare(
          only,
          operator,
          keys.slice(0, 1).map((key) => ({ ...key, text })),
        ) ?? fixed(false),
      );
    } else
      this.oneOf(
        selectors,
        operator,
        keys.map((key) => ({ keys: [key], data: [] })),
      );
  }

  /** Any of the elements, or none of them. */
  private oneOf(selectors: readonly Selector[], operator: Operator, elements: readonly Element[]): void {
    const [only, ...more] = selectors;
    if (!only) return;
    const values = elements.flatMap(({ keys }) => keys.slice(0, 1));
    const condition = more.length === 0 ? compare(only, operator, values) : null;
    if (condition) {
      if (this.isOwnPort(only) && operator !== '!=') this.notePorts(values, operator);
      this.match(condition);
      return;
    }
    const options = elements.map(({ keys }): Choice => ({
      when: conditionsFor(selectors, keys),
      then: 'on',
    }));
    if (operator === '!=') {
      this.steps.push({
        kind: 'choose',
        options: options.map(({ when }) => ({ when, then: 'end' })),
        otherwise: 'on',
      });
      return;
    }
    const at = selectors.findIndex((selector) => this.isOwnPort(selector));
    if (at >= 0)
      this.notePorts(
        elements.flatMap(({ keys }) => keys.slice(at, at + 1)),
        operator,
      );
    this.steps.push({ kind: 'choose', options, otherwise: 'end' });
  }

  /** The side on which the machine's own ports stand. */
  private isOwnPort(selector: Selector): boolean {
    const side = this.chain.hook === 'output' || this.chain.hook === 'postrouting' ? 'source' : 'destination';
    return selector.kind === 'port' && selector.side === side;
  }

  private notePorts(values: readonly Value[], operator: Operator): void {
    for (const value of values) {
      const ports = operator === 'implicit' || operator === '==' ? portRange(value) : null;
      if (ports) this.ports.push({ value, ports });
    }
  }

  /** One value, range or block. */
  private value(): Value {
    const first = this.peek();
    this.at++;
    if (!first) return { text: '', at: this.source.at, why: 'a value that is missing' };
    const text = first.text;
    if (first.kind === 'unknown')
      return { text, at: first.at, why: first.why ?? 'a value that is not known' };
    if (text === '*' && first.kind === 'mark') return { text, at: first.at, every: true };
    const next = this.peek(1);
    if (this.text() === '-' && next && next.kind !== 'mark') {
      this.at += 2;
      const at = { start: first.at.start, end: next.at.end };
      return { text, high: next.text, at, ...(next.why === undefined ? {} : { why: next.why }) };
    }
    if (this.text() === '/' && next && /^\d+$/.test(next.text)) {
      this.at += 2;
      return { text, prefix: next.text, at: { start: first.at.start, end: next.at.end } };
    }
    return { text, at: first.at };
  }

  private whyOpaque(name: string): string | undefined {
    const set = this.table.sets.get(name.slice(1));
    if (set?.opaque !== undefined) return set.opaque;
    return set && set.elements.length > 0 ? undefined : `the set ${name}, which is filled elsewhere`;
  }

  /** The elements of a set that stands there, or that is named there. */
  private elementsAt(at: number): readonly Element[] | null {
    const token = this.tokens[at];
    if (!token) return null;
    if (token.text.startsWith('@')) {
      const name = token.text.slice(1);
      const set = this.table.sets.get(name);
      return set && set.elements.length > 0 && set.opaque === undefined ? readElements(set.elements) : null;
    }
    if (token.text !== '{') return null;
    const end = closing(this.tokens, at);
    return readElements(this.tokens.slice(at + 1, end));
  }

  private skipSet(): void {
    this.at = this.text() === '{' ? closing(this.tokens, this.at) + 1 : this.at + 1;
  }

  /** `tcp dport vmap { 21 : accept, 22 : jump ssh }` */
  private verdictMap(selectors: readonly Selector[]): void {
    const name = this.text();
    const why = name.startsWith('@') ? this.whyOpaque(name) : undefined;
    const elements = this.elementsAt(this.at);
    this.skipSet();
    if (!elements || why !== undefined) {
      this.end({ kind: 'unknown', why: why ?? 'a map' });
      return;
    }
    const options = inMapOrder(elements).map(({ keys, data }): Choice => {
      const verdict = new RuleCompiler({ ...this.source, tokens: data }, this.chain, this.table).verdict();
      const then =
        verdict ?? (data[0]?.text === 'continue' ? 'end' : { kind: 'unknown' as const, why: 'a map' });
      const at = selectors.findIndex((selector) => this.isOwnPort(selector));
      const ports = at >= 0 && keys[at] ? portRange(keys[at]) : null;
      const value = keys[at];
      if (ports && value && typeof then !== 'string') this.mention(then, [{ value, ports }]);
      return { when: conditionsFor(selectors, keys), then };
    });
    this.steps.push({ kind: 'choose', options, otherwise: 'end' });
    if (this.ports.length > 0) {
      const [only] = options;
      if (only && typeof only.then !== 'string' && options.every(({ then }) => sameVerdict(then, only.then)))
        this.mention(only.then);
    }
    this.ended = true;
  }

  /** `dnat to 10.0.0.5:21`, `redirect to :21`, `dnat to tcp dport map { 21 : 10.0.0.5 }` */
  private translation(): void {
    const redirects = this.text() === 'redirect';
    this.at++;
    this.accept('ip', 'ip6');
    this.accept('prefix');
    if (this.accept('to') === undefined) {
      this.end({ kind: 'translate', target: { host: null, ports: null, spread: 'pick' } });
      return;
    }
    const colon = redirects ? this.accept(':') !== undefined : false;
    const map = this.tokens.slice(this.at).findIndex(({ text }) => text === 'map');
    if (map >= 0) {
      this.mappedTarget(redirects);
      return;
    }
    const target = redirects ? this.targetPorts(colon, null) : this.targetAddress();
    this.end({ kind: 'translate', target: this.withFlags(target) });
  }

  /** Ports by chance cannot be told. */
  private withFlags(target: Target): Target {
    const flags = this.tokens.slice(this.at).map(({ text }) => text);
    const many = target.ports !== null && target.ports.low < target.ports.high;
    this.at = this.tokens.length;
    const random = flags.includes('random') || flags.includes('fully-random');
    return many && random && target.unknown === undefined
      ? { ...target, unknown: 'a port by chance' }
      : target;
  }

  private targetAddress(): Target {
    if (this.text() === ':') {
      this.at++;
      return this.targetPorts(true, null);
    }
    const bracket = this.accept('[') !== undefined;
    const value = this.value();
    if (bracket) this.accept(']');
    if (value.why !== undefined) return { host: null, ports: null, spread: 'pick', unknown: value.why };
    const host = value.high === undefined ? value.text : `${value.text}-${value.high}`;
    return this.accept(':') === undefined
      ? { host, ports: null, spread: 'pick' }
      : this.targetPorts(true, host);
  }

  private targetPorts(expected: boolean, host: string | null): Target {
    if (!expected) return { host, ports: null, spread: 'pick', unknown: 'a destination' };
    const value = this.value();
    const ports = value.why === undefined ? portRange(value) : null;
    const [first, ...more] = this.ports;
    // The inner numbers stand for the outer ones too.
    if (ports && first && more.length === 0) {
      this.mentions.push({ at: value.at, ports: first.ports, inner: ports, does: 'forwards' });
    }
    if (!ports) return { host, ports, spread: 'pick', unknown: value.why ?? `the port ${value.text}` };
    return { host, ports, spread: 'pick' };
  }

  private mappedTarget(redirects: boolean): void {
    const selectors: Selector[] = [];
    do {
      const selector = this.selector();
      if (!selector) break;
      selectors.push(selector);
    } while (this.accept('.') !== undefined);
    const elements = this.accept('map') === undefined ? null : this.elementsAt(this.at);
    if (!elements || selectors.length === 0) {
      this.end({ kind: 'unknown', why: 'a map of destinations' });
      return;
    }
    const options = inMapOrder(elements).map(({ keys, data }): Choice => {
      const inner = new RuleCompiler({ ...this.source, tokens: data }, this.chain, this.table);
      const verdict: Verdict = { kind: 'translate', target: inner.mapValue(redirects) };
      const [key] = keys;
      const ports = key && selectors[0]?.kind === 'port' ? portRange(key) : null;
      if (ports && key) this.mention(verdict, [{ value: key, ports }]);
      return { when: conditionsFor(selectors, keys), then: verdict };
    });
    this.steps.push({ kind: 'choose', options, otherwise: 'end' });
    this.ended = true;
  }

  /** `10.0.0.5`, `10.0.0.5 . 21`, and a port alone for a redirection. */
  private mapValue(redirects: boolean): Target {
    if (redirects) return this.targetPorts(true, null);
    const target = this.targetAddress();
    return this.accept('.') === undefined ? target : this.targetPorts(true, target.host);
  }
}

const DOES: Readonly<Partial<Record<Verdict['kind'], PortMention['does']>>> = {
  accept: 'accepts',
  drop: 'drops',
  reject: 'rejects',
  translate: 'forwards',
};

function isFixed(condition: Condition, match: string): boolean {
  return condition.kind === 'fixed' && condition.answer.match === match;
}

function sameVerdict(a: Choice['then'], b: Choice['then']): boolean {
  return typeof a !== 'string' && typeof b !== 'string' && a.kind === b.kind;
}

function conditionsFor(selectors: readonly Selector[], keys: readonly Value[]): readonly Condition[] {
  const [only] = keys;
  if (keys.length === 1 && only?.every === true) return [];
  return selectors.map((selector, i) => {
    const key = keys[i];
    return (key && compare(selector, '==', [key])) ?? unknown('a set of several fields');
  });
}

/** What stands for everything else comes last. */
function inMapOrder(elements: readonly Element[]): readonly Element[] {
  const isEvery = ({ keys: [key] }: Element): boolean => key?.every === true;
  return [...elements.filter((each) => !isEvery(each)), ...elements.filter(isEvery)];
}

/** Where the bracket that opens at `at` is closed; the end where it is not. */
function closing(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.kind === 'mark' ? tokens[i]?.text : '';
    if (text === '{') depth++;
    else if (text === '}' && --depth === 0) return i;
  }
  return tokens.length;
}

function readElements(tokens: readonly Token[]): readonly Element[] {
  const elements: Element[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i <= tokens.length && elements.length < ELEMENT_LIMIT; i++) {
    const token = tokens[i];
    const mark = token?.kind === 'mark' ? token.text : '';
    if (mark === '{') depth++;
    else if (mark === '}') depth--;
    if (token && (mark !== ',' || depth > 0)) continue;
    const part = tokens.slice(start, i);
    start = i + 1;
    const inner = withoutBraces(part);
    // A variable that is a set itself.
    if (inner.length < part.length) elements.push(...readElements(inner));
    else if (part.length > 0) elements.push(readElement(part));
  }
  return elements;
}

function readElement(tokens: readonly Token[]): Element {
  const colon = tokens.findIndex(({ kind, text }) => kind === 'mark' && text === ':');
  const left = colon < 0 ? tokens : tokens.slice(0, colon);
  const keys: Value[] = [];
  for (let at = 0; at < left.length;) {
    const { value, next } = valueAt(left, at);
    keys.push(value);
    const dot = left[next];
    if (dot?.text !== '.' || dot.kind !== 'mark') break;
    at = next + 1;
  }
  return { keys, data: colon < 0 ? [] : tokens.slice(colon + 1) };
}

function valueAt(tokens: readonly Token[], at: number): { readonly value: Value; readonly next: number } {
  const [first, mark, last] = tokens.slice(at, at + 3);
  if (!first) return { value: { text: '', at: NOWHERE, why: 'a value that is missing' }, next: at + 1 };
  const value: Value = {
    text: first.text,
    at: first.at,
    ...(first.why === undefined ? {} : { why: first.why }),
    ...(first.text === '*' && first.kind === 'mark' ? { every: true } : {}),
  };
  const whole = last && { start: first.at.start, end: last.at.end };
  if (mark?.kind === 'mark' && mark.text === '-' && last && whole) {
    const why = value.why ?? last.why;
    return {
      value: { ...value, high: last.text, at: whole, ...(why === undefined ? {} : { why }) },
      next: at + 3,
    };
  }
  if (mark?.kind === 'mark' && mark.text === '/' && last && whole) {
    return { value: { ...value, prefix: last.text, at: whole }, next: at + 3 };
  }
  return { value, next: at + 1 };
}

const NOWHERE: TextSpan = { start: 0, end: 0 };

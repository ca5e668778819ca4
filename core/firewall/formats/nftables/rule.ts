import type { FtpHelper, PortMention, Unread } from '../../reading.js';
import { isNever, unknown } from '../netfilter/rules.js';
import type { Condition, Rule } from '../netfilter/rules.js';
import { MATCHES } from '../iptables/matches.js';
import { isHarmless } from '../iptables/targets.js';
import { ComparisonReader } from './comparisons.js';
import { Cursor } from './cursor.js';
import { elementsAt } from './elements.js';
import { readField } from './fields.js';
import { MapReader } from './maps.js';
import { RuleParts } from './rule-parts.js';
import type { NftChain, NftRule, NftTable } from './ruleset.js';
import { portRange, readNumber, type Selector } from './selectors.js';
import { readVerdict } from './verdicts.js';

/** One rule as its words say it. */
interface CompiledRule {
  readonly rule: Rule;
  readonly mentions: readonly PortMention[];
  readonly helpers: readonly FtpHelper[];
  readonly unread: readonly Unread[];
}

export function compileRule(source: NftRule, chain: NftChain, table: NftTable): CompiledRule {
  return new RuleCompiler(source, chain, table).compile();
}

const RATE: Condition = { kind: 'fixed', answer: { match: 'some', why: 'a rate limit' } };

class RuleCompiler {
  private readonly cursor: Cursor;
  private readonly parts: RuleParts;
  private readonly comparisons: ComparisonReader;
  private readonly maps: MapReader;

  constructor(
    private readonly source: NftRule,
    chain: NftChain,
    private readonly table: NftTable,
  ) {
    this.cursor = new Cursor(source.tokens);
    this.parts = new RuleParts(source, chain, table);
    this.comparisons = new ComparisonReader(this.cursor, this.parts);
    this.maps = new MapReader(this.cursor, this.parts);
  }

  compile(): CompiledRule {
    const { elsewhere, unsure, at } = this.source;
    const { cursor } = this;
    if (elsewhere !== undefined)
      this.parts.steps.push({ kind: 'verdict', verdict: { kind: 'unknown', why: elsewhere } });
    while (!cursor.done && !this.parts.ended) {
      const before = cursor.at;
      this.statement();
      if (cursor.at === before) cursor.at++;
    }
    const never = this.parts.steps.some(isNever);
    return {
      rule: { steps: this.parts.steps, at, ...(unsure === undefined ? {} : { unsure }) },
      mentions: never ? [] : this.parts.mentions,
      helpers: never ? [] : this.parts.helpers,
      unread: never || elsewhere !== undefined ? [] : this.parts.unread,
    };
  }

  private statement(): void {
    const { cursor } = this;
    const verdict = readVerdict(cursor);
    if (verdict) {
      this.parts.end(verdict);
      return;
    }
    const word = cursor.text();
    if (word.startsWith('#')) {
      cursor.at++;
      const target = /^# ?xt_([A-Z]+)/.exec(word)?.[1];
      if (target === undefined)
        this.parts.end({ kind: 'unknown', why: 'a part that nft lists as a comment' });
      else this.extensionTarget(target);
      return;
    }
    switch (word) {
      case 'continue':
      case 'notrack':
        cursor.at++;
        if (word === 'notrack') this.parts.steps.push({ kind: 'untrack' });
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
        this.parts.end({ kind: 'masquerade' });
        return;
      case 'xt':
        this.extension();
        return;
      case 'limit':
      case 'quota':
        cursor.at++;
        cursor.skipToHead();
        this.parts.match(RATE);
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
        this.maps.translation();
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
      this.parts.match(
        always ? { kind: 'fixed', answer: always } : unknown(`what the match ${name?.text ?? ''} is told`),
      );
    }
  }

  private extensionTarget(name: string): void {
    if (name === 'MARK' || name === 'CONNMARK')
      for (const of of ['packet', 'connection'] as const)
        this.parts.steps.push({ kind: 'mark', of, value: null, mask: 0xffff_ffff });
    else if (name === 'SNAT' || name === 'MASQUERADE') this.parts.end({ kind: 'masquerade' });
    else if (!isHarmless(name)) this.parts.end({ kind: 'unknown', why: `what the target ${name} is told` });
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
    if (limits) this.parts.match(RATE);
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
        this.comparisons.unreadable();
        return;
      }
      if (field.family !== undefined && this.table.family !== 'ip' && this.table.family !== 'ip6') {
        this.parts.match({ kind: 'family', family: field.family, negated: false });
      }
      selectors.push(field.selector);
    } while (cursor.accept('.') !== undefined);
    const [only, ...more] = selectors;
    if (cursor.accept('vmap') !== undefined) this.maps.verdictMap(selectors);
    else if (only && more.length === 0 && cursor.accept('set') !== undefined) this.assignment(only);
    else if (only && more.length === 0 && cursor.accept('&', 'and') !== undefined)
      this.comparisons.masked(only);
    else {
      cursor.accept('over');
      this.comparisons.rightSide(selectors, this.comparisons.operator());
    }
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
    if (copies && plain)
      this.parts.steps.push({ kind: 'copyMark', to: selector.of, mask: full, fromMask: full });
    else
      this.parts.steps.push({
        kind: 'mark',
        of: selector.of,
        value: plain ? readNumber(from) : null,
        mask: full,
      });
  }

  private helper(): void {
    const { cursor } = this;
    if (this.isFtp(cursor.peek()?.text ?? '')) this.parts.watch(this.parts.ports.map(({ ports }) => ports));
    if (cursor.text() !== 'tcp') return;
    // `ct helper set tcp dport map { 21 : "ftp" }`
    const map = cursor.tokens.findIndex(({ text }, i) => i > cursor.at && text === 'map');
    const elements = map < 0 ? '' : elementsAt(cursor.tokens, map + 1, this.table);
    if (typeof elements === 'string') return;
    const own = elements.filter(({ data }) => data.some(({ text }) => this.isFtp(text)));
    if (own.length > 0) this.parts.watch(own.flatMap(({ keys: [key] }) => (key && portRange(key)) ?? []));
  }

  private isFtp(name: string): boolean {
    const type = this.table.helpers.get(name);
    return type === undefined ? /^ftp/.test(name) : type === 'ftp';
  }
}

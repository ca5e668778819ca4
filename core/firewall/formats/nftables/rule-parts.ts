import type { FtpHelper, PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import { ALL_PORTS } from '../../ports/port-spans.js';
import { isLimit, unknown, VERDICT_WORDS, watchedPorts } from '../netfilter/rules.js';
import type { Condition, Step, Verdict } from '../netfilter/rules.js';
import { inMapOrder, type Element } from './elements.js';
import type { NftChain, NftRule, NftTable } from './ruleset.js';
import { compare, isNegated, portRange, type Operator, type Selector, type Value } from './selectors.js';

type ChoiceOption = Extract<Step, { kind: 'choose' }>['options'][number];

/** Ports that a rule names, with where. */
interface PlacedPorts {
  readonly value: Value;
  readonly ports: PortRange;
}

/** What the words of one rule come to, as far as they are read. */
export class RuleParts {
  readonly steps: Step[] = [];
  readonly ports: PlacedPorts[] = [];
  readonly mentions: PortMention[] = [];
  readonly helpers: FtpHelper[] = [];
  readonly unread: Unread[] = [];
  ended = false;

  constructor(
    readonly source: NftRule,
    readonly chain: NftChain,
    readonly table: NftTable,
  ) {}

  match(condition: Condition): void {
    this.steps.push({ kind: 'match', condition });
    if (condition.kind === 'fixed' && condition.answer.match === 'unknown') {
      this.unread.push({ at: this.source.at, why: condition.answer.why ?? 'something in it' });
    }
  }

  end(verdict: Verdict): void {
    this.steps.push({ kind: 'verdict', verdict });
    if (verdict.kind === 'unknown') this.unread.push({ at: this.source.at, why: verdict.why });
    this.mention(verdict, this.ports);
    this.ended = true;
  }

  mention(verdict: Verdict, ports: readonly PlacedPorts[]): void {
    const does = VERDICT_WORDS[verdict.kind];
    if (does === undefined || (does !== 'accepts' && this.steps.some(isLimit))) return;
    const target = verdict.kind === 'translate' ? verdict.target : undefined;
    for (const { value, ports: range } of ports) {
      const inner = target ? (target.ports ?? range) : undefined;
      this.noteMention(value.at, { ports: range, does, ...(inner ? { inner } : {}) });
    }
  }

  /** The numbers may stand in a set or where a variable is defined. */
  noteMention(at: TextSpan, what: Omit<PortMention, 'at'>): void {
    const { at: rule } = this.source;
    const within = rule.start <= at.start && at.end <= rule.end;
    this.mentions.push({ at, ...what, ...(within ? {} : { rule }) });
  }

  watch(ranges: readonly PortRange[]): void {
    this.helpers.push({ at: this.source.at, ports: watchedPorts(ranges), how: 'assigned' });
    for (const { value, ports: range } of this.ports)
      this.noteMention(value.at, { ports: range, does: 'watches' });
  }

  /** Any of the elements, or none of them. */
  oneOf(selectors: readonly Selector[], operator: Operator, elements: readonly Element[]): void {
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
      for (const { keys } of elements) this.ports.push(...placedPorts(keys[own]));
    }
    const values = elements.flatMap(({ keys }) => keys.slice(0, 1));
    const condition = more.length === 0 ? compare(only, operator, values) : null;
    if (condition) {
      this.match(condition);
      return;
    }
    const then = negated ? 'end' : 'on';
    const options = elements.map(({ keys }): ChoiceOption => ({
      when: conditionsFor(selectors, keys),
      then,
    }));
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

  /** Put in by iptables-nft: a table with such a name, and rules that count after what they match. */
  private isForeign(): boolean {
    const { family, name } = this.table;
    const counts = this.source.tokens.some(
      ({ text }, i, { [i + 1]: next }) => text === 'counter' && next?.text === 'packets',
    );
    return counts && (family === 'ip' || family === 'ip6') && FOREIGN.has(name);
  }

  /** The side on which the machine's own ports stand. */
  isOwnPort(selector: Selector): boolean {
    const { hook } = this.chain;
    const side = hook === 'output' || hook === 'postrouting' ? 'source' : 'destination';
    return selector.kind === 'port' && selector.side === side;
  }

  /** Ends the rule with a verdict for each element of a map. */
  choose(
    selectors: readonly Selector[],
    elements: readonly Element[],
    verdictOf: (element: Element) => Verdict | 'end',
  ): void {
    const own = selectors.findIndex((selector) => this.isOwnPort(selector));
    const options = inMapOrder(elements).map((element): ChoiceOption => {
      const then = verdictOf(element);
      if (own >= 0 && then !== 'end') this.mention(then, placedPorts(element.keys[own]));
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

function placedPorts(value: Value | undefined): readonly PlacedPorts[] {
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

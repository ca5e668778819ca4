import { fixed, unknown } from '../netfilter/rules.js';
import type { Cursor } from './cursor.js';
import { elementsAt } from './elements.js';
import type { RuleParts } from './rule-parts.js';
import {
  compare,
  compareFragment,
  compareMaskedFlags,
  OPERATORS,
  readNumber,
  type Operator,
  type Selector,
  type Value,
} from './selectors.js';

/** Reads what a rule compares its fields with. */
export class ComparisonReader {
  constructor(
    private readonly cursor: Cursor,
    private readonly parts: RuleParts,
  ) {}

  operator(): Operator {
    const found = OPERATORS.get(this.cursor.text());
    if (found !== undefined) this.cursor.at++;
    return found ?? 'implicit';
  }

  /** Something that is not read here: on with what comes next. */
  unreadable(): void {
    const token = this.cursor.peek();
    if (!token) return;
    this.cursor.at++;
    this.cursor.skipToHead();
    this.parts.match(unknown(token.why ?? `"${token.text.slice(0, 40)}"`));
  }

  /** `tcp flags & (fin|syn) == syn`, `meta mark & 0xff == 0x1` */
  masked(selector: Selector): void {
    const mask = this.bits();
    const operator = this.operator();
    const value = this.bits();
    if (selector.kind === 'flags') {
      this.parts.match(compareMaskedFlags(mask, operator, value));
      return;
    }
    if (selector.kind === 'fragment') {
      this.parts.match(compareFragment(mask, operator, value));
      return;
    }
    const [bits, wanted] = [readNumber(mask), readNumber(value)];
    const known = selector.kind === 'mark' && bits !== null && wanted !== null && operator !== 'implicit';
    if (!known) this.parts.match(unknown('a comparison of single bits'));
    else
      this.parts.match({
        kind: 'mark',
        of: selector.of,
        value: wanted,
        mask: bits,
        negated: operator === '!=',
      });
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

  rightSide(selectors: readonly Selector[], operator: Operator): void {
    const { cursor } = this;
    const set = cursor.text();
    const whole = operator === 'implicit' ? '==' : operator;
    if (set === '{' || set.startsWith('@')) {
      const elements = elementsAt(cursor.tokens, cursor.at, this.parts.table);
      cursor.skipSet();
      if (typeof elements === 'string') this.parts.match(unknown(elements));
      else this.parts.oneOf(selectors, whole, elements);
      return;
    }
    const keys = [cursor.value()];
    if (selectors.length > 1) {
      while (cursor.accept('.') !== undefined) keys.push(cursor.value());
      this.parts.oneOf(selectors, whole, [{ keys, data: [] }]);
    } else if (selectors[0]?.kind === 'flags') this.flags(operator, keys);
    else {
      // States in a row, without brackets: any of them.
      while (cursor.accept(',') !== undefined) keys.push(cursor.value());
      this.parts.oneOf(
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
      this.parts.match(compareMaskedFlags(row(this.cursor.value().text), operator, wanted));
    else if (operator === '!') this.parts.match(compareMaskedFlags(wanted, '==', '0'));
    else this.parts.match(compare({ kind: 'flags' }, operator, [{ ...first, text: wanted }]) ?? fixed(false));
  }
}

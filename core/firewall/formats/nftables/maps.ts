import { Cursor } from './cursor.js';
import { elementsAt } from './elements.js';
import { readField } from './fields.js';
import type { RuleParts } from './rule-parts.js';
import type { Selector } from './selectors.js';
import { readTarget, readTargetValue } from './targets.js';
import { readVerdict } from './verdicts.js';

/** Reads translations, and maps from fields to verdicts or destinations. */
export class MapReader {
  constructor(
    private readonly cursor: Cursor,
    private readonly parts: RuleParts,
  ) {}

  /** `tcp dport vmap { 21 : accept, 22 : jump ssh }` */
  verdictMap(selectors: readonly Selector[]): void {
    const { cursor } = this;
    const elements = elementsAt(cursor.tokens, cursor.at, this.parts.table);
    cursor.skipSet();
    if (typeof elements === 'string') {
      this.parts.end({ kind: 'unknown', why: elements });
      return;
    }
    this.parts.choose(selectors, elements, ({ data }) => {
      const inner = new Cursor(data);
      return (
        readVerdict(inner) ??
        (inner.accept('continue') === undefined ? { kind: 'unknown', why: 'a map' } : 'end')
      );
    });
  }

  /** `dnat to 10.0.0.5:21`, `redirect to :21`, `dnat to tcp dport map { 21 : 10.0.0.5 }` */
  translation(): void {
    const { cursor } = this;
    const redirects = cursor.text() === 'redirect';
    cursor.at++;
    cursor.accept('ip', 'ip6');
    cursor.accept('prefix');
    for (const word of ['addr', '.', 'port']) cursor.accept(word);
    if (cursor.accept('to') === undefined) {
      this.parts.end({ kind: 'translate', target: { host: null, ports: null, spread: 'pick' } });
    } else if (cursor.tokens.some(({ text }, i) => i > cursor.at && text === 'map'))
      this.mappedTarget(redirects);
    else {
      const { target, port } = readTarget(cursor, redirects);
      const [outer, ...more] = this.parts.ports;
      // The inner numbers stand for the outer ones too.
      if (port && target.ports && outer && more.length === 0) {
        this.parts.noteMention(port.at, { ports: outer.ports, inner: target.ports, does: 'forwards' });
      }
      this.parts.end({ kind: 'translate', target });
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
      cursor.accept('map') === undefined ? 'a map' : elementsAt(cursor.tokens, cursor.at, this.parts.table);
    if (typeof elements === 'string' || selectors.length === 0) {
      this.parts.end({
        kind: 'unknown',
        why: typeof elements === 'string' ? elements : 'a map of destinations',
      });
      return;
    }
    this.parts.choose(selectors, elements, ({ data }) => ({
      kind: 'translate',
      target: readTargetValue(new Cursor(data), redirects),
    }));
  }
}

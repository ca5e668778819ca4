import type { HclBlock, HclValue } from './hcl-tree.js';

/** References, lists and calls inside each other. */
const DEPTH_LIMIT = 12;
/** Elements of a list that are looked at. */
const ITEM_LIMIT = 500;
/** Functions that only change the type of what they are given. */
const CASTS = [
  'tonumber',
  'tostring',
  'toset',
  'tolist',
  'tobool',
  'nonsensitive',
  'distinct',
  'sort',
  'flatten',
];
const JOINS = ['concat', 'setunion'];

export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** What the variables and locals of one file stand for, as far as it says: defaults are what counts. */
export class TerraformScope {
  private readonly variables = new Map<string, HclValue | undefined>();
  private readonly locals = new Map<string, HclValue>();

  constructor(
    blocks: readonly HclBlock[],
    private readonly outer?: TerraformScope,
    private readonly bound?: ReadonlyMap<string, HclValue>,
  ) {
    for (const { type, labels, attributes } of blocks) {
      if (type === 'variable') this.variables.set(labels[0] ?? '', attributes.get('default')?.value);
      if (type !== 'locals') continue;
      for (const [name, { value }] of attributes) this.locals.set(name, value);
    }
  }

  /** The same, and what `each.value` and its kin stand for. */
  with(bound: ReadonlyMap<string, HclValue>): TerraformScope {
    return new TerraformScope([], this, bound);
  }

  private lookUp(root: string, name: string): HclValue | undefined {
    const own = this.bound?.get(`${root}.${name}`);
    if (own) return own;
    if (this.outer) return this.outer.lookUp(root, name);
    return root === 'var' ? this.variables.get(name) : root === 'local' ? this.locals.get(name) : undefined;
  }

  /** Follows variables and locals to what was written for them. */
  resolve(value: HclValue, depth = 0): HclValue {
    if (depth > DEPTH_LIMIT) return value;
    if (value.kind === 'call') return this.result(value, depth + 1) ?? value;
    if (value.kind !== 'reference') return value;
    const [root = '', name = '', ...more] = value.path;
    const found = this.lookUp(root, name);
    let target = found && this.resolve(found, depth + 1);
    for (const key of more) {
      const entry = target && this.part(target, key, depth + 1);
      target = entry && this.resolve(entry, depth + 1);
    }
    return target ?? value;
  }

  /** Of a list or an object: `.name`, `["name"]`, `[0]`, `[count.index]`. */
  private part(target: HclValue, key: string, depth: number): HclValue | undefined {
    const index = /^\[\s{0,9}(?:"([^"]{0,200})"|(\d{1,6})|([A-Za-z_][\w.-]{0,200}))\s{0,9}\]$/.exec(key);
    if (!index) return target.kind === 'object' ? target.entries.get(key) : undefined;
    const [, text, digits, written] = index;
    const path = written?.split('.');
    const found = path && this.resolve({ kind: 'reference', path, at: target.at }, depth);
    const name =
      text ??
      digits ??
      (found?.kind === 'text' ? found.text : found?.kind === 'number' ? `${found.value}` : '');
    if (target.kind === 'object') return target.entries.get(name);
    return target.kind === 'list' && /^\d+$/.test(name) ? target.items[Number(name)] : undefined;
  }

  /** What a function makes of what it is given; undefined where that is not known. */
  private result(
    { name, given, at }: Extract<HclValue, { kind: 'call' }>,
    depth: number,
  ): HclValue | undefined {
    const [first, second, third] = given;
    if (!first) return undefined;
    if (CASTS.includes(name)) return this.resolve(first, depth);
    const target = this.resolve(first, depth);
    switch (name) {
      case 'length': {
        const entries = this.entries(target);
        const length = entries.known ? entries.value.length : 0;
        return length > 0 ? { kind: 'number', value: length, at } : undefined;
      }
      case 'element': {
        const index = second && this.resolve(second, depth);
        const number = index?.kind === 'number' || index?.kind === 'text' ? Number(this.plain(index)) : NaN;
        if (target.kind !== 'list' || !(number >= 0)) return undefined;
        const item = target.items[number % target.items.length];
        return item && this.resolve(item, depth);
      }
      case 'lookup': {
        const key = second && this.text(second);
        if (target.kind !== 'object' || key?.known !== true) return undefined;
        const entry = target.entries.get(key.value) ?? third;
        return entry && this.resolve(entry, depth);
      }
      default:
        return undefined;
    }
  }

  private plain(value: HclValue): string {
    return value.kind === 'number' ? `${value.value}` : value.kind === 'text' ? value.text : '';
  }

  /** What `for_each` goes over: an object's entries, or the elements of a list or set. */
  entries(value: HclValue): Known<readonly { readonly key: HclValue; readonly value: HclValue }[]> {
    const found = this.resolve(value);
    if (found.kind === 'object') {
      const value = [...found.entries].map(([text, entry]) => ({
        key: { kind: 'text' as const, text, at: entry.at },
        value: this.resolve(entry),
      }));
      return { known: true, value };
    }
    if (found.kind !== 'list') return unknown(found);
    return { known: true, value: found.items.map((item) => ({ key: item, value: this.resolve(item) })) };
  }

  text(value: HclValue): Known<string> {
    const found = this.resolve(value);
    if (found.kind === 'text') return { known: true, value: found.text };
    if (found.kind === 'number') return { known: true, value: `${found.value}` };
    return unknown(found);
  }

  number(value: HclValue): Known<number> {
    const found = this.resolve(value);
    if (found.kind === 'number') return { known: true, value: found.value };
    if (found.kind === 'text' && /^-?\d{1,9}$/.test(found.text))
      return { known: true, value: Number(found.text) };
    return unknown(found);
  }

  /** The elements of a list, with lists that are joined or stand inside each other laid flat. */
  elements(value: HclValue, depth = 0): Known<readonly HclValue[]> {
    const found = this.resolve(value);
    const parts =
      found.kind === 'list'
        ? found.items
        : found.kind === 'call' && JOINS.includes(found.name)
          ? found.given
          : undefined;
    if (!parts || depth > DEPTH_LIMIT) return unknown(found);
    const elements: HclValue[] = [];
    for (const part of parts.slice(0, ITEM_LIMIT)) {
      const element = this.resolve(part);
      if (element.kind !== 'list' && found.kind === 'list') {
        elements.push(element);
        continue;
      }
      const inner = this.elements(element, depth + 1);
      if (!inner.known) return inner;
      elements.push(...inner.value.slice(0, ITEM_LIMIT - elements.length));
    }
    return { known: true, value: elements };
  }

  texts(value: HclValue): Known<readonly string[]> {
    const elements = this.elements(value);
    if (!elements.known) return elements;
    const texts: string[] = [];
    for (const element of elements.value) {
      const text = this.text(element);
      if (!text.known) return text;
      texts.push(text.value);
    }
    return { known: true, value: texts };
  }
}

function unknown(value: HclValue): { readonly known: false; readonly why: string } {
  return { known: false, why: whyUnknown(value) };
}

/** In a few words, for people. */
function whyUnknown(value: HclValue): string {
  switch (value.kind) {
    case 'reference':
      return value.path[0] === 'var' ? `the variable ${pathText(value.path.slice(1))}` : pathText(value.path);
    case 'call':
      return `the result of ${value.name.slice(0, 80)}()`;
    case 'other':
      return 'a value that is worked out';
    default:
      return 'a value of another type';
  }
}

/** For people: without what stands in brackets. */
export function pathText(path: readonly string[]): string {
  return path
    .filter((part) => !part.startsWith('['))
    .join('.')
    .slice(0, 80);
}

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

  constructor(blocks: readonly HclBlock[]) {
    for (const { type, labels, attributes } of blocks) {
      if (type === 'variable') this.variables.set(labels[0] ?? '', attributes.get('default')?.value);
      if (type !== 'locals') continue;
      for (const [name, { value }] of attributes) this.locals.set(name, value);
    }
  }

  /** Follows variables and locals to what was written for them. */
  resolve(value: HclValue, depth = 0): HclValue {
    if (depth > DEPTH_LIMIT) return value;
    if (value.kind === 'call') {
      const [given] = value.given;
      return given && CASTS.includes(value.name) ? this.resolve(given, depth + 1) : value;
    }
    if (value.kind !== 'reference') return value;
    const [root, name = '', ...more] = value.path;
    const found =
      root === 'var' ? this.variables.get(name) : root === 'local' ? this.locals.get(name) : undefined;
    let target = found && this.resolve(found, depth + 1);
    for (const key of more) {
      const entry = target?.kind === 'object' ? target.entries.get(key) : undefined;
      target = entry && this.resolve(entry, depth + 1);
    }
    return target ?? value;
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
      return value.path[0] === 'var'
        ? `the variable ${value.path.slice(1).join('.').slice(0, 80)}`
        : value.path.join('.').slice(0, 80);
    case 'call':
      return `the result of ${value.name.slice(0, 80)}()`;
    case 'other':
      return 'a value that is worked out';
    default:
      return 'a value of another type';
  }
}

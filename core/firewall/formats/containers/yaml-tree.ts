import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { Alias, CST, Document, ParsedNode } from 'yaml';
import type { TextSpan } from '../../reading.js';
import { fillTemplate } from './placeholders.js';

/** Characters of a file that is read; a longer one is not of this kind. */
export const LONGEST_YAML = 300_000;
const DOCUMENT_LIMIT = 1000;
/** Levels inside each other. */
const DEPTH_LIMIT = 60;
/** How many aliases are followed in a row. */
const HOPS = 20;
/** The same for merges. */
const MERGES = 200;
/** Entries of mappings that are looked at in one document. */
const LOOK_UPS = 2_000_000;
/** Items of lists and mappings that are read one after the other in one document. */
const LISTED = 400_000;

export type YamlNode = ParsedNode;
type YamlMap = Extract<ParsedNode, { items: { key: unknown }[] }>;

export interface YamlText {
  readonly text: string;
  /** Without quotes. */
  readonly at: TextSpan;
  readonly quote: '"' | "'" | '';
}

export interface YamlEntry {
  readonly name: string;
  readonly key: TextSpan;
  readonly value: YamlNode | null;
}

/**
 * The documents of a YAML file, as far as they can be read; what a template fills in is holes. Empty for what is too
 * long or too deep to be worth it. What stands before `from` belongs to another file. Never throws.
 */
export function readYaml(text: string, from = 0): readonly YamlDocument[] {
  if (text.length - from > LONGEST_YAML) return [];
  const { text: filled, blocks } = fillTemplate(from === 0 ? text : blankedUpTo(text, from));
  const tokens = [...new Parser().parse(filled)];
  if (!isShallow(tokens)) return [];
  // Every plain value stays text: `21:21`, `0x15` and `no` mean different things to different readers.
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: YamlDocument[] = [];
  let end = 0;
  for (const document of composer.compose(tokens, false, filled.length)) {
    if (documents.length >= DOCUMENT_LIMIT) break;
    const span = { start: end, end: document.range[2] };
    end = span.end;
    documents.push(new YamlDocument(filled, document, span, blocks));
  }
  return documents;
}

/** Empty lines for the file before, and for the mark of byte order that the other may begin with: places stay. */
function blankedUpTo(text: string, from: number): string {
  const start = text.startsWith('\ufeff', from) ? from + 1 : from;
  return '\n'.repeat(start) + text.slice(start);
}

/** Composing is recursive, so depth is looked at first, without recursion. */
function isShallow(tokens: readonly CST.Token[]): boolean {
  let level: CST.Token[] = [...tokens];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return false;
    const next: CST.Token[] = [];
    for (const token of level) {
      if (token.type === 'document' && token.value) next.push(token.value);
      if (!('items' in token)) continue;
      for (const { key, value } of token.items) {
        if (key) next.push(key);
        if (value) next.push(value);
      }
    }
    level = next;
  }
  return true;
}

export class YamlDocument {
  readonly root: YamlNode | null;
  private readonly targets: ReadonlyMap<Alias, YamlNode>;
  /** What a mapping holds by each name with all that is merged in; undefined while it is being looked up. */
  private readonly found = new Map<YamlNode, Map<string, YamlEntry | undefined>>();
  private lookUps = 0;
  private listed = 0;
  private unfinished = false;
  private readonly hasErrors: boolean;

  constructor(
    private readonly source: string,
    document: Document.Parsed,
    readonly span: TextSpan,
    private readonly blocks: readonly number[],
  ) {
    this.root = document.contents;
    this.hasErrors = document.errors.length > 0;
    this.targets = aliasTargets(document.contents);
  }

  /** Every YAML reader takes it, and what was asked of it could be looked up. */
  get isValid(): boolean {
    return !this.hasErrors && !this.unfinished;
  }

  /** What an alias stands for, or the node itself. */
  follow(node: YamlNode | null | undefined): YamlNode | null {
    let found = node ?? null;
    for (let hops = 0; found && isAlias(found); hops++) {
      if (hops >= HOPS) return null;
      found = this.targets.get(found) ?? null;
    }
    return found;
  }

  /** The entry of that name, also one that is merged in (`<<`). The last of several counts. */
  entry(node: YamlNode | null | undefined, name: string, hops = 0): YamlEntry | undefined {
    const map = this.follow(node);
    if (!map || !isMap(map)) return undefined;
    if (hops > MERGES || this.lookUps > LOOK_UPS) {
      this.unfinished = true;
      return undefined;
    }
    const known = this.found.get(map) ?? new Map<string, YamlEntry | undefined>();
    if (known.has(name)) return known.get(name);
    this.found.set(map, known.set(name, undefined));
    this.lookUps += 1 + map.items.length;
    const entry = this.lookedUp(map, name, hops);
    known.set(name, entry);
    return entry;
  }

  private lookedUp(map: YamlMap, name: string, hops: number): YamlEntry | undefined {
    for (let i = map.items.length - 1; i >= 0; i--) {
      const found = this.named(map.items[i]);
      if (found?.name === name) return found;
    }
    for (const source of this.merged(map)) {
      const found = this.entry(source, name, hops + 1);
      if (found) return found;
    }
    return undefined;
  }

  value(node: YamlNode | null | undefined, ...path: readonly string[]): YamlNode | null {
    let found = this.follow(node);
    for (const name of path) found = this.follow(this.entry(found, name)?.value);
    return found;
  }

  /** The entries that stand in a mapping itself. */
  entries(node: YamlNode | null | undefined): readonly YamlEntry[] {
    const map = this.follow(node);
    return map && isMap(map) && this.mayList(map) ? map.items.flatMap((pair) => this.named(pair) ?? []) : [];
  }

  /** Aliases repeat a list as often as they stand there: no more than that is read. */
  private mayList({ items: { length } }: { readonly items: readonly unknown[] }): boolean {
    this.listed += length;
    if (this.listed > LISTED) this.unfinished = true;
    return this.listed <= LISTED;
  }

  /** The items of a list; undefined where it is none. */
  items(node: YamlNode | null | undefined): readonly YamlNode[] | undefined {
    const list = this.follow(node);
    if (!list || !isSeq(list)) return undefined;
    return this.mayList(list) ? list.items.flatMap((item) => this.follow(item) ?? []) : [];
  }

  isMapping(node: YamlNode | null | undefined): boolean {
    return isMap(this.follow(node));
  }

  text(node: YamlNode | null | undefined): YamlText | undefined {
    const scalar = this.follow(node);
    if (!scalar || !isScalar(scalar) || typeof scalar.value !== 'string') return undefined;
    const [start, end] = scalar.range;
    if (scalar.type !== 'QUOTE_DOUBLE' && scalar.type !== 'QUOTE_SINGLE') {
      return { text: scalar.value, at: { start, end }, quote: '' };
    }
    const quote = scalar.type === 'QUOTE_DOUBLE' ? '"' : "'";
    return { text: scalar.value, at: { start: start + 1, end: Math.max(start + 1, end - 1) }, quote };
  }

  /** Quotes and all, without what follows on the line or below. */
  spanOf(node: YamlNode): TextSpan {
    const [start] = node.range;
    let [, end] = lastOf(node).range;
    while (end > start && ' \t\r\n'.includes(this.source.charAt(end - 1))) end--;
    return { start, end };
  }

  isFlow(node: YamlNode | null): boolean {
    const list = this.follow(node);
    return list !== null && (isSeq(list) || isMap(list)) && list.flow === true;
  }

  /** A tag like `!override`. */
  tag(node: YamlNode | null | undefined): string | undefined {
    return node?.tag;
  }

  /** A template may put more there or right after it, or leave something out. */
  isSteered({ start, end }: TextSpan): boolean {
    let behind = end;
    while (behind < this.source.length && ' \t\r\n'.includes(this.source.charAt(behind))) behind++;
    return this.blocks.some((offset) => offset >= start && offset < behind);
  }

  private named(pair: { key: unknown; value: unknown } | undefined): YamlEntry | undefined {
    if (!pair) return undefined;
    const key = this.follow(pair.key as YamlNode | null);
    const text = this.text(key);
    if (!text || !key) return undefined;
    return { name: text.text, key: this.spanOf(key), value: pair.value as YamlNode | null };
  }

  private merged(map: YamlNode): readonly YamlNode[] {
    const sources = this.entries(map).filter(({ name }) => name === '<<');
    return sources.flatMap(({ value }) => this.items(value) ?? this.follow(value) ?? []);
  }
}

/** The last part of a list or mapping that is not in brackets. */
function lastOf(node: YamlNode): YamlNode {
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last ? lastOf(last) : node;
  }
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last ? lastOf(last.value ?? last.key) : node;
  }
  return node;
}

/** Which node each alias means: the last one of that name before it. */
function aliasTargets(root: YamlNode | null): ReadonlyMap<Alias, YamlNode> {
  const anchors = new Map<string, YamlNode>();
  const targets = new Map<Alias, YamlNode>();
  const visit = (node: YamlNode | null): void => {
    if (!node) return;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
      return;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) node.items.forEach(visit);
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        visit(key);
        visit(value);
      }
    }
  };
  visit(root);
  return targets;
}

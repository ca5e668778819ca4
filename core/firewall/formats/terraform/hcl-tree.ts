import { hclLanguage } from 'codemirror-lang-hcl';
import type { TextSpan } from '../../reading.js';
import { topBlocks, type TopBlock } from './hcl-blocks.js';

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly at: TextSpan;
  /** Up to the brace. */
  readonly head: TextSpan;
  /** The last of the labels, without quotes. */
  readonly label?: TextSpan;
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
  /** Something in it could not be read. */
  readonly isBroken: boolean;
}

export interface HclAttribute {
  /** The name, the sign and the value. */
  readonly at: TextSpan;
  readonly key: TextSpan;
  readonly value: HclValue;
}

/** An expression, as far as files about ports use them. */
export type HclValue = { readonly at: TextSpan } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, HclValue> }
  /** `var.low`, `aws_security_group.ftp[0].id`; what stands in brackets is a part of its own, with them. */
  | { readonly kind: 'reference'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly HclValue[] }
  /** Anything that is worked out: as it is written. */
  | { readonly kind: 'other'; readonly written: string }
);

/** Characters of a file, and of the blocks of it that are looked at. */
const LENGTH_LIMIT = 1_000_000;
const PARSED_LIMIT = 100_000;
/** Of blocks with errors: going on behind an error is dear. */
const MENDED_LENGTH = 3000;
const MENDED_LIMIT = 4;

export interface HclFile {
  readonly blocks: readonly HclBlock[];
  /** Blocks that were wanted and could not be read. */
  readonly skipped: readonly TextSpan[];
}

/**
 * The blocks of an HCL file whose head (`resource "aws_security_group" "ftp"`) is wanted. Bounded: what is longer or
 * more tangled than people write is skipped. Never throws.
 */
export function readHcl(text: string, isWanted: (head: string) => boolean): HclFile {
  const blocks: HclBlock[] = [];
  const skipped: TextSpan[] = [];
  let parsed = 0;
  let mended = 0;
  for (const block of text.length > LENGTH_LIMIT ? [] : topBlocks(text)) {
    if (!isWanted(block.head)) continue;
    parsed += block.text.length;
    let tree = block.isAbsurd || block.isBroken || parsed > PARSED_LIMIT ? undefined : strictTree(block);
    if (!tree && !block.isAbsurd && block.text.length <= MENDED_LENGTH && mended < MENDED_LIMIT) {
      mended++;
      tree = hclLanguage.parser.parse(block.text);
    }
    const node = tree?.topNode.getChild('Body')?.getChild('Block');
    if (node) blocks.push(new Reader(block).block(node, block.isBroken));
    else skipped.push(block.span);
  }
  return { blocks, skipped };
}

const strictParser = hclLanguage.parser.configure({ strict: true });

type Tree = ReturnType<typeof strictParser.parse>;
type SyntaxNode = Tree['topNode'];

/** Undefined where it has an error. */
function strictTree(block: TopBlock): Tree | undefined {
  try {
    return strictParser.parse(block.text);
  } catch {
    return undefined;
  }
}

class Reader {
  constructor(private readonly source: TopBlock) {}

  block(node: SyntaxNode, isBroken: boolean): HclBlock {
    const body = node.getChild('Body');
    const labels = node.getChildren('BlockLabel');
    const last = labels.at(-1);
    const label = last && this.label(last) !== this.written(last) ? this.inner(last).at : undefined;
    const attributes = new Map<string, HclAttribute>();
    for (const one of body?.getChildren('Attribute') ?? []) {
      const key = one.getChild('Identifier');
      const value = one.getChild('Expression');
      if (key && value && !hasError(one)) {
        attributes.set(this.written(key), {
          at: this.span(one),
          key: this.span(key),
          value: this.value(value),
        });
      }
    }
    return {
      type: this.written(node.getChild('BlockType')),
      labels: labels.map((one) => this.label(one)),
      at: this.span(node),
      head: { start: this.span(node).start, end: this.span(last ?? node).end },
      ...(label ? { label } : {}),
      attributes,
      blocks: (body?.getChildren('Block') ?? []).map((inner) => this.block(inner, isBroken)),
      isBroken: isBroken || hasError(node),
    };
  }

  private value(node: SyntaxNode): HclValue {
    const at = this.span(node);
    const other: HclValue = { kind: 'other', written: this.written(node), at };
    const [first, ...more] = childrenOf(node);
    if (!first) return other;
    switch (first.name) {
      case 'VariableExpr':
        return this.reference(first, more) ?? other;
      case 'LiteralValue':
        return more.length === 0 ? this.literal(first, other) : other;
      case 'TemplateExpr':
        return more.length === 0 ? this.template(first, other) : other;
      case 'CollectionValue':
        return more.length === 0 ? this.collection(first, other) : other;
      case 'FunctionCall':
        return more.length === 0 ? this.call(first, at) : other;
      case 'Operation':
        return more.length === 0 ? (this.negative(first) ?? other) : other;
      case '(': {
        const inner = node.getChild('Expression');
        return inner && more.length === 2 ? this.value(inner) : other;
      }
      default:
        return other;
    }
  }

  private literal(node: SyntaxNode, other: HclValue): HclValue {
    const at = this.span(node);
    const written = this.written(node);
    switch (node.firstChild?.name) {
      case 'NumericLit':
        return { kind: 'number', value: Number(written), at };
      case 'BoolLit':
        return { kind: 'bool', value: written === 'true', at };
      case 'NullLit':
        return { kind: 'null', at };
      case 'StringLit':
        return { kind: 'text', ...this.inner(node) };
      default:
        return other;
    }
  }

  /** `"${var.low}"`, as old files spell a variable, is the variable. Two of them, or text around, are not read. */
  private template(node: SyntaxNode, other: HclValue): HclValue {
    const parts = childrenOf(node.getChild('QuotedTemplate')).filter(
      ({ name }) => !name.startsWith('QuotedTemplate'),
    );
    const inner = parts.length === 1 ? parts[0]?.getChild('Expression') : undefined;
    return inner ? this.value(inner) : other;
  }

  private collection(node: SyntaxNode, other: HclValue): HclValue {
    const at = this.span(node);
    const tuple = node.getChild('Tuple');
    if (tuple)
      return { kind: 'list', items: tuple.getChildren('Expression').map((item) => this.value(item)), at };
    const object = node.getChild('Object');
    if (!object) return other;
    const entries = new Map<string, HclValue>();
    for (const element of object.getChildren('ObjectElem')) {
      const value = element.getChild('Expression');
      if (value) entries.set(this.label(element.getChild('ObjectKey')), this.value(value));
    }
    return { kind: 'object', entries, at };
  }

  private call(node: SyntaxNode, at: TextSpan): HclValue {
    const given = node.getChild('FunctionArguments')?.getChildren('Expression') ?? [];
    return {
      kind: 'call',
      name: this.written(node.getChild('FunctionName')),
      given: given.map((one) => this.value(one)),
      at,
    };
  }

  private negative(node: SyntaxNode): HclValue | undefined {
    const match = /^-\s{0,9}(\d{1,9})$/.exec(this.written(node));
    return match ? { kind: 'number', value: -Number(match[1]), at: this.span(node) } : undefined;
  }

  private reference(first: SyntaxNode, more: readonly SyntaxNode[]): HclValue | undefined {
    const path = [this.written(first)];
    for (const part of more) {
      if (part.name === 'GetAttr') path.push(this.written(part.getChild('Identifier')));
      else if (part.name === 'Index') path.push(this.written(part));
      else return undefined;
    }
    const end = this.span(more.at(-1) ?? first).end;
    return { kind: 'reference', path, at: { start: this.span(first).start, end } };
  }

  private label(node: SyntaxNode | null): string {
    const written = this.written(node);
    return /^"(.*)"$/s.exec(written)?.[1] ?? written;
  }

  /** Of a text in quotes. */
  private inner(node: SyntaxNode): { readonly text: string; readonly at: TextSpan } {
    const { start, end } = this.span(node);
    return { text: this.label(node), at: { start: start + 1, end: Math.max(start + 1, end - 1) } };
  }

  private written(node: SyntaxNode | null): string {
    return node ? this.source.text.slice(node.from, node.to) : '';
  }

  private span(node: SyntaxNode): TextSpan {
    return { start: this.source.span.start + node.from, end: this.source.span.start + node.to };
  }
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) found.push(child);
  return found;
}

function hasError(node: SyntaxNode): boolean {
  let found = false;
  node.cursor().iterate(({ type }) => {
    found ||= type.isError;
    return !found;
  });
  return found;
}

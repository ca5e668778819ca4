import type { TextSpan } from '../../reading.js';
import { countingLoop } from './shell-ranges.js';
import type { Redirection, Token, Word } from './shell-parts.js';
import { ShellLexer } from './shell-syntax.js';

export interface Simple {
  readonly kind: 'simple';
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly span: TextSpan;
}

export type Node =
  | Simple
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'pipeline'; readonly negated: boolean; readonly nodes: readonly Node[] }
  /** `first && next || next` */
  | {
      readonly kind: 'chain';
      readonly first: Node;
      readonly rest: readonly { readonly operator: string; readonly node: Node }[];
    }
  | {
      readonly kind: 'if';
      readonly arms: readonly { readonly test: Node; readonly body: Node }[];
      readonly otherwise: Node | null;
    }
  | { readonly kind: 'while'; readonly test: Node; readonly body: Node }
  /** `words` null: `for x do`, over the arguments. Name empty: bash's counting form, with its header. */
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[] | null;
      readonly header?: string;
      readonly body: Node;
    }
  /** `( ... )`: what it assigns is gone behind it. */
  | { readonly kind: 'subshell'; readonly body: Node }
  /** `((...))` */
  | { readonly kind: 'arithmetic'; readonly expression: string }
  | {
      readonly kind: 'case';
      readonly subject: Word;
      readonly arms: readonly CaseArm[];
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node };

interface CaseArm {
  readonly patterns: readonly Word[];
  readonly body: Node;
  /** `;&`: goes on with the next one. */
  readonly falls?: true;
}

/** Words of one command that are read. */
const WORD_LIMIT = 10_000;
/** Deeper than this, nothing is read. */
const DEPTH = 60;
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&']);

/** A shell text as a tree. What makes no sense is passed over, so that the rest is still read. */
export function parseShell(text: string): Node {
  return new Parser(new ShellLexer(text).all(), text).file();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
  ) {}

  file(): Node {
    const nodes: Node[] = [];
    while (this.at < this.tokens.length) {
      nodes.push(this.list());
      // A closer without an opener.
      this.at++;
    }
    return { kind: 'sequence', nodes };
  }

  /** The bare word or operator that stands next. */
  private peek(): string | undefined {
    const token = this.tokens[this.at];
    if (token?.kind === 'word') return token.word.bare;
    return token?.kind === 'operator' ? token.text : undefined;
  }

  private take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  private skipLines(): void {
    while (this.peek() === '\n' || this.peek() === ';') this.at++;
  }

  private isOperator(...texts: readonly string[]): boolean {
    const token = this.tokens[this.at];
    return token?.kind === 'operator' && texts.includes(token.text);
  }

  /** Commands up to something that closes them, which is left to the caller. */
  private list(): Node {
    const nodes: Node[] = [];
    for (;;) {
      while (this.isOperator('\n', ';', '&')) this.at++;
      const next = this.peek();
      if (this.at >= this.tokens.length || (next !== undefined && CLOSERS.has(next))) break;
      const before = this.at;
      nodes.push(this.chain());
      if (this.at === before) this.at++;
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'sequence', nodes };
  }

  private chain(): Node {
    const first = this.pipeline();
    const rest: { operator: string; node: Node }[] = [];
    while (this.isOperator('&&', '||')) {
      const operator = this.peek() ?? '';
      this.at++;
      while (this.isOperator('\n')) this.at++;
      rest.push({ operator, node: this.pipeline() });
    }
    return rest.length === 0 ? first : { kind: 'chain', first, rest };
  }

  private pipeline(): Node {
    let negated = false;
    while (this.take('!')) negated = !negated;
    const nodes = [this.command()];
    while (this.isOperator('|', '|&')) {
      this.at++;
      while (this.isOperator('\n')) this.at++;
      nodes.push(this.command());
    }
    return nodes.length === 1 && nodes[0] && !negated ? nodes[0] : { kind: 'pipeline', negated, nodes };
  }

  private command(): Node {
    if (this.depth >= DEPTH) {
      this.at = this.tokens.length;
      return EMPTY;
    }
    this.depth++;
    const node = this.compound() ?? this.simple();
    this.depth--;
    return node;
  }

  private compound(): Node | undefined {
    switch (this.peek()) {
      case 'if':
        return this.conditional();
      case 'while':
      case 'until':
        return this.loop();
      case 'for':
      case 'select':
        return this.overWords();
      case 'case':
        return this.choice();
      case '{':
        return this.group('}');
      case '(':
        return this.group(')');
      case '[[':
        return this.bracketTest();
      case 'function':
        return this.namedFunction();
      default:
        return this.shortFunction();
    }
  }

  private group(closer: string): Node {
    const open = this.tokens[this.at];
    this.at++;
    // `((...))` is arithmetic.
    const second = this.tokens[this.at];
    if (
      closer === ')' &&
      this.isOperator('(') &&
      open?.kind === 'operator' &&
      second?.kind === 'operator' &&
      second.span.start === open.span.end
    ) {
      this.skipBrackets(2);
      const last = this.tokens[this.at - 1];
      const end = last?.kind === 'operator' ? last.span.end : second.span.end;
      return this.behind({ kind: 'arithmetic', expression: this.text.slice(second.span.end, end) });
    }
    const body = this.list();
    this.take(closer);
    return this.behind(closer === ')' ? { kind: 'subshell', body } : body);
  }

  private skipBrackets(depth: number): void {
    this.at++;
    for (let left = depth; left > 0 && this.at < this.tokens.length; this.at++) {
      if (this.isOperator('(')) left++;
      else if (this.isOperator(')')) left--;
    }
  }

  /** Passes over the redirections of a compound command. */
  private behind(node: Node): Node {
    while (this.tokens[this.at]?.kind === 'redirection') this.at++;
    return node;
  }

  private conditional(): Node {
    const arms: { test: Node; body: Node }[] = [];
    let otherwise: Node | null = null;
    do {
      this.at++;
      const test = this.list();
      this.take('then');
      arms.push({ test, body: this.list() });
    } while (this.peek() === 'elif');
    if (this.take('else')) otherwise = this.list();
    this.take('fi');
    return this.behind({ kind: 'if', arms, otherwise });
  }

  private loop(): Node {
    this.at++;
    const test = this.list();
    this.take('do');
    const body = this.list();
    this.take('done');
    return this.behind({ kind: 'while', test, body });
  }

  private overWords(): Node {
    this.at++;
    let name = '';
    let words: Word[] | null = null;
    let header: string | undefined;
    if (this.isOperator('(')) {
      const start = this.tokens[this.at];
      this.at++;
      if (this.isOperator('(')) this.skipBrackets(2);
      const found = start?.kind === 'operator' ? this.countingLoop(start.span.start) : null;
      if (found) ({ name, words } = found);
      else header = this.textFrom(start);
    } else {
      name = this.peek() ?? '';
      this.at++;
      while (this.isOperator('\n')) this.at++;
      if (this.take('in')) words = this.wordsOfLine();
    }
    this.skipLines();
    const body = this.peek() === '{' ? this.group('}') : this.doBody();
    return this.behind({ kind: 'for', name, words, ...(header === undefined ? {} : { header }), body });
  }

  /** From a bracket to the one that has just been passed. */
  private textFrom(first: Token | undefined): string {
    const last = this.tokens[this.at - 1];
    if (first?.kind !== 'operator' || last?.kind !== 'operator') return '';
    return this.text.slice(first.span.start, last.span.end);
  }

  /** The brackets that begin at `start` and have just been passed. */
  private countingLoop(start: number): { name: string; words: Word[] } | null {
    const last = this.tokens[this.at - 1];
    const span = { start, end: last?.kind === 'operator' ? last.span.end : start };
    const found = countingLoop(this.text.slice(span.start, span.end), span);
    return found && { name: found.name, words: [{ parts: [found.values], span }] };
  }

  private doBody(): Node {
    this.take('do');
    const body = this.list();
    this.take('done');
    return body;
  }

  private wordsOfLine(): Word[] {
    const words: Word[] = [];
    for (let token = this.tokens[this.at]; token?.kind === 'word'; token = this.tokens[++this.at]) {
      words.push(token.word);
    }
    return words;
  }

  private choice(): Node {
    this.at++;
    const token = this.tokens[this.at];
    let subject = token?.kind === 'word' ? token.word : NO_WORD;
    this.at++;
    while (this.isOperator('\n')) this.at++;
    this.take('in');
    const arms: CaseArm[] = [];
    let asksOn = false;
    for (;;) {
      this.skipLines();
      if (this.at >= this.tokens.length || this.take('esac')) break;
      if (this.isOperator('(')) this.at++;
      const patterns: Word[] = [];
      for (
        let next = this.tokens[this.at];
        next && !this.isOperator(')', '\n');
        next = this.tokens[++this.at]
      ) {
        if (next.kind === 'word') patterns.push(next.word);
      }
      this.at++;
      const body = this.list();
      arms.push({ patterns, body, ...(this.isOperator(';&') ? { falls: true as const } : {}) });
      asksOn ||= this.isOperator(';;&');
      if (this.isOperator(';;', ';&', ';;&')) this.at++;
      else if (this.peek() !== 'esac') this.at++;
    }
    const { span } = subject;
    // `;;&` asks the next patterns as well.
    if (asksOn) subject = { parts: [{ kind: 'unknown', why: 'several patterns', written: '', span }], span };
    return this.behind({ kind: 'case', subject, arms });
  }

  /** `[[ ... ]]`: only that something is tested matters. */
  private bracketTest(): Node {
    const first = this.tokens[this.at];
    const words: Word[] = [];
    while (this.at < this.tokens.length && !this.isOperator('\n', ';')) {
      const token = this.tokens[this.at++];
      if (token?.kind === 'word') words.push(token.word);
      if (token?.kind === 'word' && token.word.bare === ']]') break;
    }
    const span = first?.kind === 'word' ? first.word.span : { start: 0, end: 0 };
    return { kind: 'simple', words, redirections: [], span };
  }

  private namedFunction(): Node {
    this.at++;
    const name = this.peek() ?? '';
    this.at++;
    if (this.isOperator('(')) this.at++;
    if (this.isOperator(')')) this.at++;
    return this.functionBody(name);
  }

  private shortFunction(): Node | undefined {
    const token = this.tokens[this.at];
    const [open, close] = [this.tokens[this.at + 1], this.tokens[this.at + 2]];
    if (token?.kind !== 'word' || token.word.bare === undefined) return undefined;
    if (open?.kind !== 'operator' || open.text !== '(' || close?.kind !== 'operator' || close.text !== ')') {
      return undefined;
    }
    this.at += 3;
    return this.functionBody(token.word.bare);
  }

  private functionBody(name: string): Node {
    while (this.isOperator('\n')) this.at++;
    return { kind: 'function', name, body: this.command() };
  }

  private simple(): Node {
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let start = this.text.length;
    let end = 0;
    for (
      let token = this.tokens[this.at];
      token && token.kind !== 'operator';
      token = this.tokens[++this.at]
    ) {
      const span = token.kind === 'word' ? token.word.span : token.span;
      if (token.kind === 'word') {
        if (words.length < WORD_LIMIT) words.push(token.word);
      } else redirections.push(token.redirection);
      start = Math.min(start, span.start);
      end = Math.max(end, span.end);
    }
    return { kind: 'simple', words, redirections, span: { start: Math.min(start, end), end } };
  }
}

const EMPTY: Node = { kind: 'sequence', nodes: [] };
const NO_WORD: Word = { parts: [], span: { start: 0, end: 0 } };

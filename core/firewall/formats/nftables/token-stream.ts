import type { TextSpan } from '../../reading.js';
import type { SourceText } from '../../../shell/source-text.js';
import { readTokens, type Token } from './lexer.js';

/** A rule may grow to so many tokens by its variables. */
const RULE_TOKENS = 20_000;
const TEMPLATE = 'a rule that a template leaves out or not';
const MAYBE = 'a rule that is there only under a condition';

/** The tokens of texts for nft, statement by statement, with variables replaced. */
export class TokenStream {
  private readonly variables = new Map<string, readonly Token[]>();
  private tokens: readonly Token[] = [];
  private templates = 0;
  private expansions = 0;
  at = 0;
  /** Why what is read now may not happen. */
  unsure: string | undefined;

  /** Goes on with another text; variables stay. */
  load(source: SourceText, conditional: boolean): void {
    this.tokens = readTokens(source);
    this.at = 0;
    this.templates = 0;
    this.unsure = conditional ? MAYBE : undefined;
  }

  /** The same, blocks of a template included. */
  get doubt(): string | undefined {
    return this.unsure ?? (this.templates > 0 ? TEMPLATE : undefined);
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  /** From `from` up to the place where it is now. */
  since(from: number): readonly Token[] {
    return this.tokens.slice(from, this.at);
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  take(): Token | undefined {
    return this.tokens[this.at++];
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.text === text && token.kind !== 'string';
  }

  accept(...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if (!token || token.kind === 'string' || !texts.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  /** Passes over a line's end, a semicolon or a template's statement. */
  separator(): boolean {
    const token = this.peek();
    if (token?.kind === 'template') {
      const word = /^\{%-?\s*(\w+)/.exec(token.text)?.[1] ?? '';
      if (word === 'if' || word === 'for') this.templates++;
      else if (word === 'endif' || word === 'endfor') this.templates = Math.max(0, this.templates - 1);
    } else if (token?.kind !== 'line' && !this.is(';')) return false;
    this.at++;
    return true;
  }

  /** The first token of each statement of a block, taken; ends after the bracket that closes the block. */
  *body(): Iterable<Token> {
    for (;;) {
      if (this.separator()) continue;
      const token = this.take();
      if (!token || (token.text === '}' && token.kind === 'mark')) return;
      yield token;
    }
  }

  /** `define NAME = VALUE`, up to the line's end. */
  define(): void {
    const name = this.take()?.text ?? '';
    if (this.accept('=') === undefined) return;
    const value = this.statement();
    if (this.doubt === undefined) this.variables.set(`$${name}`, value);
    else this.variables.delete(`$${name}`);
  }

  atEnd(token: Token): boolean {
    return token.kind === 'line' || (token.kind === 'mark' && (token.text === ';' || token.text === '}'));
  }

  skipStatement(): void {
    this.statement();
  }

  /** Up to the end of the statement, line ends within brackets left out and variables replaced. */
  statement(): readonly Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    for (let token = this.peek(); token; token = this.peek()) {
      const mark = token.kind === 'mark' ? token.text : '';
      if (depth === 0 && this.atEnd(token)) break;
      if (mark === '{' || mark === '(') depth++;
      else if (mark === '}' || mark === ')') depth = Math.max(0, depth - 1);
      this.at++;
      if (token.kind === 'template') this.separatorAgain();
      if (token.kind !== 'line' && token.kind !== 'template') this.expand(token, tokens, 0);
    }
    return tokens;
  }

  /** A template's statement within brackets: its block begins or ends there. */
  private separatorAgain(): void {
    this.at--;
    this.separator();
  }

  /** With variables replaced. */
  expanded(tokens: readonly Token[]): readonly Token[] {
    const found: Token[] = [];
    for (const token of tokens) this.expand(token, found, 0);
    return found;
  }

  private expand(token: Token, into: Token[], depth: number): void {
    if (!token.text.startsWith('$') || token.kind !== 'word') {
      into.push(token);
      return;
    }
    const value = this.variables.get(token.text.replace(/[{}]/g, ''));
    if (!value || depth > 8 || into.length + value.length > RULE_TOKENS || this.expansions > 1_000_000) {
      into.push({ ...token, kind: 'unknown', why: `the variable ${token.text}` });
      return;
    }
    this.expansions += value.length;
    for (const each of value) this.expand(each, into, depth + 1);
  }
  span(first: Token): TextSpan {
    return { start: first.at.start, end: this.tokens[this.at]?.at.end ?? first.at.end };
  }
}

import type { Part, Redirection, Token, Word } from './shell-parts.js';
import { isRange, sequence } from './shell-ranges.js';

/** A script of a megabyte has half of that. */
const TOKEN_LIMIT = 300_000;
const LIST_LIMIT = 1000;

const OPERATORS = [';;&', ';;', ';&', '&&', '||', '|&', ';', '&', '|', '(', ')'];
const REDIRECTIONS = ['<<<', '<<-', '<<', '<&', '<>', '<', '&>>', '&>', '>>', '>&', '>|', '>'];
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** A shell text cut into tokens: sh and bash, as far as firewall scripts go. Linear; anything passes. */
export class ShellLexer {
  private at = 0;
  /** Lists hold no lists. */
  private inList = false;
  /** Brackets that are open since `((`. */
  private sumDepth = 0;
  private readonly pending: { redirection: Redirection; end: string; tabs: boolean; plain: boolean }[] = [];

  /** A plain sh takes braces as they are, or not: that depends on the system. */
  private readonly plain: boolean;

  constructor(private readonly text: string) {
    this.plain = /^#!\s?\/(?:\S{0,100}\/)?(?:env\s{1,5})?(?:sh|ash|dash)\b/.test(text.slice(0, 200));
  }

  all(): readonly Token[] {
    const tokens: Token[] = [];
    for (let token = this.next(); token && tokens.length < TOKEN_LIMIT; token = this.next())
      tokens.push(token);
    return tokens;
  }

  private next(): Token | undefined {
    this.skipBlanks();
    if (this.at >= this.text.length) return undefined;
    const start = this.at;
    if (this.text[start] === '\n') {
      this.at++;
      this.readHereDocuments();
      return { kind: 'operator', text: '\n', span: { start, end: start + 1 } };
    }
    const redirection = this.sumDepth > 0 ? undefined : this.redirection();
    if (redirection) return { kind: 'redirection', redirection, span: { start, end: this.at } };
    const operator = OPERATORS.find((text) => this.text.startsWith(text, start));
    if (operator !== undefined) {
      this.at += operator.length;
      this.heedBracket(operator);
      return { kind: 'operator', text: operator, span: { start, end: this.at } };
    }
    return { kind: 'word', word: this.word() };
  }

  /** Between `((` and `))`, `<<` shifts bits. */
  private heedBracket(operator: string): void {
    if (operator === '(' && (this.sumDepth > 0 || this.text[this.at] === '(')) this.sumDepth++;
    else if (operator === ')' && this.sumDepth > 0) this.sumDepth--;
  }

  private skipBlanks(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r') this.at++;
      else if (char === '\\' && this.lineEndAt(this.at + 1)) this.at = this.lineEndAt(this.at + 1);
      else if (char === '#') this.at = this.endOfLine(this.at);
      else return;
    }
  }

  /** The offset behind a line's end that stands there, or 0. */
  private lineEndAt(at: number): number {
    if (this.text[at] === '\n') return at + 1;
    return this.text[at] === '\r' && this.text[at + 1] === '\n' ? at + 2 : 0;
  }

  private endOfLine(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end;
  }

  private redirection(): Redirection | undefined {
    let at = this.at;
    while (at - this.at < 2 && isDigit(this.text[at])) at++;
    const operator = REDIRECTIONS.find((text) => this.text.startsWith(text, at));
    // `&>` has no number in front; `<(` is a process, which is a word of its own.
    if (operator === undefined || (operator.startsWith('&') && at > this.at)) return undefined;
    if ((operator === '<' || operator === '>') && this.text[at + 1] === '(') return undefined;
    this.at = at + operator.length;
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
    if (endsWord(this.text[this.at])) return { operator };
    const target = this.word();
    const redirection: Redirection = { operator, target };
    if (operator === '<<' || operator === '<<-') {
      const end = target.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
      this.pending.push({
        redirection,
        end,
        tabs: operator === '<<-',
        plain: target.parts.some((part) => part.kind === 'text' && part.quoted),
      });
    }
    return redirection;
  }

  private readHereDocuments(): void {
    for (const { redirection, end, tabs, plain } of this.pending.splice(0)) {
      const parts: Part[] = [];
      while (this.at < this.text.length) {
        const start = this.at;
        const lineEnd = this.endOfLine(start);
        let from = start;
        while (tabs && this.text[from] === '\t') from++;
        const line = this.text.slice(from, lineEnd).replace(/\r$/, '');
        this.at = Math.min(lineEnd + 1, this.text.length);
        if (line === end) break;
        if (plain) parts.push(this.textPart(from, this.at, true));
        else {
          this.at = from;
          while (this.at < lineEnd) parts.push(this.expandable('\n', true));
          // Behind a joined line or a command of several lines, the next one begins where that ended.
          if (this.at === lineEnd && lineEnd < this.text.length) {
            parts.push(this.textPart(lineEnd, lineEnd + 1, true));
            this.at++;
          }
        }
      }
      redirection.body = parts;
    }
  }

  private textPart(start: number, end: number, quoted: boolean, text = this.text.slice(start, end)): Part {
    return { kind: 'text', text, quoted, span: { start, end } };
  }

  private word(): Word {
    const start = this.at;
    const parts: Part[] = [];
    let list: Word[] | undefined;
    while (!endsWord(this.text[this.at])) {
      if (this.atProcess()) parts.push(this.enclosed(2, 'the output of a command'));
      else this.piece(parts);
      if (
        this.text[this.at] === '(' &&
        !this.inList &&
        /^[A-Za-z_][A-Za-z0-9_]*\+?=$/.test(this.text.slice(start, this.at).slice(-100))
      ) {
        list = this.list();
      }
    }
    // Something that ends a word but begins none, as a lone `<` at the end of the text: never stand still.
    if (this.at === start) parts.push(this.textPart(start, ++this.at, false));
    const bare = parts.every((part) => part.kind === 'text' && !part.quoted)
      ? parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
      : undefined;
    return {
      parts,
      span: { start, end: this.at },
      ...(bare === undefined ? {} : { bare }),
      ...(list ? { list } : {}),
    };
  }

  private atProcess(): boolean {
    const char = this.text[this.at];
    return (char === '<' || char === '>') && this.text[this.at + 1] === '(';
  }

  private list(): Word[] {
    const words: Word[] = [];
    this.inList = true;
    this.at++;
    for (;;) {
      this.skipBlanks();
      while (this.text[this.at] === '\n') {
        this.at++;
        this.skipBlanks();
      }
      const char = this.text[this.at];
      if (char === undefined || char === ')') break;
      const word = this.word();
      if (words.length < LIST_LIMIT) words.push(word);
    }
    this.inList = false;
    if (this.at < this.text.length) this.at++;
    return words;
  }

  private piece(parts: Part[]): void {
    const start = this.at;
    const char = this.text[start];
    if (char === "'") {
      const end = this.closing("'", start + 1);
      // Without its quotes, so that places within it can be told.
      parts.push(this.textPart(start + 1, Math.max(start + 1, end - 1), true));
      this.at = end;
    } else if (char === '"') {
      this.at++;
      const before = parts.length;
      while (this.at < this.text.length && this.text[this.at] !== '"') parts.push(this.expandable('"', true));
      this.at++;
      this.at = Math.min(this.at, this.text.length);
      if (parts.length === before) parts.push(this.textPart(start, this.at, true, ''));
    } else if (char === '\\') {
      const behind = this.lineEndAt(start + 1);
      this.at = behind || Math.min(start + 2, this.text.length);
      if (!behind) parts.push(this.textPart(start, this.at, true, this.text.slice(start + 1, start + 2)));
    } else if (char === '$' && (this.text[start + 1] === "'" || this.text[start + 1] === '"')) {
      this.at++;
      if (this.text[this.at] === "'") parts.push(this.ansiQuoted(start));
    } else {
      parts.push(this.expandable('', false));
    }
  }

  /** `$'...'`: of its escapes those for blanks and lines are read; where there are others, it is not known. */
  private ansiQuoted(start: number): Part {
    let at = start + 2;
    let escapes = false;
    while (at < this.text.length && this.text[at] !== "'") {
      if (this.text[at] === '\\') {
        escapes = true;
        at++;
      }
      at++;
    }
    this.at = Math.min(at + 1, this.text.length);
    const span = { start, end: this.at };
    const written = this.text.slice(start, this.at);
    const inner = written.slice(2, -1);
    if (escapes && !/^(?:[^\\]|\\[nt])*$/.test(inner))
      return { kind: 'unknown', why: 'an escape sequence', written, span };
    const text = inner.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    return { kind: 'text', text, quoted: true, span };
  }

  /** One variable, command or run of plain text, up to `closer` or, outside of quotes, to the end of the word. */
  private expandable(closer: string, quoted: boolean): Part {
    const start = this.at;
    const char = this.text[start];
    if (char === '$') return this.dollar(quoted);
    if (char === '`') {
      let at = start + 1;
      while (at < this.text.length && this.text[at] !== '`') at += this.text[at] === '\\' ? 2 : 1;
      this.at = Math.min(at + 1, this.text.length);
      const inner = this.text.slice(start + 1, this.at - 1);
      return sequence(inner, { start, end: this.at }, quoted) ?? this.command(start, inner);
    }
    if (char === '\\' && quoted) {
      const behind = this.lineEndAt(start + 1);
      const next = this.text[start + 1] ?? '';
      this.at = behind || Math.min(start + 2, this.text.length);
      const keeps = !behind && !'$`"\\'.includes(next);
      return this.textPart(start, this.at, true, behind ? '' : keeps ? `\\${next}` : next);
    }
    let at = start + 1;
    while (at < this.text.length) {
      const c = this.text[at] ?? '';
      if (
        c === '$' ||
        c === '`' ||
        c === '\\' ||
        (quoted ? c === closer : endsWord(c) || c === "'" || c === '"')
      )
        break;
      at++;
    }
    this.at = at;
    const text = this.text.slice(start, at);
    if (!quoted && mayBrace(text)) return this.braced(start, text);
    return this.textPart(start, at, quoted);
  }

  /** The run of text that begins there up to and with its braces; what stands in front of them is a part of its own. */
  private braced(start: number, text: string): Part {
    const unknown: Part = {
      kind: 'unknown',
      why: 'a brace expansion',
      written: text,
      span: { start, end: start + text.length },
    };
    const group = /^([^{}]*)\{([^{}]*)\}/.exec(text);
    const [whole = '', before = '', inner = ''] = group ?? [];
    if (!group || this.plain) return unknown;
    if (before !== '') {
      this.at = start + before.length;
      return this.textPart(start, this.at, false);
    }
    this.at = start + whole.length;
    return isRange(inner) ? { kind: 'choices', written: whole, span: { start, end: this.at } } : unknown;
  }

  private dollar(quoted: boolean): Part {
    const start = this.at;
    const next = this.text[start + 1];
    if (next === '(') {
      if (this.text[start + 2] === '(') return this.sum(quoted);
      const part = this.enclosed(2, 'the output of a command');
      const inner = this.text.slice(start + 2, Math.max(start + 2, this.at - 1));
      return sequence(inner, { start, end: this.at }, quoted) ?? this.command(start, inner, part);
    }
    if (next === '{') return this.braces(quoted);
    NAME.lastIndex = start + 1;
    const name = NAME.exec(this.text)?.[0] ?? (next !== undefined && /[0-9@*#?!$-]/.test(next) ? next : '');
    this.at = start + 1 + name.length;
    const span = { start, end: this.at };
    if (name === '') return this.textPart(start, this.at, quoted);
    const list = name === '@' || name === '*';
    return { kind: 'variable', name, quoted, span, list, assigns: false };
  }

  private braces(quoted: boolean): Part {
    const start = this.at;
    const whole = this.enclosed(2, 'a changed variable', 1, '{', '}');
    const inner = this.text.slice(start + 2, Math.max(start + 2, this.at - 1));
    const head = /^([A-Za-z_][A-Za-z0-9_]*|[0-9@*#]+)(\[[@*]\])?(:?[-=])?/.exec(inner);
    if (!head || (head[3] === undefined && head[0].length < inner.length)) return whole;
    const [all, name = '', list, operator] = head;
    const base = {
      kind: 'variable' as const,
      name,
      quoted,
      span: { start, end: this.at },
      list: list !== undefined || name === '@' || name === '*',
      assigns: operator?.endsWith('=') === true,
    };
    if (operator === undefined) return base;
    return { ...base, fallback: this.fallback(start + 2 + all.length, this.at - 1) };
  }

  private sum(quoted: boolean): Part {
    const start = this.at;
    const whole = this.enclosed(3, 'an arithmetic expression', 2);
    const written = this.text.slice(start, this.at);
    if (!written.endsWith('))')) return whole;
    const span = { start, end: this.at };
    return { kind: 'arithmetic', expression: written.slice(3, -2), quoted, written, span };
  }

  /** The text behind `:-`: plain text, quotes and variables; no nesting beyond that. */
  private fallback(start: number, end: number): readonly Part[] {
    const text = this.text.slice(start, end);
    const plain = /^(["']?)([^"'$`\\{}]*)\1$/.exec(text);
    if (plain) return [this.textPart(start, end, true, plain[2])];
    const variable = /^"?\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?"?$/.exec(text);
    const span = { start, end };
    if (variable?.[1] !== undefined) {
      return [{ kind: 'variable', name: variable[1], quoted: true, span, list: false, assigns: false }];
    }
    return [{ kind: 'unknown', why: 'a default that is worked out', written: text, span }];
  }

  /** `$(which iptables)` is iptables, a comment is nothing; every other command's output is not known. */
  private command(start: number, inner: string, part?: Part): Part {
    const span = { start, end: this.at };
    if (/^[ \t]*(?:#[^\n]*)?$/.test(inner)) return { kind: 'text', text: '', quoted: false, span };
    const found = /^\s*(?:which|command -v|type -[pP])\s+([\w./-]{1,200})\s*(?:2>\s?\/dev\/null)?\s*$/.exec(
      inner.slice(0, 300),
    );
    if (found?.[1] !== undefined) return { kind: 'text', text: found[1], quoted: true, span };
    if (part?.kind === 'unknown') return part;
    return {
      kind: 'unknown',
      why: 'the output of a command',
      written: this.text.slice(start, this.at),
      span,
    };
  }

  /** Passes over something in brackets, `open` characters of which stand in front. */
  private enclosed(open: number, why: string, depth = 1, opener = '(', closer = ')'): Part {
    const start = this.at;
    let at = start + open;
    let left = depth;
    let quotes = false;
    for (; at < this.text.length && left > 0; at++) {
      const char = this.text[at];
      if (char === '\\') at++;
      else if (char === '"') quotes = !quotes;
      else if (char === "'" && !quotes && opener === '(') at = this.closing("'", at + 1) - 1;
      else if (char === opener) left++;
      else if (char === closer) left--;
    }
    this.at = Math.min(at, this.text.length);
    const span = { start, end: this.at };
    return { kind: 'unknown', why, written: this.text.slice(start, this.at), span };
  }

  /** The offset behind the next `quote`, or the text's end. */
  private closing(quote: string, from: number): number {
    const end = this.text.indexOf(quote, from);
    return end < 0 ? this.text.length : end + 1;
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function endsWord(char: string | undefined): boolean {
  return char === undefined || ' \t\r\n;&|()<>'.includes(char);
}

/** `{a,b}` and `{1..5}` become several words in bash. */
function mayBrace(text: string): boolean {
  const open = text.indexOf('{');
  const close = open < 0 ? -1 : text.indexOf('}', open);
  if (close < 0) return false;
  const inner = text.slice(open + 1, close);
  return inner.includes(',') || inner.includes('..');
}

import type { TextSpan } from '../../reading.js';
import type { ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import type { ShellScope, Value } from './shell-scope.js';

export interface Token {
  readonly kind: 'word' | 'redirection' | 'operator';
  /** Of a word only where nothing in it is quoted or replaced, so that it may be a keyword. A line's end is `\n`. */
  readonly text: string;
  readonly span: TextSpan;
  /** The words that the shell makes of a word, or the target of a redirection. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` or `NAME+=value` */
  readonly assigns?: { readonly name: string; readonly appends: boolean; readonly value: Value };
  /** A here-document. */
  readonly body?: ShellWord;
}

/** A place to come back to. */
export interface Mark {
  readonly at: number;
  /** After the here-documents that were begun before it. */
  readonly bodiesEnd: number;
}

const BLANK = /(?:[ \t\r]|\\\r?\n|#[^\n]*)*/y;
const OPERATOR = /\n|;;&|;;|;&|&&|\|\||\|&|[;&|()]/y;
const REDIRECTION = /(?:\d{0,2}(<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\())|(&>>?))[ \t]*/y;
const ASSIGNMENT = /([A-Za-z_]\w*)(\+?)=/y;
const SINGLE = /'([^']*)'?/y;
const ESCAPE = /\\(\r?\n|[^]?)/y;
const NAMED =
  /\$(?:([A-Za-z_]\w*|[\d@*#?!$-])|\{(\w+|[@*])(?:\[[@*]\])?(?:(:?[-=])(["']?)(?:\$\{?(\w+)\}?|([^"'$`\\{}]*))\4)?\})/y;
/** `$(which iptables)` is iptables. */
const WHICH = /(?:\$\(|`)\s*(?:which|command -v|type -[pP])\s+([\w./-]+)\s*(?:2>\s?\/dev\/null)?\s*[)`]/y;
const OPENERS: readonly (readonly [text: string, closer: string, why: string])[] = [
  ['$((', '()', 'an arithmetic expression'],
  ['((', '()', 'an arithmetic expression'],
  ['$(', '()', 'the output of a command'],
  ['${', '{}', 'a changed variable'],
  ["$'", "''", 'an escape sequence'],
  ['`', '``', 'the output of a command'],
  ['<(', '()', 'the output of a command'],
  ['>(', '()', 'the output of a command'],
];
/** Not `{}` and `{1}`, which stay as they are. */
const BRACES = /\{(?!\w*\}|$)/;
/** `p++`, `p += 2`: an expression that gives variables other values. */
const CHANGES = /\+\+|--|[^=!<>]=(?!=)/;
/** Characters that variables may be replaced by, all of them together. */
const CHARACTER_LIMIT = 4_000_000;

/** Cuts a shell text into words with what variables hold at that point: sh and bash, as far as firewall scripts go. */
export class ShellScanner {
  private at = 0;
  /** Words are passed over, and nothing is replaced in them. */
  passing = false;
  readonly text: string;
  private characters = 0;
  /** Of the here-documents of this line, which are read ahead. */
  private bodiesEnd = 0;
  private done: ShellWord[] = [];
  private pieces: { text: string; source: TextSpan }[] = [];
  private inList = false;
  private bare = true;
  private quoted = false;
  private why: string | undefined;

  constructor(
    private readonly source: SourceText,
    private readonly scope: ShellScope,
  ) {
    this.text = source.text;
  }

  get mark(): Mark {
    return { at: this.at, bodiesEnd: this.bodiesEnd };
  }

  seek({ at, bodiesEnd }: Mark): void {
    [this.at, this.bodiesEnd] = [at, bodiesEnd];
  }

  /** What stands there, which is passed. */
  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private find(text: string, from: number): number {
    const found = this.text.indexOf(text, from);
    return found < 0 ? this.text.length : found;
  }

  next(): Token | undefined {
    this.take(BLANK);
    if (this.at >= this.text.length) return undefined;
    const start = this.at;
    const [head, usual, both = ''] = this.take(REDIRECTION) ?? [];
    if (head !== undefined) return this.redirection(start, usual ?? both);
    if (this.atSum()) return this.word();
    const text = this.take(OPERATOR)?.[0];
    if (text === undefined) return this.word();
    if (text === '\n') this.at = Math.max(this.at, this.bodiesEnd);
    return { kind: 'operator', text, words: [], span: this.source.span(start, start + text.length) };
  }

  /** `((...))` */
  private atSum(): boolean {
    return this.text.startsWith('((', this.at) && this.text.slice(this.at, this.at + 300).includes('))');
  }

  private redirection(start: number, text: string): Token {
    const from = this.at;
    const target = endsWord(this.text[from]) ? undefined : this.word();
    const token = { kind: 'redirection', text, span: this.source.span(start, this.at) } as const;
    if (!target || !/^<<-?$/.test(text)) return { ...token, words: target?.words ?? [] };
    return { ...token, words: [], body: this.hereDocument(this.text.slice(from, this.at), text === '<<-') };
  }

  /** The lines after this one up to the mark. */
  private hereDocument(mark: string, tabs: boolean): ShellWord {
    const after = this.at;
    const end = mark.replace(/["'\\]/g, '');
    this.at = Math.max(this.bodiesEnd, Math.min(this.find('\n', after) + 1, this.text.length));
    const from = this.at;
    while (this.at < this.text.length) {
      const lineEnd = this.find('\n', this.at);
      while (tabs && this.text[this.at] === '\t') this.at++;
      const start = this.at;
      this.at = Math.min(lineEnd + 1, this.text.length);
      if (this.text.slice(start, lineEnd).replace(/\r$/, '') === end) break;
      if (end === mark && !this.passing) for (this.at = start; this.at < lineEnd;) this.expand('\n');
      else this.add(start);
      if (this.at === lineEnd && lineEnd < this.text.length) this.add(this.at++);
    }
    this.bodiesEnd = this.at;
    const body = this.finish(this.source.span(from, this.at));
    this.clear();
    this.at = after;
    return body;
  }

  private add(start: number, text = this.text.slice(start, this.at)): void {
    if (!this.passing) this.pieces.push({ text, source: this.source.span(start, this.at) });
  }

  private finish(span: TextSpan, from = 0): ShellWord {
    const source = SourceText.from(this.pieces.slice(from));
    const { why } = this;
    this.characters += source.text.length + 1;
    return {
      text: source.text,
      span,
      known: why === undefined,
      ...(why === undefined ? {} : { why }),
      source,
    };
  }

  private word(): Token {
    const start = this.at;
    this.done = [];
    const [head, name, plus] = this.take(ASSIGNMENT) ?? [];
    if (head !== undefined) this.add(start);
    const list = head !== undefined && !this.inList && this.text[this.at] === '(' ? this.list() : undefined;
    if (this.atSum()) this.expand('');
    while (!endsWord(this.text[this.at]) || /[<>]\(/.test(this.text.slice(this.at, this.at + 2)))
      this.piece(head === undefined);
    // What ends a word but begins none, as a lone `<`: never stand still.
    if (this.at === start) this.add(this.at++);
    const span = this.source.span(start, this.at);
    const text = this.bare ? this.text.slice(start, this.at) : '';
    const value = list ?? this.finish(span, 1);
    const assigns = name === undefined ? {} : { assigns: { name, appends: plus === '+', value } };
    this.close(span);
    const words = this.done.map((word) => ({ ...word, span }));
    return { kind: 'word', text, words, span, ...assigns };
  }

  /** Ends a word, unless there is nothing in it. */
  private close(span: TextSpan): void {
    if (!this.passing && (this.quoted || this.pieces.some(({ text }) => text !== '')))
      this.done.push(this.finish(span));
    this.clear();
  }

  private clear(): void {
    [this.pieces, this.why, this.bare, this.quoted] = [[], undefined, true, false];
  }

  /** `(a b c)` */
  private list(): Value {
    const words: ShellWord[] = [];
    const { pieces } = this;
    this.clear();
    this.inList = true;
    this.at++;
    for (let token = this.next(); token && token.text !== ')'; token = this.next())
      words.push(...token.words);
    [this.pieces, this.done, this.inList] = [pieces, [], false];
    return { text: '', known: true, list: words };
  }

  private piece(splits: boolean): void {
    const start = this.at;
    const single = this.take(SINGLE)?.[1];
    if (single !== undefined) {
      const end = this.at;
      // Without its quotes, so that places within it can be told.
      this.at = start + 1 + single.length;
      this.add(start + 1);
      this.at = end;
    } else if (this.text[start] === '"') {
      this.at++;
      while (this.at < this.text.length && this.text[this.at] !== '"') this.expand('"');
      this.at = Math.min(this.at + 1, this.text.length);
    } else {
      this.quoted ||= this.text[start] === '\\';
      this.expand('', splits);
      return;
    }
    this.bare = false;
    this.quoted = true;
  }

  /** One variable, command or run of plain text, up to `closer` or, where that is empty, to the end of the word. */
  private expand(closer: string, splits = false): void {
    const start = this.at;
    const quoted = closer !== '';
    const escaped = this.take(ESCAPE)?.[1];
    const variable = escaped === undefined ? this.take(NAMED) : null;
    const which = escaped === undefined && !variable ? this.take(WHICH) : null;
    const opener =
      escaped === undefined && !variable && !which
        ? OPENERS.find(([text]) => this.text.startsWith(text, start) && !(quoted && /^[<>(]|'/.test(text)))
        : undefined;
    if (escaped === undefined && !variable && !which && !opener) {
      this.plain(closer);
      return;
    }
    this.bare = false;
    if (escaped !== undefined) {
      const text = quoted && !'$`"\\'.includes(escaped) ? `\\${escaped}` : escaped;
      this.add(start, escaped.endsWith('\n') ? '' : text);
    } else if (variable) this.variable(variable, start, splits, closer === '\n');
    else if (which) this.add(start, which[1]);
    else if (opener) this.enclosed(opener);
  }

  private plain(closer: string): void {
    const start = this.at;
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? '';
      if ('$`\\'.includes(char) || (closer === '' ? endsWord(char) || `'"`.includes(char) : char === closer))
        break;
    }
    const text = this.text.slice(start, this.at);
    const braces = BRACES.test(text) || (text.endsWith('{') && this.text[this.at] === '$');
    if (closer === '' && braces) this.why ??= 'a brace expansion';
    this.add(start);
  }

  private variable(found: RegExpExecArray, start: number, splits: boolean, inText: boolean): void {
    if (this.passing) return;
    const [, plain, braced, operator, , other, text = ''] = found;
    const name = plain ?? braced ?? '';
    const span = this.source.span(start, this.at);
    if (this.characters > CHARACTER_LIMIT) {
      this.why ??= 'very many words';
      this.add(start);
      return;
    }
    const fallback = (): Value => {
      const value = other === undefined ? { text, known: true } : this.scope.lookup(other);
      if (operator?.endsWith('=') === true) this.scope.assign(name, value);
      return value;
    };
    const value = this.scope.lookup(name, operator === undefined ? undefined : fallback);
    (value.list ?? [value]).forEach((each, i) => {
      if (i > 0) this.close(span);
      const cuts = splits && each.known && !(this.scope.get('IFS') && /[^\w/.]/.test(each.text));
      if (!each.known) this.why ??= each.why ?? `the variable $${name}`;
      else if (splits && !cuts) this.why ??= 'words cut at IFS';
      let end = 0;
      for (const word of cuts ? each.text.matchAll(/[^ \t\n]+/g) : []) {
        if (word.index > end || (word.index > 0 && end === 0)) this.close(span);
        end = word.index + word[0].length;
        this.pieces.push(...(each.source?.slice(word.index, end) ?? [{ text: word[0], source: span }]));
      }
      if (cuts) return;
      const source = inText || !each.known ? undefined : each.source?.parts();
      this.pieces.push(...(source ?? [{ text: each.text, source: span }]));
    });
  }

  /** Passes over something in brackets. */
  private enclosed([open, brackets, why]: (typeof OPENERS)[number]): void {
    const start = this.at;
    this.at = endOf(this.text, start + open.length, brackets, open.endsWith('((') ? 2 : 1);
    if (this.passing) return;
    this.why ??= why;
    this.add(start);
    const text = this.text.slice(start, this.at);
    if (open.endsWith('((') && CHANGES.test(text)) this.scope.forget(...(text.match(/[A-Za-z_]\w*/g) ?? []));
  }
}

/** The offset after as many closing brackets as are open. */
function endOf(text: string, from: number, [opener, closer]: string, open: number): number {
  let at = from;
  let quotes = false;
  for (let depth = open; at < text.length && depth > 0; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === closer) depth--;
    else if (char === opener) depth++;
    else if (char === '"') quotes = !quotes;
    else if (char === "'" && !quotes && opener === '(') {
      const end = text.indexOf("'", at + 1);
      at = end < 0 ? text.length : end;
    }
  }
  return Math.min(at, text.length);
}

function endsWord(char: string | undefined): boolean {
  return char === undefined || ' \t\r\n;&|()<>'.includes(char);
}

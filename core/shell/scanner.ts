import type { TextSpan } from './source-text.js';
import type { ShellWord } from './command.js';
import { SourceText } from './source-text.js';
import { arithmetic, expansion, type Lookup } from './values.js';

type Value = Pick<ShellWord, 'text' | 'known' | 'why'> & { readonly source?: SourceText };

export interface Token {
  readonly kind: 'word' | 'redirection' | 'operator';
  /** Of a word only where nothing in it is quoted or replaced, so that it may be a keyword. A line's end is `\n`. */
  readonly text: string;
  readonly span: TextSpan;
  /** What the shell makes of a word, the target of a redirection, or a here-document. */
  readonly words: readonly ShellWord[];
  /** `NAME=` or `NAME+=` at its beginning. */
  readonly assigns?: string;
}

const BLANK = /(?:[ \t\r]|\\\r?\n)*(?:#[^\n]*)?/y;
const OPERATOR = /\n|;;&|;;|;&|&&|\|\||\|&|[;&|()]/y;
const REDIRECTION = /(?:\d{0,2}(<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\())|(&>>?))[ \t]*/y;
const ASSIGNMENT = /[A-Za-z_]\w*\+?=/y;
const SUM = /\(\((?=[^]{0,300}?\)\))/y;
const WORD_END = /(?![<>]\()[ \t\r\n;&|()<>]|$/y;
const QUOTE = /"|'[^']*'?/y;
const ESCAPE = /\\(?:\r(?=\n))?([^]?)/y;
const NAMED =
  /\$(?:([A-Za-z_]\w*|[\d@*#?!$-])|\{(\w+|[@*])(?:(:?[-=])(["']?)(?:\$\{?(\w+)\}?|([^"'$`\\{}]*))\4)?\})/y;
/** `$(which iptables)` is iptables. */
const WHICH = /(?:\$\(|`)\s*(?:which|command -v|type -[pP])\s+([\w./-]+)\s*(?:2>\s?\/dev\/null\s*)?[)`]/y;
const OPENER = /\$?\(\(?|\$\{|\$'|`|[<>]\(/y;
const QUOTED_OPENER = /\$\(\(?|\$\{|`/y;
/** `((p++))`, `$((p += 2))`: an expression that gives variables other values. */
const CHANGES = /^\$?\(\([^]*(?:\+\+|--|[^=!<>]=(?!=))/;
/** The plain text up to what ends it: in a word, in double quotes, in a line of a here-document. */
const PLAIN = {
  '': /[^][^$`\\ \t\r\n;&|()<>'"]*/y,
  '"': /[^][^$`\\"]*/y,
  '\n': /\n|[^][^$`\\\n]*\n?/y,
};
/** Not `{}` and `{1}`, which stay as they are. */
const BRACES = /\{(?!\w*\}|$)/;
/** Characters that one variable may hold, and all that are read, again in each round of a loop. */
export const [VALUE_LIMIT, CHARACTER_LIMIT] = [4096, 4_000_000];

/** Cuts a shell text into words with what variables hold at that point: sh and bash, as far as firewall scripts go. */
export class ShellScanner {
  /** Of the here-documents of this line, which are read ahead. */
  private bodiesEnd = 0;
  private readonly variables = new Map<string, Value>();
  changed = new Set<string>();
  characters = 0;
  private words: ShellWord[] = [];
  private parts: { text: string; source: TextSpan }[] = [];
  private span = { start: 0, end: 0 };
  private why: string | undefined;
  private isQuoted = false;

  /** @param isWhole what is not assigned is not set */
  constructor(
    private readonly text: string,
    private readonly isWhole = false,
    private at = 0,
  ) {}

  /** Without names: another file may have set anything, also what has no value here. */
  forget(names: Iterable<string> = [...this.variables.keys(), '']): void {
    for (const name of names) {
      this.characters += 4;
      this.assign(name, unknownValue(name));
    }
  }

  /** Nothing that was read sets it, and nothing else may have. */
  readonly isUnset = (name: string): boolean => !this.variables.has(name) && !this.variables.has('');

  private isNone(name: string): boolean {
    return this.isWhole && this.isUnset(name) && !SET_BY_SHELL.test(name);
  }

  private readonly valueOf: Lookup = (name) => {
    const value = this.variables.get(name);
    if (value) return value.known ? value.text : null;
    return this.isUnset(name) && !SET_BY_SHELL.test(name) ? undefined : null;
  };

  /** To take back what is assigned from now on. */
  kept(): () => void {
    this.characters += 20 + 8 * this.variables.size;
    const before = new Map(this.variables);
    return () => {
      this.variables.clear();
      for (const [name, value] of before) this.variables.set(name, value);
    };
  }

  /** Takes other arguments, or some that are not known; to take that back. */
  withArguments(words?: readonly Value[]): () => void {
    const names = '1 2 3 4 5 6 7 8 9 @ * #'.split(' ');
    const before = names.map((name) => [name, this.variables.get(name)] as const);
    const all = {
      text: words?.map(({ text }) => text).join(' ') ?? '',
      known: words?.every(({ known }) => known) === true,
    };
    for (const name of names) {
      const one = /\d/.test(name)
        ? (words?.[Number(name) - 1] ?? EMPTY)
        : name === '#'
          ? { text: `${words?.length ?? 0}`, known: true }
          : all;
      this.variables.set(name, words ? one : unknownValue(name));
    }
    return () => {
      for (const [name, value] of before)
        if (value) this.variables.set(name, value);
        else this.variables.delete(name);
    };
  }

  assign(name: string, value: Value, appends = false): void {
    const old = appends ? this.variables.get(name) : undefined;
    const all = old ? { text: old.text + value.text, known: true } : value;
    const isLost = all.text.length > VALUE_LIMIT || (old && !(old.known && value.known));
    this.variables.set(name, isLost ? unknownValue(name) : all);
    this.changed.add(name);
  }

  /** The value; a default stands in for what is not set, unless another file may set it. */
  private lookup([, plain, braced = '', operator, , other, text = '']: RegExpExecArray): Value {
    const name = plain ?? braced;
    const old = this.variables.get(name);
    const isSet = old ? !old.known || old.text !== '' : this.variables.has('');
    const fallback = other === undefined ? { text, known: true } : this.variables.get(other);
    const unset = this.isNone(name) ? EMPTY : unknownValue(name);
    const value = (operator === undefined || isSet ? old : fallback) ?? unset;
    if (operator?.endsWith('=') === true) this.assign(name, value);
    this.characters += value.text.length;
    return this.characters > CHARACTER_LIMIT ? unknownValue(name) : value;
  }

  next(at = this.at): Token | undefined {
    if (at < this.at) this.bodiesEnd = 0;
    this.at = at;
    this.take(BLANK);
    const start = this.at;
    this.span = { start, end: start };
    if (start >= this.text.length) return undefined;
    const [head, usual, both = ''] = this.take(REDIRECTION) ?? [];
    const operator = head === undefined && !this.sees(SUM) ? this.take(OPERATOR)?.[0] : undefined;
    const from = this.at;
    this.words = [];
    const isWord = operator === undefined && (head === undefined || !this.sees(WORD_END));
    const assigns = isWord ? this.word(head === undefined) : undefined;
    this.span.end = this.at;
    const written = this.text.slice(from, this.at);
    const plain = /^[^'"\\$`]*$/.test(written) ? written : '';
    const text = operator ?? (head === undefined ? plain : (usual ?? both));
    if (operator === '\n') this.at = Math.max(this.at, this.bodiesEnd);
    if (/^<<-?$/.test(text)) this.hereDocument(written, text === '<<-');
    this.characters += Math.max(this.at, this.bodiesEnd) - start;
    const kind = operator !== undefined ? 'operator' : head === undefined ? 'word' : 'redirection';
    return { kind, text, span: this.span, words: this.words, ...(assigns === undefined ? {} : { assigns }) };
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private after(text: string, from: number): number {
    const found = this.text.indexOf(text, from);
    return found < 0 ? this.text.length : found + 1;
  }

  private add(start: number, text = this.text.slice(start, this.at)): void {
    this.parts.push({ text, source: { start, end: this.at } });
  }

  private close(): void {
    const source = SourceText.from(this.parts);
    const known = this.why === undefined ? { known: true } : { known: false, why: this.why };
    if (this.isQuoted || source.text !== '')
      this.words.push({ text: source.text, span: this.span, source, ...known });
    [this.parts, this.why, this.isQuoted] = [[], undefined, false];
  }

  private hereDocument(mark: string, tabs: boolean): void {
    const after = this.at;
    const end = mark.replace(/["'\\]/g, '');
    this.at = Math.max(this.bodiesEnd, this.after('\n', after));
    while (this.at < this.text.length) {
      if (tabs) this.take(/\t*/y);
      const start = this.at;
      const next = this.after('\n', start);
      const isEnd = this.text.slice(start, next).replace(/\r?\n?$/, '') === end;
      if (isEnd || end !== mark) this.at = next;
      if (isEnd) break;
      if (end !== mark) this.add(start);
      while (this.at < next) this.part('\n');
    }
    [this.bodiesEnd, this.at, this.isQuoted, this.words] = [this.at, after, true, []];
    this.close();
  }

  private word(cuts: boolean): string | undefined {
    const start = this.at;
    const assigns = cuts ? this.take(ASSIGNMENT)?.[0] : undefined;
    if (assigns !== undefined) this.add(start);
    if (this.sees(SUM) || (assigns !== undefined && this.text[this.at] === '(')) this.part('');
    while (!this.sees(WORD_END)) this.part('', cuts && assigns === undefined);
    // What ends a word but begins none, as a lone `<`: never stand still.
    if (this.at === start) this.add(this.at++);
    this.close();
    return assigns;
  }

  /** One quoted part, variable, command or run of plain text, in a word or up to what closes quotes or a line. */
  private part(closer: keyof typeof PLAIN, cuts = false): void {
    const start = this.at;
    const open = '"\'\\$`(<>'.includes(this.text[start] ?? ' ') ? start : -1;
    const quotes = closer === '' && this.at === open ? this.take(QUOTE)?.[0] : undefined;
    this.isQuoted ||= quotes !== undefined;
    const escaped = this.at === open ? this.take(ESCAPE)?.[1] : undefined;
    const variable = this.at === open ? this.take(NAMED) : null;
    const which = this.at === open ? this.take(WHICH)?.[1] : undefined;
    const opener = this.at === open ? this.take(closer === '' ? OPENER : QUOTED_OPENER)?.[0] : undefined;
    if (quotes === '"') {
      while (this.at < this.text.length && this.text[this.at] !== '"') this.part('"');
      this.at = Math.min(this.at + 1, this.text.length);
    } else if (quotes !== undefined) {
      const text = quotes.replaceAll("'", '');
      // Without its quotes, so that places within it can be told.
      this.parts.push({ text, source: { start: start + 1, end: start + 1 + text.length } });
    } else if (escaped !== undefined) {
      this.add(start, (closer === '' || '$`"\\\n'.includes(escaped) ? '' : '\\') + escaped.replace('\n', ''));
    } else if (variable) this.variable(variable, { start, end: this.at }, cuts, closer === '\n');
    else if (which !== undefined) this.add(start, which);
    else if (opener !== undefined) this.enclosed(start, opener);
    else {
      const [plain = ''] = this.take(PLAIN[closer]) ?? [];
      const expands = BRACES.test(plain) || (plain.endsWith('{') && this.text[this.at] === '$');
      if (closer === '' && expands) this.why ??= 'a brace expansion';
      this.add(start);
    }
  }

  private variable(found: RegExpExecArray, source: TextSpan, cuts: boolean, inText: boolean): void {
    const value = this.lookup(found);
    this.why ??= value.why ?? (cuts && this.variables.has('IFS') ? 'words cut at IFS' : undefined);
    const isCut = cuts && this.why === undefined;
    let end = 0;
    for (const { 0: text, index } of isCut ? value.text.matchAll(/\S+/g) : []) {
      if (index > end) this.close();
      end = index + text.length;
      this.parts.push(...(value.source?.slice(index, end) ?? [{ text, source }]));
    }
    const own = value.known && !inText ? value.source?.parts() : undefined;
    if (!isCut) this.parts.push(...(own ?? [{ text: value.text, source }]));
  }

  private enclosed(start: number, opener: string): void {
    const bracket = opener.at(-1) ?? '';
    const closer = ')}'['({'.indexOf(bracket)] ?? bracket;
    let inQuotes = false;
    for (let depth = opener.endsWith('((') ? 2 : 1; this.at < this.text.length && depth > 0; this.at++) {
      const char = this.text[this.at];
      if (char === '\\') this.at++;
      else if (char === closer) depth--;
      else if (char === bracket) depth++;
      else if (char === '"') inQuotes = !inQuotes;
      else if (char === "'" && !inQuotes && bracket === '(') this.at = this.after("'", this.at + 1) - 1;
    }
    this.at = Math.min(this.at, this.text.length);
    const text = this.text.slice(start, this.at);
    const isSum = text.startsWith('$((') && text.endsWith('))');
    const value = isSum
      ? arithmetic(text.slice(3, -2), this.valueOf)
      : expansion(text, this.valueOf, this.isWhole);
    this.add(start, value ?? text);
    if (value !== null) return;
    if (CHANGES.test(text)) this.forget(text.match(/[A-Za-z_]\w*/g) ?? []);
    this.why ??= opener.endsWith('((') ? 'an arithmetic expression' : 'the output of a command';
  }
}

const EMPTY: Value = { text: '', known: true };
/** Has a value without being set by anything that is read, or stands for something else. */
const SET_BY_SHELL =
  /^(?:PATH|HOME|HOSTNAME|USER|LOGNAME|O?L?D?PWD|SHELL|E?UID|RANDOM|SECONDS|BASH\w*|OSTYPE|LANG|LC_\w+|TERM|SHLVL|IFS|PS\d|LINENO|REPLY|\W|\d|)$/;

function unknownValue(name: string): Value {
  const why = `the ${/^[\d@*]/.test(name) ? 'argument' : 'variable'} $${name}`;
  return { text: `$${name}`, known: false, why };
}

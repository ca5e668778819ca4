import type { TextSpan } from '../../reading.js';
import type { ShellWord } from '../../../shell/command.js';
import type { SourceText } from '../../../shell/source-text.js';

/** One word of a rule, from a file or from a command line. */
export interface RuleWord {
  readonly text: string;
  readonly known: boolean;
  readonly why: string | undefined;
  /** Where it, or a part of it, stands in the file. */
  span(start?: number, end?: number): TextSpan;
  /** As it is written, with its quotes. */
  readonly written: TextSpan;
}

export function wordsOfCommand(words: readonly ShellWord[]): readonly RuleWord[] {
  return words.map(({ text, known, why, source, span }) => ({
    text,
    known,
    why,
    span: (start = 0, end = text.length) => (text === '' ? span : source.span(start, end)),
    written: span,
  }));
}

/**
 * A line of iptables-restore: words with blanks between, in double quotes where they hold some (add_param_to_argv in
 * xshared.c). Single quotes are letters to it, but around a word they are meant as quotes.
 */
export function wordsOfLine(source: SourceText, from: number, to: number): readonly RuleWord[] {
  const words: RuleWord[] = [];
  const { text } = source;
  let at = from;
  while (at < to) {
    const char = text[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\r') {
      at++;
      continue;
    }
    const start = at;
    const plainEnd = endOfPlain(text, at, to);
    if (plainEnd > at) {
      at = plainEnd;
      words.push(wordAt(source, { start, end: at }, text.slice(start, at), true));
      continue;
    }
    let value = '';
    let quote = '';
    let plain = true;
    for (; at < to; at++) {
      const c = text[at] ?? '';
      const behind = c === '{' ? behindTemplate(text, at, to) : at;
      if (behind > at) {
        value += text.slice(at, behind);
        at = behind - 1;
        continue;
      }
      if (quote === '' ? c === ' ' || c === '\t' || c === '\r' : false) break;
      if (c === quote) quote = '';
      else if (quote === '' && (c === '"' || (at === start && isQuoted(text, at, to)))) quote = c;
      else if (c === '\\' && quote === '"' && at + 1 < to) value += text[++at] ?? '';
      else {
        value += c;
        continue;
      }
      plain = false;
    }
    words.push(wordAt(source, { start, end: at }, value, plain));
  }
  return words;
}

/** The end of a word without quotes and templates, as nearly all are; else its start. */
function endOfPlain(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 13) return at;
    // A double or single quote, an opening brace.
    if (code === 34 || code === 39 || code === 123) return from;
  }
  return to;
}

/** Whether a word stands in single quotes. */
function isQuoted(text: string, at: number, to: number): boolean {
  if (text[at] !== "'") return false;
  const end = text.indexOf("'", at + 1);
  return end > at && end < to && (end + 1 === to || /\s/.test(text[end + 1] ?? ''));
}

/** The offset after `{{ name }}`, blanks and all; the same offset where there is none. */
function behindTemplate(text: string, at: number, to: number): number {
  if (text[at + 1] !== '{') return at;
  const end = text.slice(at, Math.min(to, at + TEMPLATE_LENGTH)).indexOf('}}');
  return end < 0 ? at : at + end + 2;
}

const TEMPLATE_LENGTH = 200;

/** Variables and templates' marks that something else fills in before iptables sees the line. */
const OPEN = /\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|\{\{[^}]{0,200}\}\}|<%[^%]{0,200}%>|@[A-Z_]+@/;

function wordAt(source: SourceText, place: TextSpan, text: string, plain: boolean): RuleWord {
  const open = /[$<@{]/.test(text) ? OPEN.exec(text) : null;
  return new LineWord(
    text,
    open ? `the variable ${open[0]}` : undefined,
    plain,
    source,
    place.start,
    place.end,
  );
}

/** A file of 50,000 rules has 700,000 of them: each is one object. */
class LineWord implements RuleWord {
  constructor(
    readonly text: string,
    readonly why: string | undefined,
    private readonly plain: boolean,
    private readonly source: SourceText,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get known(): boolean {
    return this.why === undefined;
  }

  get written(): TextSpan {
    return this.source.span(this.start, this.end);
  }

  span(start = 0, end = this.text.length): TextSpan {
    return this.plain ? this.source.span(this.start + start, this.start + end) : this.written;
  }
}

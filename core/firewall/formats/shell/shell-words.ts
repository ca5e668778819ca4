import type { TextSpan } from '../../reading.js';
import { SourceText } from '../support/source-text.js';
import type { ShellWord } from '../support/shell-command.js';
import { arithmetic } from './shell-arithmetic.js';
import { choices, count } from './shell-ranges.js';
import type { Part, Word } from './shell-parts.js';

/** What a variable holds. */
export interface Value {
  readonly text: string;
  readonly known: boolean;
  readonly default?: boolean;
  readonly why?: string;
  /** Where it was written. */
  readonly source?: SourceText;
  /** Of an array, or of the arguments. */
  readonly list?: readonly Value[];
}

/** What stands behind a name: undefined where nothing is assigned. */
export type Lookup = (part: VariablePart) => Value;
export type VariablePart = Extract<Part, { kind: 'variable' }>;

interface Field {
  readonly pieces: { text: string; source: TextSpan }[];
  quoted: boolean;
  known: boolean;
  default: boolean;
  why: string | undefined;
}

function emptyField(): Field {
  return { pieces: [], quoted: false, known: true, default: false, why: undefined };
}

/** Words that one word with braces may become. */
const WORD_LIMIT = 1000;

/** Replaces variables and splits what is not quoted, as the shell does. */
export function expandWord(
  word: Word,
  lookup: Lookup,
  { ranges = true, separators = BLANKS }: Splitting = {},
): ShellWord[] {
  const words = ranges ? unbraced(word) : [withoutRanges(word)];
  return words.flatMap((each) => expandPlain(each, lookup, separators));
}

/** How much is made of a word. */
interface Splitting {
  /** Whether braces are heeded. */
  readonly ranges?: boolean;
  /** What the shell calls IFS; null where that is not known. */
  readonly separators?: string | null;
}

const BLANKS = ' \t\n';

/** Where ranges have made very many words already, more of them are not known. */
function withoutRanges(word: Word): Word {
  const parts = word.parts.map((part): Part =>
    part.kind === 'choices' || part.kind === 'numbers'
      ? { kind: 'unknown', why: MANY, written: part.written, span: part.span }
      : part,
  );
  return { ...word, parts };
}

const MANY = 'very many words';

/** One word for each of what the braces in it may be: bash does that before anything else. */
function unbraced(word: Word): readonly Word[] {
  if (!word.parts.some((part) => part.kind === 'choices')) return [word];
  let found: readonly (readonly Part[])[] = [[]];
  for (const part of word.parts) {
    const items: readonly Part[] | null =
      part.kind === 'choices'
        ? (choices(part.written, part.span)?.map(({ text, span }): Part => ({
            kind: 'text',
            text,
            quoted: false,
            span,
          })) ?? null)
        : [part];
    if (!items || found.length * items.length > WORD_LIMIT) {
      return [withoutRanges(word)];
    }
    found = found.flatMap((parts) => items.map((item) => [...parts, item]));
  }
  return found.map((parts) => ({ ...word, parts }));
}

/** The numbers that are counted, or why they are not known. */
function counted(part: Extract<Part, { kind: 'numbers' }>, lookup: Lookup): readonly string[] | string {
  const [first, step, last] = [part.first, part.step, part.last].map((bound) => {
    const { text, known } = expandText([bound], lookup);
    return known && /^\d{1,6}$/.test(text) ? Number(text) : null;
  });
  if (first === null || step === null || last === null) return 'a range of numbers';
  if (first === undefined || !step || last === undefined) return 'a range of numbers';
  const numbers = count(first, step, part.below ? last - 1 : last, false);
  return numbers ? numbers.map(String) : 'a range of very many numbers';
}

function expandPlain(word: Word, lookup: Lookup, separators: string | null): ShellWord[] {
  const fields: Field[] = [];
  let field = emptyField();
  const close = (): void => {
    if (field.quoted || field.pieces.some((piece) => piece.text !== '')) fields.push(field);
    field = emptyField();
  };
  for (const part of word.parts) {
    if (part.kind === 'text') {
      field.pieces.push({ text: part.text, source: part.span });
      field.quoted ||= part.quoted;
    } else if (part.kind === 'unknown') {
      addUnknown(field, part.written, part.span, part.why);
    } else if (part.kind === 'choices') {
      field.pieces.push({ text: part.written, source: part.span });
    } else if (part.kind === 'arithmetic') {
      addSum(field, part, lookup);
    } else if (part.kind === 'numbers') {
      const numbers = counted(part, lookup);
      if (typeof numbers === 'string') addUnknown(field, part.written, part.span, numbers);
      else if (part.quoted) field.pieces.push({ text: numbers.join('\n'), source: part.span });
      else {
        numbers.forEach((text, i) => {
          if (i > 0) close();
          field.pieces.push({ text, source: part.span });
        });
      }
    } else {
      const value = lookup(part);
      const values = part.list && value.list ? value.list : [value];
      values.forEach((each, i) => {
        if (i > 0) close();
        if (!each.known) addUnknown(field, each.text, part.span, each.why ?? `the variable $${part.name}`);
        else {
          const cut = splitValue(each, part, separators);
          if (!cut) addUnknown(field, each.text, part.span, 'words cut at IFS');
          cut?.forEach((pieces, k) => {
            if (k > 0) close();
            field.pieces.push(...pieces);
            field.quoted ||= part.quoted;
            field.default ||= each.default === true;
          });
        }
      });
    }
  }
  close();
  return fields.map((each) => wordOf(each, word.span));
}

/** A value in one piece, or word by word where it is not quoted; null where it is not known what parts them. */
function splitValue(
  { text, source }: Value,
  { quoted, span }: VariablePart,
  separators: string | null,
): readonly Field['pieces'][] | null {
  const cut = (start: number, end: number): Field['pieces'] =>
    source ? [...source.slice(start, end)] : [{ text: text.slice(start, end), source: span }];
  if (quoted || separators === '') return [cut(0, text.length)];
  if (separators === null) return /[^\w/.]/.test(text) ? null : [cut(0, text.length)];
  const words: Field['pieces'][] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (!separators.includes(text[at] ?? '')) continue;
    if (at > start || words.length === 0) words.push(cut(start, at));
    start = at + 1;
  }
  return [...words, cut(start, text.length)];
}

function addUnknown(field: Field, text: string, source: TextSpan, why: string): void {
  field.pieces.push({ text, source });
  field.known = false;
  field.why ??= why;
}

function addSum(field: Field, part: Extract<Part, { kind: 'arithmetic' }>, lookup: Lookup): void {
  const { expression, span, written } = part;
  const sum = arithmetic(expression, (name) => {
    const { text, known } = lookup({
      kind: 'variable',
      name,
      quoted: true,
      span,
      list: false,
      assigns: false,
    });
    return known ? text : null;
  });
  if (sum === null) addUnknown(field, written, span, 'an arithmetic expression');
  else field.pieces.push({ text: `${sum}`, source: span });
}

function wordOf(field: Field, span: TextSpan): ShellWord {
  const source = SourceText.from(field.pieces);
  return {
    text: source.text,
    span,
    known: field.known,
    ...(field.default ? { default: true } : {}),
    ...(field.why === undefined ? {} : { why: field.why }),
    source,
  };
}

/** What parts come to as one text: the value of an assignment, the body of a here-document. */
export function expandText(parts: readonly Part[], lookup: Lookup): ShellWord {
  const field = emptyField();
  for (const part of parts) {
    if (part.kind === 'text') field.pieces.push({ text: part.text, source: part.span });
    else if (part.kind === 'unknown') addUnknown(field, part.written, part.span, part.why);
    else if (part.kind === 'choices') field.pieces.push({ text: part.written, source: part.span });
    else if (part.kind === 'arithmetic') addSum(field, part, lookup);
    else if (part.kind === 'numbers') {
      const numbers = counted(part, lookup);
      if (typeof numbers === 'string') addUnknown(field, part.written, part.span, numbers);
      else field.pieces.push({ text: numbers.join('\n'), source: part.span });
    } else {
      const value = lookup(part);
      if (value.known) {
        field.pieces.push({ text: value.text, source: part.span });
        field.default ||= value.default === true;
      } else addUnknown(field, value.text, part.span, value.why ?? `the variable $${part.name}`);
    }
  }
  const first = parts[0]?.span.start ?? 0;
  return wordOf(field, { start: first, end: parts[parts.length - 1]?.span.end ?? first });
}

/** Words with a blank between, as one text; each stands where it is used. */
export function joinWords(words: readonly Pick<ShellWord, 'text' | 'source' | 'span'>[]): SourceText {
  const parts = words.flatMap(({ text, source, span }, i) => {
    const own = source.parts();
    const here = own.every((part) => span.start <= part.source.start && part.source.end <= span.end);
    const blank = i > 0 ? [{ text: ' ', source: { start: span.start, end: span.start } }] : [];
    return [...blank, ...(here ? own : [{ text, source: span }])];
  });
  return SourceText.from(parts);
}

import type { TextSpan } from '../reading.js';
import { SourceText } from './source-text.js';
import type { ShellWord } from './shell.js';
import type { Part, Word } from './shell-syntax.js';

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

/** Replaces variables and splits what is not quoted, as the shell does. */
export function expandWord(word: Word, lookup: Lookup): ShellWord[] {
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
    } else {
      const value = lookup(part);
      const values = part.list && value.list ? value.list : [value];
      values.forEach((each, i) => {
        if (i > 0) close();
        if (!each.known) addUnknown(field, each.text, part.span, each.why ?? `the variable $${part.name}`);
        else {
          splitValue(each, part).forEach((pieces, k) => {
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

/** A value in one piece, or word by word where it is not quoted. */
function splitValue({ text, source }: Value, { quoted, span }: VariablePart): readonly Field['pieces'][] {
  const cut = (start: number, end: number): Field['pieces'] =>
    source ? [...source.slice(start, end)] : [{ text: text.slice(start, end), source: span }];
  if (quoted) return [cut(0, text.length)];
  const words: Field['pieces'][] = [];
  let start = 0;
  for (const match of text.matchAll(/[ \t\n]+/g)) {
    words.push(cut(start, match.index));
    start = match.index + match[0].length;
  }
  return [...words, cut(start, text.length)];
}

function addUnknown(field: Field, text: string, source: TextSpan, why: string): void {
  field.pieces.push({ text, source });
  field.known = false;
  field.why ??= why;
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
    else {
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

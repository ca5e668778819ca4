import { readLogLine } from './formats/read-line.js';

/** What is left of a line without what stands round every one of them, and where that begins. UTF-16 units. */
export interface Undressed {
  readonly text: string;
  readonly at: number;
  /** A time was taken off: a program wrote it. */
  readonly isTimed: boolean;
}

/** Takes one kind of dress off; null: the line does not wear it. */
type Dress = (line: string) => { readonly start: number; readonly end: number } | null;

/** What a logger, a runner or `ts` writes first: a date and time, a time. */
const CLOCK =
  '(?:\\d{2,4}[-/.]\\d\\d[-/.]\\d{2,4}[T ])?\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z| ?[+-]\\d\\d:?\\d\\d| [AP]M)?';
const TIME = new RegExp(`^(?:${CLOCK}|\\[ ?${CLOCK}(?: [^\\]\\n]{0,24})?\\]):?[ \\t](?:[|-] )?`);

const timed: Dress = (line) => {
  const width = TIME.exec(line)?.[0].length;
  return width === undefined ? null : { start: width, end: line.length };
};

const marked: Dress = (line) =>
  line.length > 1 && line.startsWith('`') && line.endsWith('`') ? { start: 1, end: line.length - 1 } : null;

/** What mails, containers and forums put in front of every line. */
const SHARED = /^(?:(?:>|&gt;) ?|[\w.-]{1,40}\s{1,8}\| ?)/;
const COMMANDS = /^[A-Z]{3,4}(?: |$)/;

/** The same quotation mark or name. */
function shared(filled: readonly string[]): Dress | null {
  const prefix = SHARED.exec(filled[0] ?? '')?.[0];
  if (prefix === undefined) return null;
  const mark = prefix.trimEnd();
  return (line) =>
    line.startsWith(prefix) || line === mark
      ? { start: Math.min(prefix.length, line.length), end: line.length }
      : null;
}

/** What HTML leaves at the end of a line. */
const BREAK = /<br ?\/?>$/i;
const BREAK_LENGTH = 6;
/** Of a web page. */
const ODD_BLANKS = /[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/g;

function withoutTail(line: string): string {
  let text = line.replace(ODD_BLANKS, ' ').trimEnd();
  for (;;) {
    const found = BREAK.exec(text.slice(-BREAK_LENGTH))?.[0];
    if (found === undefined) return text;
    text = text.slice(0, -found.length).trimEnd();
  }
}

/** Kinds of dress that are worn one over the other. */
const DEPTH = 3;

/** Without what every line of a text has in front and at the end: a time, a quotation mark, a name, code marks. */
export function undressed(lines: readonly string[]): readonly Undressed[] {
  let all: readonly Undressed[] = lines.map((line) => ({ text: withoutTail(line), at: 0, isTimed: false }));
  for (let depth = 0; depth < DEPTH; depth++) {
    const filled = all.map(({ text }) => text).filter((text) => text !== '');
    const dress = [shared(filled), marked, timed].find((one) => one !== null && isWorn(filled, one));
    if (!dress) return all;
    all = all.map((line) => takenOff(line, dress));
  }
  return all;
}

function takenOff({ text, at, isTimed }: Undressed, dress: Dress): Undressed {
  const { start, end } = dress(text) ?? { start: 0, end: text.length };
  return { text: text.slice(start, end), at: at + start, isTimed: isTimed || dress === timed };
}

/** Every line has it, and what is left is understood as well: a format’s own mark or time is none. */
function isWorn(filled: readonly string[], dress: Dress): boolean {
  const inner: string[] = [];
  for (const line of filled) {
    const found = dress(line);
    if (!found) return false;
    inner.push(line.slice(found.start, found.end));
  }
  // A client's marks of direction: only commands have them.
  if (inner.every((line) => COMMANDS.test(line))) return false;
  return dress !== timed || inner.every((line, i) => isAsClear(line, filled[i] ?? ''));
}

/** Formats of lines that have none of their own. */
const SHAPES: ReadonlySet<string> = new Set(['bare', 'prefixed', 'labelled', 'quoted', 'listed']);

function isAsClear(inner: string, line: string): boolean {
  const { kind, format } = readLogLine(line);
  if (kind === 'other' && format === 'bare') return true;
  const found = readLogLine(inner);
  return !SHAPES.has(found.format) || (found.kind === kind && SHAPES.has(format));
}

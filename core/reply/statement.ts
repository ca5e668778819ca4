/** A reply or command cut out of a line of any text, with the way back to the line. */
export interface Statement {
  /** UTF-16 offset of its first character in the line. */
  readonly start: number;
  /** From the code or verb on, without a closing quote, a spelt-out `\r\n` or trailing blanks. Bounded. */
  readonly text: string;
  /** The word it was found by. */
  readonly anchor: string;
  /** Only a log's own wrapping stands before it, not a sentence. */
  readonly fresh: boolean;
  /** Offset in the line of each character of `text`. */
  readonly at: (offset: number) => number;
}

/** No reply or command that names an endpoint is longer. UTF-16 units. */
const STATEMENT_LIMIT = 400;

/** A reply code or a verb that can name an endpoint; not inside a number, a word or a path. */
const ANCHOR =
  /(?:(?<=\\[rnt])|(?<![\w.,/$@%&]))(?:22[789](?=[\s:\-'"\\(=]|$)|(?:PORT|EPRT|LPRT)(?=[ \t]))/gi;

/** What every anchor begins with; looking for it costs a third. */
const HINT = /22[789]|[Pp][Oo][Rr][Tt]|[EeLl][Pp][Rr][Tt]/;

/** Whether a line can hold an endpoint at all: quick, so that ordinary lines cost little. */
export function mayHoldEndpoint(line: string): boolean {
  return HINT.test(line);
}

/** All statements of a line, in order. Linear: none overlaps another. */
export function statementsOf(line: string): Statement[] {
  const anchors: RegExpExecArray[] = [];
  ANCHOR.lastIndex = Math.max(0, line.search(HINT));
  for (let found = ANCHOR.exec(line); found; found = ANCHOR.exec(line)) anchors.push(found);
  return anchors.map(({ 0: anchor, index }, i) => {
    const next = anchors[i + 1]?.index ?? line.length;
    return statementAt(line, index, Math.min(next, index + STATEMENT_LIMIT), anchor.toUpperCase());
  });
}

/** The statement that starts at an offset of the line. */
export function statementAt(line: string, start: number, limit: number, anchor: string): Statement {
  const raw = line.slice(start, Math.min(limit, start + STATEMENT_LIMIT));
  const quote = line.charAt(start - 1);
  const closing = /['"`]/.test(quote) ? raw.indexOf(quote) : -1;
  const escape = /\\[rn]/.exec(raw)?.index ?? -1;
  const ends = [closing, escape].filter((end) => end >= 0);
  const text = raw.slice(0, Math.min(raw.length, ...ends)).trimEnd();
  return { start, anchor, fresh: startsStatement(line, start), ...unescapeBars(text, start) };
}

/** Markdown tables write `\|`; a reply never holds a backslash there. */
function unescapeBars(text: string, start: number): Pick<Statement, 'text' | 'at'> {
  if (!text.includes('\\|')) return { text, at: (offset) => start + offset };
  const offsets: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (!text.startsWith('\\|', i)) offsets.push(start + i);
  }
  offsets.push(start + text.length);
  return { text: text.replaceAll('\\|', '|'), at: (offset) => offsets[offset] ?? start + text.length };
}

/** At the line's start, after punctuation of a log, or after a time of day. */
function startsStatement(line: string, start: number): boolean {
  let end = start;
  while (end > 0 && /\s/.test(line.charAt(end - 1))) end--;
  if (end === 0) return true;
  if (/['"`>=|\]:*+\-<({]/.test(line.charAt(end - 1))) return true;
  return /(?:\\[rnt]|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?)$/.test(line.slice(Math.max(0, end - 24), end));
}

/** A list of numbers, or of what a poster put in their place, as it stands in a reply or a command. */
export interface Tuple {
  /** UTF-16 offsets in the searched text; parentheses included. */
  readonly start: number;
  readonly end: number;
  /** Numbers as written, also negative or too large; null for a masked one. */
  readonly items: readonly (number | null)[];
  readonly opened: boolean;
  readonly closed: boolean;
  /** The last item is missing after a comma. */
  readonly cut: boolean;
  /** Dots stand where commas belong. */
  readonly dotted: boolean;
}

/** Longest text between two parentheses that is looked at. UTF-16 units. */
const INNER_LIMIT = 160;
const ITEM_LIMIT = 40;

const NUMBER = /^-?\d{1,12}$/;
/** x, nnn, __, **, ##, ??, ..., 19x: a number that was masked. */
const MASK = /^(?:x{1,9}|n{1,9}|y{1,9}|z{1,9}|[_*#?•█-]{1,9}|\.{2,9}|…|\d{0,2}[x*#?]{1,3})$/i;
/** my, <my, address>, public ip: words that stand for a number. */
const WORD = /^<?\p{L}[\p{L} ]{0,20}>?$/u;
/** One sign for the whole address: `x.x.x.x,141,112`, `[redacted],141,112`, `<my ip>,141,112`, `REDACTED,141,112`. */
const HIDDEN =
  /^\s{0,3}(?:[x*#?]{1,3}(?:\.[x*#?]{1,3}){3}|x{3,15}|\*{3,15}|\[[\p{L} ._-]{1,30}\]|<[\p{L} ._-]{1,30}>|\p{L}{2,12}(?:[._]\p{L}{2,12}){1,4}|redacted|removed|hidden|masked|address),\s{0,3}(\d{1,3}),\s{0,3}(\d{1,3})\s{0,3}$/iu;

/** RFC 959's own placeholders: a text about replies, not a reply. */
const PLACEHOLDER = /^(?:[hp][1-6]|[hp]i|port)$/i;

/** The first tuple in parentheses, in a text of bounded length; a missing `)` ends with the text. */
export function findParenthesised(text: string): Tuple | null {
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    const close = text.indexOf(')', open);
    const inner = text.slice(open + 1, close < 0 ? text.length : close);
    const found = readItems(inner);
    if (found) {
      const end = close < 0 ? open + 1 + inner.trimEnd().length : close + 1;
      return { start: open, end, opened: true, closed: close >= 0, ...found };
    }
  }
  return null;
}

/** The first run of at least `least` comma-separated numbers without parentheses. */
export function findBare(text: string, least: number): Tuple | null {
  const run = /(?<![\w.,-])-?\d{1,12}(?:,[ \t]{0,2}-?\d{1,12}){1,40}(?![\w,])/g;
  for (const { 0: digits, index } of text.matchAll(run)) {
    const items = digits.split(',').map(Number);
    if (items.length < least) continue;
    const end = index + digits.length;
    return { start: index, end, items, opened: false, closed: false, cut: false, dotted: false };
  }
  return null;
}

/** The items of a list without parentheses that may be masked: `x,x,x,x,235,90`. Null: no such list. */
export function readItems(inner: string): Pick<Tuple, 'items' | 'cut' | 'dotted'> | null {
  if (inner.length > INNER_LIMIT) return null;
  if (/^\d{1,3}(?:,\d{1,3}){5}$/.test(inner))
    return { items: inner.split(',').map(Number), cut: false, dotted: false };
  const dotted = /^\s*\d{1,3}(?:\.\d{1,3}){3}(?:[.,]\d{1,3}){2}\s*$/.test(inner);
  const whole = HIDDEN.exec(inner);
  if (whole) {
    const port = [Number(whole[1]), Number(whole[2])];
    return { items: [null, null, null, null, ...port], cut: false, dotted: false };
  }
  const parts = inner.split(dotted ? /[.,]/ : ',').map((part) => part.trim());
  const cut = parts.length > 1 && parts.at(-1) === '';
  if (cut) parts.pop();
  if ((parts.length < 2 && !cut) || parts.length > ITEM_LIMIT) return null;
  if (parts.some((part) => PLACEHOLDER.test(part))) return null;
  const numbers = parts.filter((part) => NUMBER.test(part)).length;
  // Words alone are a remark; next to numbers, or six of them, they stand for numbers.
  const wordsMask = parts.length === 6 || (numbers > 0 && parts.length > 3);
  if (!parts.every((part) => NUMBER.test(part) || MASK.test(part) || (wordsMask && WORD.test(part))))
    return null;
  return { items: parts.map((part) => (NUMBER.test(part) ? Number(part) : null)), cut, dotted };
}

/** 0 to 255. */
export function isOctet(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && value >= 0 && value <= 255;
}

import { isReplyCode } from '../formats/any-prefix.js';
import { ROWS } from '../formats/rows.js';
import { MEANT } from '../notes/note-reader.js';
import { VERBS } from '../../events/verbs.js';
import { literalsOf } from './literals.js';

/** What a line may be: a part of the dialogue, words that mean something, an endpoint by itself. */
export const TALK = 1;
export const NOTE = 2;
export const ENDPOINT = 4;
const ALL = TALK | NOTE;

interface Word {
  readonly text: string;
  readonly hint: number;
  /** Where in the word the three characters stand that it is found by. */
  readonly at: number;
}

/** What stands in front of a reply or a command, and after it. */
const BEFORE = marks(' _\t\v\f"\'`[(|:>+*)-]');
const AFTER_CODE = marks(' \t:-\\`"');
const AFTER_VERB = marks(' \t\\`"\']');
/** Six bits of each character: three of them make the place of a word. Above them stands what it is. */
const BITS = 6;
const PLACES = 1 << (3 * BITS);
const DIGIT = 64;
const UPPER = 128;
/** It has a meaning together with those next to it. */
const MARK = 256;
/** Of other letters, and of what colours a terminal. */
const STRANGE = 512;
const about = new Uint16Array(65_536).fill(STRANGE);
for (let code = 9; code < 127; code++) {
  const char = String.fromCharCode(code);
  const bits = /[a-z\d]/i.test(char) ? parseInt(char, 36) : 36 + (code % 28);
  const kind = /\d/.test(char) ? DIGIT : /[A-Z@]/.test(char) ? UPPER : / |[:[<&]/.test(char) ? MARK : 0;
  if (code === 9 || code > 31) about[code] = bits | kind;
}
const LONGEST_VERB = 5;

let words: readonly (readonly Word[] | undefined)[] | undefined;
/** Where a pattern has no word of its kind, each line is asked. */
let always = 0;
const tells = new Uint8Array(PLACES);
const verbEnds = new Uint8Array(PLACES);

/**
 * In one pass over a line, whether it can be anything but noise: most lines of a long log are, and all patterns
 * together cost twenty times as much. What it leaves out, no pattern would have found.
 */
export function hintsOf(line: string): number {
  words ??= prepare();
  const { length } = line;
  // Escapes may hide what is looked for, and tables have no mark in front of a word.
  if (line.startsWith('{') && line.includes('\\')) return ALL;
  let hints = always;
  if (isDigit(line.charCodeAt(0)) && line.includes('\t')) hints |= TALK;
  if (line.trimEnd().endsWith('...')) hints |= NOTE;
  let place = 0;
  let kind = 0;
  let start = 0;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? line.charCodeAt(at) : 32;
    const now = about[code] ?? STRANGE;
    if ((now & (DIGIT | UPPER)) !== kind) {
      const run = at - start;
      if (kind !== 0 && run > 2 && run <= LONGEST_VERB && isSpoken(line, start, at, place, kind))
        hints |= TALK;
      kind = now & (DIGIT | UPPER);
      start = at;
    }
    place = ((place << BITS) | (now & 63)) & (PLACES - 1);
    if (tells[place] === 1) hints |= wordAt(line, at, place);
    if (now >= MARK) hints |= now === STRANGE ? ALL : marked(line, at, code);
    if (hints === ALL) break;
  }
  // What stands in an object is read without it.
  return hints !== 0 && line.startsWith('{') ? ALL : hints;
}

/** A code or a command, with what stands around it. */
function isSpoken(line: string, start: number, end: number, place: number, kind: number): boolean {
  const next = end < line.length ? line.charCodeAt(end) : 32;
  if ((kind === DIGIT ? AFTER_CODE : AFTER_VERB)[next] !== 1) return false;
  if (start > 0 && BEFORE[line.charCodeAt(start - 1)] !== 1) return false;
  return kind === DIGIT ? end - start === 3 && isReplyCode(line.slice(start, end)) : verbEnds[place] === 1;
}

/** Ends of prefixes that are no words, and what HTML hides. */
function marked(line: string, at: number, code: number): number {
  const before = line.charCodeAt(at - 1);
  const next = line.charCodeAt(at + 1);
  switch (code) {
    case 32: {
      // `< `, `> `, `* ` of curl, `. 2026-` of WinSCP
      const isCurl = before === 60 || before === 62 || before === 42;
      return isCurl || ((before === 46 || before === 33) && isDigit(next)) ? TALK : 0;
    }
    case 58:
      return next === 32 && isAddress(line, at) ? TALK : 0;
    case 91:
      return before === 45 ? TALK : 0;
    case 60:
      return next === 47 || (next | 32) >= 97 ? ALL : 0;
    default:
      return [3, 4, 5].some((distance) => line.charCodeAt(at + distance) === 59) ? ALL : 0;
  }
}

/** Of a row of a dump: `0000: `. */
function isAddress(line: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < 9 && isHex(line.charCodeAt(start - 1))) start -= 1;
  const length = end - start;
  return length >= 4 && length <= 8 && (start === 0 || BEFORE[line.charCodeAt(start - 1)] === 1);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102);
}

/** Of the words whose three characters end here. */
function wordAt(line: string, at: number, place: number): number {
  let hints = 0;
  for (const { text, hint, at: from } of words?.[place] ?? []) {
    const start = at - from - 2;
    if (start >= 0 && holds(line, start, text)) hints |= hint;
  }
  return hints;
}

function holds(line: string, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = line.charCodeAt(start + i);
    if ((code >= 65 && code <= 90 ? code | 32 : code) !== text.charCodeAt(i)) return false;
  }
  return true;
}

function marks(chars: string): Uint8Array {
  const marked = new Uint8Array(128);
  for (const char of chars) marked[char.charCodeAt(0)] = 1;
  return marked;
}

/** Rows that are found by `marked`. */
const BY_MARK: ReadonlySet<string | undefined> = new Set(['< ', '> ', '* ', ': ', '-[']);

function prepare(): readonly (readonly Word[] | undefined)[] {
  const all: (Word[] | undefined)[] = [];
  const add = (text: string, hint: number): void => {
    const at = rarest(text);
    const place = placeOf(text.slice(at, at + 3));
    tells[place] = 1;
    (all[place] ??= []).push({ text, hint, at });
  };
  const learn = (pattern: RegExp, hint: number): void => {
    // Lines with other letters are read in full.
    const literals = literalsOf(pattern)?.filter((text) => /^[\t -~]*$/.test(text));
    if (literals?.every((text) => text.length > 2)) for (const text of literals) add(text, hint);
    else always |= hint;
  };
  for (const { pattern, needle, format } of ROWS)
    if (!BY_MARK.has(needle) && format !== 'WinSCP') learn(pattern, TALK);
  for (const pattern of MEANT) learn(pattern, NOTE);
  for (const text of [
    '"directive":"',
    'ssh-',
    'code=',
    'code =',
    'code:',
    'code :',
    '[49, ',
    '[50, ',
    '[51, ',
    '[52, ',
    '[53, ',
  ])
    add(text, TALK);
  for (const verb of [...VERBS, 'P@SW']) verbEnds[placeOf(verb.slice(-3))] = 1;
  return all;
}

/** Characters from the most common in logs on; the others are rarer. */
const FREQUENT = ' e0t1a2o-:i."n]s[r/h(l)dc,3u4m5f6p7g8w9ybvk=xjqz';

/** Where the three characters of a word stand that few texts have. */
function rarest(text: string): number {
  const rank = (char: string): number => (FREQUENT.includes(char) ? FREQUENT.indexOf(char) : 50);
  const value = (at: number): number => [0, 1, 2].reduce((sum, i) => sum + rank(text.charAt(at + i)), 0);
  let best = 0;
  for (let at = 1; at + 3 <= text.length; at++) if (value(at) > value(best)) best = at;
  return best;
}

function placeOf(three: string): number {
  return (
    Array.from(three).reduce((place, char) => (place << BITS) | ((about[char.charCodeAt(0)] ?? 0) & 63), 0) &
    (PLACES - 1)
  );
}

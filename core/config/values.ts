/**
 * How the daemon turns the text after `=` into a value (vsftpd parseconf.c, str.c, sysutil.c; C atoi).
 * All texts here are byte strings: one char code per byte.
 */

/** C's isspace in the C locale: blank, TAB, LF, VT, FF, CR. False for an empty text. */
export function isSpace(byte: string): boolean {
  return isSpaceCode(byte.charCodeAt(0));
}

function isSpaceCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Cuts C white space from both ends. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpaceCode(text.charCodeAt(start))) start++;
  while (end > start && isSpaceCode(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Cuts C white space from the end only. JavaScript's own would also take the byte 0xA0. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpaceCode(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** How many bytes of C white space a text begins with. */
export function leadingSpaces(text: string): number {
  let start = 0;
  while (start < text.length && isSpaceCode(text.charCodeAt(start))) start++;
  return start;
}

const BOOLEANS = new Map([
  ['YES', true],
  ['TRUE', true],
  ['1', true],
  ['NO', false],
  ['FALSE', false],
  ['0', false],
]);

/** YES, TRUE, 1, NO, FALSE, 0 in any letter case and nothing else; undefined is the daemon's "bad bool". */
export function parseBool(text: string): boolean | undefined {
  return text.length > 5 ? undefined : (BOOLEANS.get(text) ?? BOOLEANS.get(upper(text)));
}

/** ASCII only: a locale's rules (ı, ß) must not leak in. */
function upper(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

export interface ParsedNumber {
  /** The unsigned 32-bit value the daemon stores. */
  readonly value: number;
  /** The base it was read in: octal exactly when the first byte is a 0. */
  readonly base: 8 | 10;
  /** How many bytes were read as the number, blanks and sign included; the rest is silently dropped. */
  readonly used: number;
  /** A number beyond what fits: the stored value is a remainder or a limit. */
  readonly overflow: boolean;
}

/** Never an error: no digits give 0, junk after the digits is dropped, too large numbers wrap. */
export function parseNumber(text: string): ParsedNumber {
  return text.startsWith('0') ? parseOctal(text) : parseDecimal(text);
}

function parseOctal(text: string): ParsedNumber {
  let value = 0;
  let used = 0;
  let overflow = false;
  for (; used < text.length; used++) {
    const digit = text.charCodeAt(used) - 48;
    if (!(digit >= 0 && digit <= 7)) break;
    if (value > 0x1fffffff) overflow = true;
    value = (value * 8 + digit) % 0x100000000;
  }
  return { value, base: 8, used, overflow };
}

const LONG_MAX = 2n ** 63n - 1n;

/** glibc's atoi: strtol to 64 bits, clamped there, then cut to 32 bits. */
function parseDecimal(text: string): ParsedNumber {
  const match = /^[ \t\v\f\r\n]*([+-]?)([0-9]+)/.exec(text);
  if (!match) return { value: 0, base: 10, used: 0, overflow: false };
  const digits = match[2] ?? '';
  const negative = match[1] === '-';
  let wide = digits.length > 20 ? LONG_MAX + 1n : BigInt(digits);
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  if (digits.length > 20 && digits.length - zeros <= 20) wide = BigInt(digits.slice(zeros));
  if (negative) wide = wide > LONG_MAX + 1n ? -(LONG_MAX + 1n) : -wide;
  else if (wide > LONG_MAX) wide = LONG_MAX;
  const value = Number(BigInt.asUintN(32, wide));
  return { value, base: 10, used: match[0].length, overflow: wide < 0n || wide > 0xffffffffn };
}

/** 0-prefixed octal, as permissions are written: 022, 0755. */
export function octal(value: number, digits = 3): string {
  return `0${value.toString(8).padStart(digits - 1, '0')}`;
}

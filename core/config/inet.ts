import { isSpace } from './values.js';

/** Four octets, each 0 to 255. */
export type Ipv4 = readonly [number, number, number, number];

/**
 * C's inet_aton as glibc has it: one to four parts, each decimal, octal (leading 0) or hexadecimal (0x); the last
 * part fills the remaining bytes; anything may follow after white space. Returns undefined where it fails.
 */
export function inetAton(text: string): Ipv4 | undefined {
  const parts: number[] = [];
  let rest = text;
  for (;;) {
    const match = /^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(rest);
    if (!match) return undefined;
    const word = match[0];
    const value = /^0[0-7]/.test(word) ? parseInt(word, 8) : Number(word);
    parts.push(value);
    rest = rest.slice(word.length);
    if (rest.startsWith('.') && parts.length < 4) rest = rest.slice(1);
    else break;
  }
  if (rest !== '' && !isSpace(rest.charAt(0))) return undefined;
  return fromParts(parts);
}

function fromParts(parts: readonly number[]): Ipv4 | undefined {
  const last = parts[parts.length - 1] ?? 0;
  const room = 2 ** (8 * (5 - parts.length));
  if (last >= room || parts.slice(0, -1).some((part) => part > 255)) return undefined;
  let address = last;
  parts.slice(0, -1).forEach((part, i) => (address += part * 2 ** (8 * (3 - i))));
  return [Math.floor(address / 0x1000000), (address >> 16) & 255, (address >> 8) & 255, address & 255];
}

/** inet_pton(AF_INET): exactly four decimal parts without leading zeros. */
export function inetPton(text: string): Ipv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1);
  if (parts.some((part) => (part.length > 1 && part.startsWith('0')) || Number(part) > 255)) return undefined;
  const [a, b, c, d] = parts.map(Number);
  return [a ?? 0, b ?? 0, c ?? 0, d ?? 0];
}

export function dotted(address: Ipv4): string {
  return address.join('.');
}

/** An address whose parts have leading zeros, as its author reads it: 010.0.0.5 is 10.0.0.5. */
export function meantAddress(text: string): string | undefined {
  if (!/^\d{1,4}(?:\.\d{1,4}){3}$/.test(text) || !/(?:^|\.)0\d/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts.join('.') : undefined;
}

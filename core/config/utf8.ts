/**
 * UTF-8 between byte strings (one char code per byte) and text, with the replacement rules of the WHATWG
 * Encoding standard: each maximal ill-formed part becomes one U+FFFD. Own code because the core runs
 * where no TextDecoder is typed, and because offsets of both views are needed at once.
 */

/** The UTF-8 bytes of a text; a lone surrogate becomes EF BF BD. Returns the text itself where it is ASCII. */
export function byteStringOf(text: string): string {
  if (isAscii(text)) return text;
  const parts: string[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(code < 0x80 ? character : encode(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code));
  }
  return parts.join('');
}

/** The text of a byte string. */
export function decodeUtf8(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  const parts: string[] = [];
  for (let i = 0; i < bytes.length;) {
    const { code, length } = characterAt(bytes, i);
    parts.push(String.fromCodePoint(code));
    i += length;
  }
  return parts.join('');
}

/** For each byte (and the end) the UTF-16 offset of the character it belongs to. */
export function utf16Offsets(bytes: string): Uint32Array {
  const offsets = new Uint32Array(bytes.length + 1);
  let offset = 0;
  for (let i = 0; i < bytes.length;) {
    const { code, length } = characterAt(bytes, i);
    offsets.fill(offset, i, i + length);
    offset += code > 0xffff ? 2 : 1;
    i += length;
  }
  offsets[bytes.length] = offset;
  return offsets;
}

/** Whether a byte string is well-formed UTF-8. */
export function isUtf8(bytes: string): boolean {
  return !decodeUtf8(bytes).includes('\ufffd') || byteStringOf(decodeUtf8(bytes)) === bytes;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function encode(code: number): string {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/** The character that starts at byte `i`, or U+FFFD and the length of the ill-formed part. */
function characterAt(bytes: string, i: number): { code: number; length: number } {
  const lead = bytes.charCodeAt(i);
  if (lead < 0x80) return { code: lead, length: 1 };
  const size =
    lead >= 0xc2 && lead <= 0xdf
      ? 2
      : lead >= 0xe0 && lead <= 0xef
        ? 3
        : lead >= 0xf0 && lead <= 0xf4
          ? 4
          : 0;
  if (size === 0) return { code: 0xfffd, length: 1 };
  // The second byte's bounds shut out overlong forms, surrogates and codes above U+10FFFF.
  let lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  let code = lead & (0xff >> (size + 1));
  for (let length = 1; length < size; length++) {
    const byte = bytes.charCodeAt(i + length);
    if (!(byte >= lower && byte <= upper)) return { code: 0xfffd, length };
    code = (code << 6) | (byte & 0x3f);
    lower = 0x80;
    upper = 0xbf;
  }
  return { code, length: size };
}

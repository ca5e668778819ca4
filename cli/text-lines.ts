import { StringDecoder } from 'node:string_decoder';
import { TextDecoder } from 'node:util';

/** Longest line that is read; the rest of it is skipped. UTF-16 units. */
export const LINE_LIMIT = 65_536;

/**
 * Cuts a stream of bytes into lines, at LF, CRLF and lone CR, without ever holding more than one line. UTF-8, or
 * UTF-16 where a byte order mark says so; what is no text becomes U+FFFD. The mark itself is no part of the first line.
 */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let decoder: Decoder | undefined;
  let rest = '';
  let skipping = false;
  let afterCr = false;
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    decoder ??= decoderFor(chunk);
    let text = decoder.decode(chunk);
    if (text === '') continue;
    if (afterCr && text.startsWith('\n')) text = text.slice(1);
    afterCr = text.endsWith('\r');
    const lines = text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
    const last = lines.pop() ?? '';
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? '';
      lines[i] = (skipping ? rest : rest === '' ? line : rest + line).slice(0, LINE_LIMIT);
      rest = '';
      skipping = false;
    }
    if (!skipping) rest += last;
    if (rest.length > LINE_LIMIT) {
      rest = rest.slice(0, LINE_LIMIT);
      skipping = true;
    }
    if (lines.length > 0) yield lines;
  }
  rest += skipping ? '' : (decoder?.end() ?? '');
  if (rest !== '') yield [rest];
}

interface Decoder {
  decode(chunk: Uint8Array): string;
  end(): string;
}

function decoderFor(start: Uint8Array): Decoder {
  const wide = utf16Of(start);
  if (wide !== null) {
    const decoder = new TextDecoder(wide);
    return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  }
  const other = narrowOf(start);
  if (other !== null) {
    const decoder = new TextDecoder(other);
    return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  return {
    decode: (chunk) => {
      const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      if (!isFirst || text === '') return text;
      isFirst = false;
      return text.startsWith('\ufeff') ? text.slice(1) : text;
    },
    end: () => decoder.end(),
  };
}

function utf16Of(start: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  // Without a mark: text of letters below 256 has a zero in every second place.
  const head = start.subarray(0, 400);
  const zeros = [0, 1].map((odd) => head.filter((byte, i) => i % 2 === odd && byte === 0).length);
  const [even = 0, odd = 0] = zeros;
  if (head.length >= 8 && Math.max(even, odd) > head.length / 5 && Math.min(even, odd) === 0)
    return odd > even ? 'utf-16le' : 'utf-16be';
  return null;
}

/** How much of a text shows in which encoding it is. Bytes. */
const SEEN = 65_536;
/** The mark that stands for what cannot be decoded. */
const BROKEN = /\ufffd/g;

/** The encoding of Chinese, Russian or western Windows, where the text is not UTF-8; null: it is. */
function narrowOf(start: Uint8Array): 'gb18030' | 'windows-1251' | 'windows-1252' | null {
  if (start[0] === 0xef && start[1] === 0xbb) return null;
  const head = start.subarray(0, SEEN);
  const text = (encoding: string): string => new TextDecoder(encoding).decode(head);
  const isHigh = (at: number): boolean => (head[at] ?? 0) > 0x7f;
  const high = head.filter((byte) => byte > 0x7f).length;
  const paired = head.filter((_, at) => isHigh(at) && (isHigh(at - 1) || isHigh(at + 1))).length;
  // A cut at the end is no fault, and a few odd bytes are no other encoding.
  if (high < 8 || (text('utf-8').match(BROKEN)?.length ?? 0) * 4 <= Math.min(high, head.length / 50))
    return null;
  const chinese = text('gb18030');
  // A letter with an accent stands alone.
  if (
    paired * 4 > high * 3 &&
    (chinese.match(/\p{Script=Han}/gu)?.length ?? 0) * 3 > high &&
    (chinese.match(BROKEN)?.length ?? 0) <= 1
  )
    return 'gb18030';
  return (text('windows-1251').match(/[а-яё]{3}/gi)?.length ?? 0) * 6 > high
    ? 'windows-1251'
    : 'windows-1252';
}

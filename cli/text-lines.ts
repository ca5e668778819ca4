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
      lines[i] = detached(skipping ? rest : rest === '' ? line : rest + line).slice(0, LINE_LIMIT);
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

/** A copy: a slice of a string keeps the whole chunk in memory for as long as the line is kept. */
function detached(line: string): string {
  return ` ${line}`.slice(1);
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
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : null;
}

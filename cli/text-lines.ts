import { TextDecoder } from 'node:util';

/** Longest line that is read; the rest of it is skipped. UTF-16 units. */
export const LINE_LIMIT = 65_536;

/**
 * Cuts a stream of bytes into lines, at LF, CRLF and lone CR, without ever holding more than one line. UTF-8, or
 * UTF-16 where a byte order mark says so; what is no text becomes U+FFFD. The mark itself is no part of the first line.
 */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let decoder: TextDecoder | undefined;
  let rest = '';
  let skipping = false;
  let afterCr = false;
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(encodingOf(chunk));
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    if (afterCr && text.startsWith('\n')) text = text.slice(1);
    afterCr = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    const whole: string[] = [];
    for (const line of lines) {
      whole.push(skipping ? rest : (rest + line).slice(0, LINE_LIMIT));
      rest = '';
      skipping = false;
    }
    if (!skipping) rest += last;
    if (rest.length > LINE_LIMIT) {
      rest = rest.slice(0, LINE_LIMIT);
      skipping = true;
    }
    if (whole.length > 0) yield whole;
  }
  rest += skipping ? '' : (decoder?.decode() ?? '');
  if (rest !== '') yield [rest];
}

function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

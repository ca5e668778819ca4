import type { Range } from '../config/index.js';
import type { TextSpan } from '../firewall/index.js';

/** Lines and characters of a span; lines end with LF, CRLF or a lone CR. */
export function rangeInText(text: string, { start, end }: TextSpan): Range {
  const before = (offset: number): { line: number; character: number } => {
    const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
    return { line: lines.length - 1, character: (lines.at(-1) ?? '').length };
  };
  return { start: before(start), end: before(end) };
}

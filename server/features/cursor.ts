import type { ConfigDocument, Line, Position, Range, SettingLine } from '../../core/config/index.js';

/** The byte offset of a position; past the end of its line it is that end, as the protocol wants it. */
export function byteAt(document: ConfigDocument, position: Position): number {
  const { source } = document;
  let byte = source.byteAt(position);
  while (byte > 0 && source.positionAt(byte).line > position.line) byte--;
  return byte;
}

/** The line of the daemon's counting that holds a byte offset; its end belongs to it. */
export function lineAtByte(document: ConfigDocument, byte: number): Line | undefined {
  const { lines } = document;
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? Infinity) <= byte) low = middle;
    else high = middle - 1;
  }
  const line = lines[low];
  return line && byte >= line.start && byte <= line.end ? line : undefined;
}

/** The lines that touch a range of the editor, in order. */
export function linesIn(document: ConfigDocument, range: Range): readonly Line[] {
  const { lines, source } = document;
  const from = source.byteAt({ line: range.start.line, character: 0 });
  const to = source.byteAt(range.end);
  let first = 0;
  let high = lines.length;
  while (first < high) {
    const middle = (first + high) >> 1;
    if ((lines[middle]?.end ?? Infinity) < from) first = middle + 1;
    else high = middle;
  }
  let last = first;
  while (last < lines.length && (lines[last]?.start ?? Infinity) <= to) last++;
  return lines.slice(first, last);
}

/** The end of what an editor shows of a line: a CR before the LF is part of the line's end there. */
export function shownEnd(document: ConfigDocument, line: Line): number {
  return line.end > line.start && document.source.bytes.charCodeAt(line.end - 1) === 13
    ? line.end - 1
    : line.end;
}

/** The name with blanks around it left out. */
export function nameRange(document: ConfigDocument, line: SettingLine): Range {
  const length = line.name.replace(/(?<![ \t\v\f\r])[ \t\v\f\r]+$/, '').length;
  return document.source.rangeOf(line.nameStart, line.nameStart + length);
}

/** Byte offsets of the value with blanks around it left out; empty where there is none. */
export function valueBytes(line: SettingLine): { start: number; end: number } {
  let start = 0;
  let end = line.value.length;
  while (end > 0 && BLANK.includes(line.value.charAt(end - 1))) end--;
  while (start < end && BLANK.includes(line.value.charAt(start))) start++;
  return { start: line.valueStart + start, end: line.valueStart + end };
}

const BLANK = ' \t\v\f\r';

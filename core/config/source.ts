import { byteStringOf, decodeUtf8, utf16Offsets } from './utf8.js';

/** Zero-based, counted in UTF-16 units, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * One text in both views it needs: the bytes the daemon reads and the UTF-16 text an editor shows.
 * `bytes` is a string in which each char code is one byte (0 to 255), so that scanning stays fast.
 */
export interface Source {
  readonly bytes: string;
  readonly text: string;
  /** The editor's position of a byte offset; an offset inside a character maps to that character. */
  positionAt(byteOffset: number): Position;
  /** The byte offset of an editor's position, clamped to the text. */
  byteAt(position: Position): number;
  rangeOf(startByte: number, endByte: number): Range;
  /** The text between two byte offsets, as an editor shows it. */
  slice(startByte: number, endByte: number): string;
}

/** Reads what an editor holds. */
export function sourceFromText(text: string): Source {
  return new TextSource(byteStringOf(text), text);
}

/** Reads a file's bytes. Bytes that are not UTF-8 show as U+FFFD, like in an editor. */
export function sourceFromBytes(data: Uint8Array): Source {
  let bytes = '';
  for (let i = 0; i < data.length; i += 8192) {
    bytes += String.fromCharCode(...data.subarray(i, i + 8192));
  }
  return new TextSource(bytes, decodeUtf8(bytes));
}

class TextSource implements Source {
  /** UTF-16 offset of each byte; absent where both are the same, as in any ASCII file. */
  private readonly offsets: Uint32Array | undefined;
  private lineStarts: number[] | undefined;

  constructor(
    readonly bytes: string,
    readonly text: string,
  ) {
    this.offsets = bytes === text ? undefined : utf16Offsets(bytes);
  }

  positionAt(byteOffset: number): Position {
    const offset = this.utf16At(byteOffset);
    const starts = this.starts();
    const line = lastAtOrBelow(starts, offset);
    return { line, character: offset - (starts[line] ?? 0) };
  }

  byteAt(position: Position): number {
    const starts = this.starts();
    if (position.line < 0) return 0;
    if (position.line >= starts.length) return this.bytes.length;
    const start = starts[position.line] ?? 0;
    const end = starts[position.line + 1] ?? this.text.length;
    const offset = Math.min(start + Math.max(0, position.character), end);
    return this.offsets ? lastAtOrBelow(this.offsets, offset, true) : offset;
  }

  rangeOf(startByte: number, endByte: number): Range {
    return { start: this.positionAt(startByte), end: this.positionAt(endByte) };
  }

  slice(startByte: number, endByte: number): string {
    return this.text.slice(this.utf16At(startByte), this.utf16At(endByte));
  }

  private utf16At(byteOffset: number): number {
    const clamped = Math.max(0, Math.min(byteOffset, this.bytes.length));
    return this.offsets ? (this.offsets[clamped] ?? this.text.length) : clamped;
  }

  /** Lines of the protocol end at LF, CRLF or a lone CR; the daemon's end at LF only. */
  private starts(): number[] {
    if (this.lineStarts) return this.lineStarts;
    const starts = [0];
    const text = this.text;
    const hasCr = text.includes('\r');
    for (let i = text.indexOf('\n'); !hasCr && i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    for (let i = 0; hasCr && i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    return (this.lineStarts = starts);
  }
}

/** Index of the last entry not above `value` in a sorted list; `first` picks the first of equals. */
function lastAtOrBelow(list: ArrayLike<number>, value: number, first = false): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((list[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  while (first && low > 0 && list[low - 1] === list[low]) low--;
  return low;
}

import type { TextPlace } from '../../events/finding.js';
import type { LogLine } from './log-line.js';

/** A line of the dialogue put together from the rows of a dump, and where its characters stand. */
export interface DumpedLine {
  readonly direction: 'sent' | 'received';
  readonly text: string;
  /** Place of a part of the text; a part that goes on in the next row ends with its row. */
  readonly place: (offset: number, length: number) => TextPlace;
}

interface DumpPiece {
  /** Offset in the assembled text. */
  readonly from: number;
  readonly text: string;
  readonly line: number;
  readonly character: number;
  /** How much of it the row has as text: one that was cut shows less than its bytes. */
  readonly shown: number;
}

/** Longest record that is put together; curl prints one per read. UTF-16 units. */
const RECORD_LIMIT = 8192;
/** curl --trace-ascii breaks longer lines after this many characters. */
const ASCII_WIDTH = 64;
/** curl --trace: up to 16 bytes in hexadecimal, filled up with blanks, then the same as text. */
const HEX_WIDTH = 48;

/** Puts curl's --trace and --trace-ascii records together again. */
export class DumpReader {
  private direction: 'sent' | 'received' | 'skipped' = 'skipped';
  private pieces: DumpPiece[] = [];
  private size = 0;

  /** A header starts a record, a row continues it. Returns the lines of the record before, where one ends here. */
  push(line: LogLine, number: number): readonly DumpedLine[] {
    if (line.dump === 'row') {
      this.addRow(line, number);
      return [];
    }
    const before = this.end();
    this.direction = line.dump ?? 'skipped';
    return before;
  }

  /** A record goes on in the next row. */
  isOpen(): boolean {
    return this.direction !== 'skipped';
  }

  /** The record's lines; any line that is no row of it ends it. */
  end(): readonly DumpedLine[] {
    const { direction, pieces } = this;
    this.pieces = [];
    this.size = 0;
    this.direction = 'skipped';
    return direction === 'skipped' || pieces.length === 0 ? [] : linesOf(direction, pieces);
  }

  private addRow({ text, at }: LogLine, number: number): void {
    if (this.direction === 'skipped' || this.size > RECORD_LIMIT) return;
    const hex = /^(?:[0-9a-f]{2} ){1,16} {0,48}/.exec(text)?.[0] ?? '';
    const isHex = hex.length >= HEX_WIDTH;
    const content = isHex
      ? decodeHex(text.slice(0, HEX_WIDTH))
      : text.length < ASCII_WIDTH
        ? `${text}\n`
        : text;
    const character = isHex ? at + HEX_WIDTH : at;
    const shown = isHex ? Math.max(0, text.length - HEX_WIDTH) : content.length;
    this.pieces.push({ from: this.size, text: content, line: number, character, shown });
    this.size += content.length;
  }
}

function decodeHex(pairs: string): string {
  const codes = pairs
    .trim()
    .split(/ +/)
    .map((pair) => parseInt(pair, 16));
  return String.fromCharCode(...codes.filter((code) => code >= 0));
}

function linesOf(direction: 'sent' | 'received', pieces: readonly DumpPiece[]): DumpedLine[] {
  const whole = pieces.map(({ text }) => text).join('');
  const lines: DumpedLine[] = [];
  let from = 0;
  for (const part of whole.split('\n')) {
    const start = from;
    from += part.length + 1;
    const text = part.replace(/\r$/, '');
    if (text === '') continue;
    lines.push({ direction, text, place: (offset, length) => placeIn(pieces, start + offset, length) });
  }
  return lines;
}

function placeIn(pieces: readonly DumpPiece[], offset: number, length: number): TextPlace {
  const piece = pieces.findLast(({ from }) => from <= offset) ?? pieces[0];
  if (!piece) return { line: 0, character: 0, length: 0 };
  const inside = Math.min(offset - piece.from, piece.shown);
  const room = Math.min(piece.text.replace(/(?<![\r\n])[\r\n]+$/, '').length, piece.shown) - inside;
  return {
    line: piece.line,
    character: piece.character + inside,
    length: Math.max(0, Math.min(length, room)),
  };
}

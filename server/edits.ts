import type { TextEdit } from 'vscode-languageserver';
import type { Range } from '../core/config/index.js';

interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A text with edits applied. Of edits that overlap, the first in the text wins. */
export function applyEdits(text: string, edits: readonly Readonly<TextEdit>[]): string {
  const patched = new PatchedText(text);
  patched.apply(edits);
  return patched.text;
}

/**
 * A text that is edited in several rounds and can tell, as edits of the original text, what became of it. Positions of
 * a round refer to the text as the round before left it.
 */
export class PatchedText {
  /** Offsets into the original text, or text that was put in. */
  private pieces: (string | { readonly start: number; readonly end: number })[];

  constructor(private readonly original: string) {
    this.pieces = [{ start: 0, end: original.length }];
  }

  get text(): string {
    return this.pieces
      .map((piece) => (typeof piece === 'string' ? piece : this.original.slice(piece.start, piece.end)))
      .join('');
  }

  /** Applies one round; an edit that touches an earlier one of the same round waits for the next. True if any applied. */
  apply(edits: readonly Readonly<TextEdit>[]): boolean {
    const before = this.text;
    const source = lineOffsets(before);
    const sorted = edits
      .map((edit) => ({
        start: source(edit.range.start),
        end: source(edit.range.end),
        newText: edit.newText,
      }))
      .sort((a, b) => a.start - b.start || a.end - b.end);
    const chosen: OffsetEdit[] = [];
    for (const edit of sorted) {
      const last = chosen[chosen.length - 1];
      const apart =
        !last ||
        edit.start > last.end ||
        (edit.start === last.end && last.start < last.end && edit.start < edit.end);
      if (apart) chosen.push(edit);
    }
    for (const edit of chosen.reverse()) this.replace(edit);
    return this.text !== before;
  }

  /** What changed, as edits of the original text: in order, apart from each other. */
  edits(): TextEdit[] {
    const positionAt = positionsOf(this.original);
    const edits: TextEdit[] = [];
    let at = 0;
    let put = '';
    const flush = (end: number): void => {
      if (put === '' && at === end) return;
      edits.push({ range: { start: positionAt(at), end: positionAt(end) }, newText: put });
      put = '';
    };
    for (const piece of this.pieces) {
      if (typeof piece === 'string') {
        put += piece;
        continue;
      }
      if (piece.start === piece.end) continue;
      flush(piece.start);
      at = piece.end;
    }
    flush(this.original.length);
    return edits;
  }

  private replace(edit: OffsetEdit): void {
    const pieces: typeof this.pieces = [];
    let offset = 0;
    let put = false;
    for (const piece of this.pieces) {
      const length = typeof piece === 'string' ? piece.length : piece.end - piece.start;
      const keepBefore = Math.max(0, Math.min(length, edit.start - offset));
      const keepFrom = Math.max(0, Math.min(length, edit.end - offset));
      if (keepBefore > 0) pieces.push(part(piece, 0, keepBefore));
      if (!put && offset + length >= edit.start) {
        put = true;
        if (edit.newText !== '') pieces.push(edit.newText);
      }
      const from = Math.max(keepBefore, keepFrom);
      if (from < length) pieces.push(part(piece, from, length));
      offset += length;
    }
    this.pieces = pieces.length > 0 ? pieces : [{ start: 0, end: 0 }];
  }
}

function part(
  piece: string | { readonly start: number; readonly end: number },
  from: number,
  to: number,
): typeof piece {
  return typeof piece === 'string'
    ? piece.slice(from, to)
    : { start: piece.start + from, end: piece.start + to };
}

/** Positions of a text by its UTF-16 offsets, with the protocol's line ends. */
function positionsOf(text: string): (offset: number) => Range['start'] {
  const starts = lineStarts(text);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
}

function lineOffsets(text: string): (position: Range['start']) => number {
  const starts = lineStarts(text);
  return ({ line, character }) =>
    Math.min((starts[line] ?? text.length) + character, starts[line + 1] ?? text.length);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

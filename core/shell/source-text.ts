/** Place in the text of a file: UTF-16 offsets, end excluded. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

interface Piece {
  /** Where it begins in the text. */
  readonly start: number;
  readonly source: TextSpan;
  /** The same characters as in the source; otherwise it stands for the source as a whole. */
  readonly verbatim: boolean;
}

/** A text that was taken out of a file, with what a shell replaces in it, and where each part of it came from. */
export class SourceText {
  private constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
  ) {}

  /** A file as it stands. */
  static of(text: string): SourceText {
    return SourceText.from([{ text, source: { start: 0, end: text.length } }]);
  }

  static from(parts: readonly { readonly text: string; readonly source: TextSpan }[]): SourceText {
    const pieces: Piece[] = [];
    let all = '';
    for (const { text, source } of parts) {
      if (text === '') continue;
      pieces.push({ start: all.length, source, verbatim: text.length === source.end - source.start });
      all += text;
    }
    return new SourceText(all, pieces);
  }

  /** The pieces it was made of, as `from` takes them. */
  parts(): readonly { readonly text: string; readonly source: TextSpan }[] {
    return this.slice(0, this.text.length);
  }

  /** The pieces of the part from `start` to `end`. */
  slice(start: number, end: number): readonly { readonly text: string; readonly source: TextSpan }[] {
    return this.pieces.flatMap((piece, i) => {
      const from = Math.max(start, piece.start);
      const to = Math.min(end, this.pieces[i + 1]?.start ?? this.text.length);
      return from < to ? [{ text: this.text.slice(from, to), source: this.span(from, to) }] : [];
    });
  }

  /** Where the part from `start` to `end` came from. */
  span(start: number, end: number): TextSpan {
    const first = this.pieceAt(start);
    const last = this.pieceAt(Math.max(start, end - 1));
    if (!first || !last) return { start: 0, end: 0 };
    const from = first.verbatim ? first.source.start + start - first.start : first.source.start;
    const to = last.verbatim ? last.source.start + end - last.start : last.source.end;
    return { start: from, end: Math.max(from, to) };
  }

  /** The offset in the source of a place in the text, where both are the same there. */
  offset(at: number): number | undefined {
    const piece = this.pieceAt(at > 0 ? at - 1 : 0);
    return piece?.verbatim ? piece.source.start + at - piece.start : undefined;
  }

  private pieceAt(at: number): Piece | undefined {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pieces[middle]?.start ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return this.pieces[low];
  }
}

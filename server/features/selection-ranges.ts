import type { SelectionRange } from 'vscode-languageserver';
import type { ConfigDocument, Line, Position, Range } from '../../core/config/index.js';
import { byteAt, lineAtByte, shownEnd, valueBytes } from './cursor.js';
import { sectionsOf } from './sections.js';

/** Growing selections: word, value or name, line, block between blank lines, section, file. */
export function selectionRanges(document: ConfigDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const byte = byteAt(document, position);
    let chain: SelectionRange | undefined;
    for (const { start, end } of steps(document, byte)) {
      const range = document.source.rangeOf(start, end);
      if (!chain || !same(chain.range, range)) chain = chain ? { range, parent: chain } : { range };
    }
    return chain ?? { range: { start: position, end: position } };
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** From the file down to the word. */
function steps(document: ConfigDocument, byte: number): Span[] {
  const { lines, source } = document;
  const spans: Span[] = [{ start: 0, end: source.bytes.length }];
  const line = lineAtByte(document, byte);
  if (!line || line.kind === 'blank') return spans;
  const section = sectionsOf(document).find((one) => one.first <= line.index && line.index <= one.last);
  const block = blockAround(lines, line.index);
  for (const [first, last] of [...(section ? [[section.first, section.last] as const] : []), block]) {
    const top = lines[first];
    const bottom = lines[last];
    const outer = spans[spans.length - 1];
    if (!top || !bottom || !outer) continue;
    // A block may cross a section's edge; a selection must not.
    spans.push({
      start: Math.max(top.start, outer.start),
      end: Math.min(shownEnd(document, bottom), outer.end),
    });
  }
  spans.push({ start: line.start, end: shownEnd(document, line) });
  if (line.kind === 'setting') spans.push(...insideSetting(source.bytes, line, byte));
  return spans;
}

function insideSetting(bytes: string, line: Extract<Line, { kind: 'setting' }>, byte: number): Span[] {
  if (byte < line.nameStart) return [];
  if (!line.hasEquals || byte <= line.nameStart + line.name.length) {
    return [{ start: line.nameStart, end: line.nameStart + line.name.length }];
  }
  const value = valueBytes(line);
  if (byte < value.start || byte > value.end) return [];
  let start = byte;
  let end = byte;
  while (start > value.start && !SEPARATORS.includes(bytes.charAt(start - 1))) start--;
  while (end < value.end && !SEPARATORS.includes(bytes.charAt(end))) end++;
  return start < end ? [value, { start, end }] : [value];
}

const SEPARATORS = ' \t,:/;';

function blockAround(lines: readonly Line[], index: number): readonly [number, number] {
  let first = index;
  let last = index;
  while (first > 0 && lines[first - 1]?.kind !== 'blank') first--;
  while (last < lines.length - 1 && lines[last + 1]?.kind !== 'blank') last++;
  return [first, last];
}

function same(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}

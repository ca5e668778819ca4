import type { FileEdit, PortMismatch } from './compare/mismatch.js';
import type { FirewallReading, TextSpan } from './reading.js';

/** A file whose text may be that of several, one after the other. */
interface WholeFile {
  readonly path: string;
  readonly text: string;
  readonly reading: Pick<FirewallReading, 'appended'>;
}

/** One file of them, with its own text. */
export interface FilePart {
  readonly path: string;
  readonly text: string;
  /** UTF-16 offset in the whole. */
  readonly start: number;
}

/** The files that a text is made of, in their order. */
export function partsOf({ path, text, reading }: WholeFile): readonly FilePart[] {
  const heads = [{ path, start: 0 }, ...(reading.appended ?? [])];
  return heads.map((head, index) => {
    const next = heads[index + 1]?.start;
    return { ...head, text: text.slice(head.start, next === undefined ? undefined : next - 1) };
  });
}

/** The file of a place in the whole, and the place in that. */
export function placeIn(file: WholeFile, at: TextSpan): { readonly part: FilePart; readonly at: TextSpan } {
  const parts = partsOf(file);
  const part = parts.findLast(({ start }) => start <= at.start) ?? {
    path: file.path,
    text: file.text,
    start: 0,
  };
  return { part, at: { start: at.start - part.start, end: at.end - part.start } };
}

/** A mismatch in the places of the files themselves. */
export function placed(file: WholeFile, mismatch: PortMismatch): PortMismatch {
  if (!file.reading.appended) return mismatch;
  const { part, at } = placeIn(file, mismatch.at);
  return {
    ...mismatch,
    path: part.path,
    at,
    fixes: mismatch.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => placedEdit(file, edit)) })),
  };
}

function placedEdit(file: WholeFile, edit: FileEdit): FileEdit {
  if (edit.path !== file.path) return edit;
  const { part, at } = placeIn(file, edit.at);
  return { ...edit, path: part.path, at };
}

/** The file that this one is, or is a part of. */
export function holding<T extends WholeFile>(files: readonly T[], path: string): T | undefined {
  return files.find(
    (file) => file.path === path || file.reading.appended?.some((part) => part.path === path),
  );
}

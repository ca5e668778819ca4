/** How the editor names dragged files; the first that is there counts. */
const KINDS = ['application/vnd.code.uri-list', 'text/uri-list'];

/** The first of the files that were dropped; empty where there is none. */
export function droppedUri(dataOf: (kind: string) => string): string {
  const lines = KINDS.flatMap((kind) => dataOf(kind).split(/\r?\n/, 100));
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

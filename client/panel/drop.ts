// What is dropped on the panel: a file of the editor by its address, one of the system with its content.

/** How the editor names dragged files; the first that is there counts. */
const KINDS = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Larger files are not handed on; the editor opens them itself. Bytes. */
export const LARGEST_DROP = 32 * 1024 * 1024;

/** What the extension is asked for. */
type DropAction =
  | { readonly type: 'drop'; readonly uri: string }
  | { readonly type: 'drop-file'; readonly name: string; readonly bytes: Uint8Array | null };

/** What a browser gives. */
interface Dropped {
  getData(kind: string): string;
  readonly files: ArrayLike<{
    readonly name: string;
    readonly size: number;
    arrayBuffer(): Promise<ArrayBuffer>;
  }>;
}

/** Of several only the first counts; undefined where there is none. */
export async function dropped(data: Dropped): Promise<DropAction | undefined> {
  const [file] = Array.from(data.files);
  const uri = droppedUri((kind) => data.getData(kind));
  if (uri !== '') return { type: 'drop', uri };
  if (!file) return undefined;
  const bytes = file.size > LARGEST_DROP ? null : new Uint8Array(await file.arrayBuffer());
  return { type: 'drop-file', name: file.name.slice(0, 255), bytes };
}

/** The first of the files that were dropped; empty where there is none. */
export function droppedUri(dataOf: (kind: string) => string): string {
  const lines = KINDS.flatMap((kind) => dataOf(kind).split(/\r?\n/, 100));
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

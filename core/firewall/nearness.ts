interface WithPath {
  readonly path: string;
}

/** Which files belong together: those that share the longest way from the root, within one folder of the workspace. */
export class Nearness {
  private readonly folders: readonly string[];

  /** @param folders paths with forward slashes, as those of the files */
  constructor(folders: readonly string[] = []) {
    this.folders = folders.map((folder) => folder.replace(/(?<!\/)\/*$/, '/'));
  }

  /** The files that share the longest way from the root with a path, if they belong together at all. */
  nearest<T extends WithPath>(path: string, files: readonly T[]): readonly T[] {
    const near = files.filter((file) => this.belong(path, file.path));
    const shared = near.map((file) => sharedFolders(path, file.path));
    const most = Math.max(...shared);
    return near.filter((_, index) => shared[index] === most);
  }

  /** Files of different workspace folders have nothing to do with each other. */
  private belong(a: string, b: string): boolean {
    const homes = [a, b].map((path) => this.folders.filter((folder) => path.startsWith(folder)).join('\n'));
    return homes[0] === homes[1] && (homes[0] !== '' || sharedFolders(a, b) > 0);
  }
}

/** Files that are worth a look, those of telling names first, then those near to a config. */
export function firstOf<T extends WithPath>(
  files: readonly T[],
  isTelling: (file: T) => boolean,
  configs: readonly string[],
): readonly T[] {
  const placed = files.map((file) => ({
    file,
    rank: (isTelling(file) ? 0 : 2) + (/ftp/i.test(file.path.slice(file.path.lastIndexOf('/'))) ? 0 : 1),
    shared: Math.max(0, ...configs.map((config) => sharedFolders(config, file.path))),
  }));
  return placed
    .sort((a, b) => a.rank - b.rank || b.shared - a.shared || a.file.path.length - b.file.path.length)
    .map(({ file }) => file);
}

/** A file of any name may be about an FTP server. */
export function speaksOfFtp(text: string): boolean {
  return /ftp|pasv_|(?<![\d.])21(?![\d.])/i.test(text);
}

/** How many folders two paths have in common, from the root. */
function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(1, -1), b.split('/').slice(1, -1)];
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}

interface Disagreement<C, F> {
  readonly config: C;
  readonly firewall: F;
  readonly mismatch: { readonly id: string };
}

/** Of several configs in one folder a rule may be for any: it is at fault only where it suits none of them. */
export function atFault<C, F, T extends Disagreement<C, F>>(
  found: readonly T[],
  nearestTo: (firewall: F) => readonly C[],
): readonly T[] {
  return found.filter(({ mismatch, firewall }) =>
    nearestTo(firewall).every((config) =>
      found.some(
        (other) =>
          other.config === config && other.firewall === firewall && other.mismatch.id === mismatch.id,
      ),
    ),
  );
}

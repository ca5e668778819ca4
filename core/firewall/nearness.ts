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

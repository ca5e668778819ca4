/** A file as its tool finds it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a tool reads along with a file without being told. */
export interface Beside {
  /** Compose: the `.env` of the folder; null where there is one that cannot be read. */
  readonly env?: string | null;
  /** Compose: other files of variables, by the name that the file has for them; null where one cannot be read. */
  readonly envFiles?: ReadonlyMap<string, string | null>;
  /** Compose: the file that is merged into this one. Its text stands at the end of the text that is read. */
  readonly override?: SourceFile;
  /** Compose: files of the folder that may be merged with this one, or not. */
  readonly variants?: readonly SourceFile[];
  /** Compose: why there may be ports in files that are not at hand. */
  readonly elsewhere?: string;
  /** firewalld: the direct rules, which are asked before any zone. */
  readonly direct?: SourceFile;
}

export const ALONE: Beside = {};

import { intendedName, splitLines, type Line, type SettingLine } from './lines.js';
import type { Source } from './source.js';

/** What a file is to the daemon: per-user files (user_config_dir) are read at login, over the main one. */
export type FileKind = 'main' | 'per-user';

/** A config file, read once for all builds. */
export interface ConfigDocument {
  readonly source: Source;
  readonly kind: FileKind;
  /** All lines, those behind the limit of 100,000 bytes included (`dropped`). */
  readonly lines: readonly Line[];
  /** The lines that the daemon hands to its setting parser. */
  readonly settings: readonly SettingLine[];
  /** Lines by the name their author means, in the file's order, dropped lines left out. */
  readonly byName: ReadonlyMap<string, readonly SettingLine[]>;
}

/** Reads a config file. Linear in its size; never throws. */
export function readConfig(source: Source, kind: FileKind = 'main'): ConfigDocument {
  const lines = splitLines(source.bytes);
  const settings = lines.filter((line): line is SettingLine => line.kind === 'setting' && !line.dropped);
  const byName = new Map<string, SettingLine[]>();
  for (const line of settings) {
    const name = intendedName(line);
    const same = byName.get(name);
    if (same) same.push(line);
    else byName.set(name, [line]);
  }
  return { source, kind, lines, settings, byName };
}

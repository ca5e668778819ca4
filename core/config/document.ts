import { BUILDS } from './builds.js';
import { isOfOthers } from './config-name.js';
import { intendedName, splitLines, type Line, type SettingLine } from './lines.js';
import { settingNamed } from './settings.js';
import type { Source } from './source.js';
import { suggestSettings } from './suggest.js';
import { hasPlaceholder, isJinja, templateMode, writesText } from './templates.js';
import { decodeUtf8 } from './utf8.js';

/** What a file is to the daemon: per-user files (user_config_dir) are read at login, over the main one. */
export type FileKind = 'main' | 'per-user';

/** A config file, read once for all builds. */
export interface ConfigDocument {
  readonly source: Source;
  readonly kind: FileKind;
  /** All lines, with those after the limit of 100,000 bytes (`dropped`). */
  readonly lines: readonly Line[];
  /** The lines that the daemon hands to its setting parser. */
  readonly settings: readonly SettingLine[];
  /** Lines by the name their author means, in the file's order, dropped lines left out. */
  readonly byName: ReadonlyMap<string, readonly SettingLine[]>;
  /** A template writes lines whose names are not known here, so a setting without a line may still be set. */
  readonly openEnded: boolean;
  /** Holds template code or placeholders, or is another program's, so it is not what the daemon is started with. */
  readonly template: boolean;
  /** Another program's file by its text: sections or blocks, and no setting of vsftpd. */
  readonly others: boolean;
  /** What renders it writes LF, whatever line endings it has itself. */
  readonly rendersLf: boolean;
  /** Settings that unknown names of the file seem to stand for: their value is not what a default says. */
  readonly misspelt: ReadonlySet<string>;
}

/** Reads a config file. Linear in its size; never throws. The path tells a template by its name. */
export function readConfig(source: Source, kind: FileKind = 'main', path = ''): ConfigDocument {
  const mode = templateMode(source.bytes, path);
  const rendersLf = mode !== 'none' && isJinja(source.bytes, path);
  const lines = splitLines(source.bytes, mode, rendersLf);
  const settings = lines.filter((line): line is SettingLine => line.kind === 'setting' && !line.dropped);
  const byName = new Map<string, SettingLine[]>();
  for (const line of settings) {
    const name = intendedName(line);
    const same = byName.get(name);
    if (same) same.push(line);
    else byName.set(name, [line]);
  }
  const openEnded = lines.some((line) => writesSettings(line, source));
  const others =
    (/^(?:#!|<\?php)/.test(source.bytes) || settings.some((line) => SECTION.test(line.name))) &&
    !hasKnown(byName.keys());
  const template =
    others ||
    isOfOthers(path) ||
    settings.some((line) => line.opaque) ||
    lines.some((line) => line.kind === 'template' && !line.dropped);
  const misspelt = misspeltIn(byName.keys());
  return { source, kind, lines, settings, byName, openEnded, template, others, rendersLf, misspelt };
}

/** `[req]`, `[Unit]`, `<VirtualHost *:80>`, `server {`. */
const SECTION = /^\s*(?:\[[^\]]+\]|<\/?[A-Za-z][^>]*>|[^\s{][^{]*\{)\s*$/;

function hasKnown(names: Iterable<string>): boolean {
  for (const name of names) if (settingNamed(name.toLowerCase())) return true;
  return false;
}

const BOM = '\u00ef\u00bb\u00bf';

/** A file with more unknown names than this is no vsftpd.conf. */
const MOST_MISSPELT = 20;

function misspeltIn(names: Iterable<string>): Set<string> {
  const meant = new Set<string>();
  let unknown = 0;
  for (const given of names) {
    const name = given.startsWith(BOM) ? given.slice(BOM.length) : given;
    if (name !== given && settingNamed(name)) meant.add(name);
    if (settingNamed(name)) continue;
    if (++unknown > MOST_MISSPELT) break;
    const [best] = suggestSettings(name, BUILDS);
    if (best) meant.add(best.name);
  }
  return meant;
}

/** A line such as `{{ name }}={{ value }}` or `{% include "tls.conf" %}`. */
function writesSettings(line: Line, source: Source): boolean {
  if (line.kind === 'template') return writesText(source.bytes.slice(line.start, line.end));
  return line.kind === 'setting' && line.opaque && hasPlaceholder(decodeUtf8(line.name));
}

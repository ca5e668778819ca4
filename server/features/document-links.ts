import type { DocumentLink } from 'vscode-languageserver';
import {
  decodeUtf8,
  intendedName,
  settingNamed,
  trim,
  type ConfigDocument,
  type SettingLine,
} from '../../core/config/index.js';
import { pathOf } from '../file-kind.js';
import { valueBytes } from './cursor.js';

/** Links for the absolute paths in a file. Whether anything is there is never asked: the daemon may run elsewhere. */
export function documentLinks(document: ConfigDocument, uri: string): DocumentLink[] {
  return document.settings.flatMap((line) => {
    const target = pathTarget(document, line, uri);
    if (target === undefined) return [];
    const value = valueBytes(line);
    return [{ range: document.source.rangeOf(value.start, value.end), target }];
  });
}

/** The URI of the file or folder that a line names, on the document's own machine; undefined where it names none. */
export function pathTarget(document: ConfigDocument, line: SettingLine, uri: string): string | undefined {
  const setting = settingNamed(intendedName(line));
  if (setting?.unit !== 'file' && setting?.unit !== 'directory') return undefined;
  const path = trim(line.value);
  // A user_sub_token makes it a different path for every user.
  if (line.opaque || !path.startsWith('/') || holdsToken(document, setting.name, path)) return undefined;
  return uriBeside(uri, decodeUtf8(path));
}

function holdsToken(document: ConfigDocument, name: string, path: string): boolean {
  const token = document.byName.get('user_sub_token')?.at(-1)?.value;
  return name === 'local_root' && (token ? path.includes(token) : path.includes('$USER'));
}

/** A path of the same machine: an editor may look at it over SSH, in a container, in a virtual file system. */
function uriBeside(uri: string, path: string): string | undefined {
  // A drive letter: the editor's machine is not the daemon's.
  if (/^\/?[a-z]:/i.test(pathOf(uri))) return undefined;
  const match = /^([a-z][a-z0-9+.-]*):(\/\/[^/?#]*)?/i.exec(uri);
  const scheme = match?.[1]?.toLowerCase();
  const local = scheme === undefined || scheme === 'untitled' || /^git/.test(scheme);
  const base = local ? 'file://' : `${scheme}:${match?.[2] ?? '//'}`;
  return base + path.split('/').map(encodeURIComponent).join('/');
}

import { fileKindOf, isConfigPath, type FileKind } from '../core/config/index.js';

/** What the server does with a document. */
export type DocumentRole =
  /** A vsftpd.conf or a per-user file. */
  | 'config'
  /** A log, a transcript, any text: replies in it are decoded. */
  | 'text';

const TEXT_LANGUAGES = new Set(['log', 'ftp-transcript']);
/** Clients name languages as they like: vsftpd.conf is `conf` in Vim and `plaintext` elsewhere, so the path counts too. */
export function roleOf(uri: string, languageId: string): DocumentRole {
  if (languageId === 'vsftpd') return 'config';
  if (TEXT_LANGUAGES.has(languageId)) return 'text';
  return isConfigPath(pathOf(uri)) ? 'config' : 'text';
}

/**
 * Whether a file is read at login, over the main one: it lies in a folder that a main file names as user_config_dir,
 * or in one with a usual name for that.
 */
export function kindOf(uri: string, userConfigDirs: readonly string[]): FileKind {
  return fileKindOf(pathOf(uri), userConfigDirs);
}

/** Documents that only mirror another one, or are a program's output: hover yes, diagnostics no. */
export function isMirror(uri: string): boolean {
  const scheme = uri.slice(0, uri.indexOf(':')).toLowerCase();
  return /^git|^(?:output|vscode-scm|svn|hg|review|pr|vscode-local-history|vscode-userdata|vsftpd-lens-preview)$/.test(
    scheme,
  );
}

/** The path of a URI, decoded; empty for a text that is none. */
export function pathOf(uri: string): string {
  const match = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(uri);
  const path = match?.[1] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

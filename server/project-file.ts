import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT_FILE } from '../core/verdict/project-settings.js';

/** A longer one is not read. Bytes. */
const MOST_BYTES = 1024 * 1024;
const DEEPEST = 100;

/** The text of the settings file nearest above a document; undefined where there is none, or the document is no file. */
export async function projectFileAbove(uri: string): Promise<{ path: string; text: string } | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  let folder = path.dirname(fileURLToPath(uri));
  for (let level = 0; level < DEEPEST; level++) {
    const file = path.join(folder, PROJECT_FILE);
    const text = await textOf(file);
    if (text !== undefined) return { path: file, text };
    const above = path.dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  return undefined;
}

/** What stands there and cannot be read is no settings: an empty text. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    // Opening a pipe would wait for a writer.
    const about = await stat(file);
    return about.isFile() && about.size <= MOST_BYTES ? await readFile(file, 'utf8') : '';
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code !== 'EACCES';
    return isMissing ? undefined : '';
  }
}

/** Of a small file, by the path of its URI: lists of users and the like are asked for while a config is checked. */
export function fileText(uriPath: string): string | undefined {
  const file = uriPath.replace(/^\/(?=[a-z]:)/i, '');
  try {
    const about = statSync(file, { throwIfNoEntry: false });
    return about?.isFile() === true && about.size <= MOST_BYTES ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

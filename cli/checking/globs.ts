import { opendir } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../io.js';

/** Entries that are looked at for one argument. */
const MOST_ENTRIES = 50_000;

/** Whether a name can only be meant as a pattern, should no file have it. */
export function isGlob(name: string): boolean {
  return /[*?[{]/.test(name);
}

/** A pattern as editors and shells have them: `**`, `*`, `?`, `[a-z]`, `{a,b}`. For paths with forward slashes. */
export function globPattern(glob: string, flags = ''): RegExp {
  let depth = 0;
  const source = glob
    .replace(/(?:\*\*\/)+/g, '**/')
    .replace(/\*\*\/|\*+|\?|\[!?[^\]/[]+\]|[{},]|[\\^$.|()[\]+]/g, (token) => {
      if (token === '**/') return '(?:.*/)?';
      if (token.startsWith('**')) return '.*';
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      if (token === '{') return depth++ >= 0 ? '(?:' : '';
      if (token === '}') return depth-- > 0 ? ')' : '\\}';
      if (token === ',') return depth > 0 ? '|' : ',';
      if (token.length > 1) return token.replace('[!', '[^').replaceAll('\\', '\\\\');
      return `\\${token}`;
    });
  try {
    return new RegExp(`^${source}${')'.repeat(Math.max(0, depth))}$`, flags);
  } catch {
    throw new UsageError(`${glob} is no pattern that can be read.`);
  }
}

/** The files that a pattern names, sorted; empty where there are none. */
export async function expandGlob(glob: string, trouble: (text: string) => void): Promise<readonly string[]> {
  const whole = slashed(path.normalize(glob));
  const parts = whole.split('/');
  const first = parts.findIndex(isGlob);
  const fixed = parts.slice(0, first).join('/');
  const base = fixed !== '' ? fixed : first > 0 ? '/' : '.';
  const levels = whole.includes('**') ? Infinity : parts.length - first - 1;
  const pattern = globPattern(whole);
  const found = await filesBelow(base, trouble, { levels, hidden: /(?:^|\/)\.(?!\.?\/)/.test(whole) });
  return found.filter((file) => pattern.test(slashed(path.normalize(file))));
}

interface Walk {
  /** Folders below folders. */
  readonly levels?: number;
  readonly hidden?: boolean;
}

/** All files of a folder and of those below it, sorted. What is hidden, and what npm installed, is left out. */
export async function filesBelow(
  folder: string,
  trouble: (text: string) => void,
  { levels = Infinity, hidden = false }: Walk = {},
): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [{ folder, level: 0 }];
  let left = MOST_ENTRIES;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    try {
      for await (const entry of await opendir(next.folder)) {
        if (--left < 0) {
          trouble(`${folder} has more than ${MOST_ENTRIES} files: name a folder in it.`);
          return found.sort();
        }
        if (entry.name === 'node_modules' || (!hidden && isHidden(entry.name))) continue;
        const file = path.join(next.folder, entry.name);
        if (!entry.isDirectory()) found.push(file);
        else if (next.level < levels) waiting.push({ folder: file, level: next.level + 1 });
      }
    } catch (error) {
      trouble(`${next.folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found.sort();
}

/** Jobs of a build server are not. */
function isHidden(name: string): boolean {
  return name.startsWith('.') && !/^\.(?:github|circleci|gitlab-ci.*\.ya?ml)$/.test(name);
}

export function slashed(file: string): string {
  return file.replaceAll(path.sep, '/');
}

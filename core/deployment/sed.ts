import { givenLines, type Given } from './setting-lines.js';
import { PORT_SETTINGS } from './names.js';

/** The value in the file at that point: null where it is not known, undefined where it has no such line. */
export type CurrentValue = (name: string) => string | null | undefined;

/** `s/pattern/replacement/flags` with any delimiter. */
interface Substitution {
  readonly pattern: string;
  readonly replacement: string;
}

/**
 * What an expression of `sed -i` does to the settings of a file: null where that cannot be told, as is what it does to
 * lines that the file at hand does not have.
 */
export function editedBy(
  expression: string,
  isKnown: boolean,
  valueOf: CurrentValue,
): readonly Given[] | null {
  const found: Given[] = [];
  for (const one of expression.split(/[;\n](?=[ \t]*s[^\w\s\\])/)) {
    const parts = substitution(one.trim());
    const given = parts && substituted(parts, isKnown, valueOf);
    if (!given) return null;
    found.push(...given);
  }
  return found;
}

function substitution(text: string): Substitution | null {
  if (!text.startsWith('s') || text.length < 4) return null;
  const delimiter = text.charAt(1);
  const parts: string[] = [];
  let part = '';
  for (let at = 2; at <= text.length && parts.length < 3; at++) {
    const sign = text.charAt(at);
    if (sign === delimiter || sign === '') {
      parts.push(part);
      part = '';
    } else if (sign === '\\' && text[at + 1] === delimiter) part += text.charAt(++at);
    else part += sign === '\\' ? sign + text.charAt(++at) : sign;
  }
  const [pattern = '', replacement = '', flags = ''] = parts;
  return parts.length === 3 && /^[gI\d]*$/.test(flags) ? { pattern, replacement } : null;
}

/** From the name, or a sign of comment before it, to the end of the line. */
const WHOLE_LINE =
  /^\^?(?:[# ]|#\*|#\\\?|\[#\\?s? ?\]\*|\\s\*)*([a-z_\d]+)(?: |\\s\*)?(?:=(?:[\w.]*|.*\.\*)\$?|\.\*\$?|=?\$)$/;

function substituted(
  { pattern, replacement }: Substitution,
  isKnown: boolean,
  valueOf: CurrentValue,
): readonly Given[] | null {
  const name = WHOLE_LINE.exec(pattern)?.[1];
  if (name !== undefined) {
    if (!PORT_SETTINGS.some((one) => one === name)) return changesOther(name, replacement) ? [] : null;
    if (valueOf(name) === undefined || !/\.\*\$?$/.test(pattern) || /[&\\]/.test(replacement)) return null;
    const given = givenLines(replacement, isKnown);
    return given.length === 1 && given[0]?.name === name ? given : null;
  }
  // A placeholder that stands in the file.
  if (!/^[\w{}<>@%-]{3,60}$/.test(pattern) || /[&\\]/.test(replacement)) return null;
  return PORT_SETTINGS.flatMap((one): readonly Given[] => {
    const before = valueOf(one);
    // What is not known may hold it.
    if (before === null) return [{ name: one, value: null }];
    if (!before?.includes(pattern)) return [];
    const isFree = isKnown || !/[$`]/.test(replacement);
    const value = isFree ? before.replace(pattern, () => replacement) : null;
    return [{ name: one, value }];
  });
}

function changesOther(name: string, replacement: string): boolean {
  return replacement === '' || replacement.startsWith(name) || replacement.startsWith(`#${name}`);
}

/** Several settings written on one line, as several rules need to know. */
import { settingNamed, type SettingLine } from '../../config/index.js';

const NEXT = /(?<![a-z0-9_])([a-z][a-z0-9_]*)\s*=/g;

/** What people put between two settings, as bytes; a slash or a word may belong to a text. */
const BETWEEN = ['\t', '\r', ' ', ',', ';', '\u00c2\u00a0', '\\n', '\\r'];
const BETWEEN_NO_TEXTS = [...BETWEEN, '&', '|', '/', '-', '<br>', '<br/>', '<br />', ' and'];

/** A part between two settings of a line, as bytes of the file. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Where further settings begin in a line's value; empty for an ordinary line and for a free text. */
export function gapsOf(line: SettingLine): Gap[] {
  const own = settingNamed(line.name.trim());
  if (line.opaque || !line.hasEquals || line.name.trim() === 'ftpd_banner') return [];
  const between = own?.type === 'string' ? BETWEEN : BETWEEN_NO_TEXTS;
  const gaps: Gap[] = [];
  const comment = /(?:^|\s)(?:#|\/\/)/.exec(line.value)?.index ?? Infinity;
  for (const match of line.value.matchAll(NEXT)) {
    const [, word = ''] = match;
    // A newline that someone wrote as two characters.
    const escaped = line.value[match.index - 1] === '\\' && /^[nr]/.test(word) ? 1 : 0;
    const name = word.slice(escaped);
    // A comment may speak of a setting.
    if (match.index >= comment) break;
    if (match.index === 0 || !settingNamed(name)) continue;
    const at = match.index + escaped;
    const start = withoutEnd(line.value, at, between);
    const isGlued = start === at && /^\s*(?:YES|NO|TRUE|FALSE|\d+)$/.test(line.value.slice(0, at));
    if (start === 0 || (start === at && !isGlued)) continue;
    gaps.push({ start: line.valueStart + start, end: line.valueStart + at, name });
  }
  return gaps;
}

/** Where the text up to `end` ends without those parts. */
function withoutEnd(text: string, end: number, parts: readonly string[]): number {
  let at = end;
  for (;;) {
    const part = parts.find((one) => text.startsWith(one, at - one.length));
    if (part === undefined || at < part.length) return at;
    at -= part.length;
  }
}

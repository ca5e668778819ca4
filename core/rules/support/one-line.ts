/** Several settings written on one line, as several rules need to know. */
import { settingNamed, type SettingLine } from '../../config/index.js';

const NEXT = /(?<![\s,;])[\s,;]+([a-z][a-z0-9_]*)\s*=/g;

/** A part between two settings of a line, as bytes of the file. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Where further settings begin in a line's value; empty for an ordinary line and for a free text. */
export function gapsOf(line: SettingLine): Gap[] {
  if (line.opaque || !line.hasEquals || line.name.trim() === 'ftpd_banner') return [];
  const gaps: Gap[] = [];
  for (const match of line.value.matchAll(NEXT)) {
    const name = match[1] ?? '';
    if (match.index === 0 || !settingNamed(name)) continue;
    const start = line.valueStart + match.index;
    gaps.push({ start, end: start + match[0].indexOf(name), name });
  }
  return gaps;
}

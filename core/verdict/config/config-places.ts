import {
  settingNamed,
  trimEnd,
  type ConfigDocument,
  type Range,
  type SettingLine,
} from '../../config/index.js';
import type { SettingPlace } from '../finding.js';

/** Where those settings stand in a file, in the given order: of a repeated one the line in force. */
export function configPlaces(settings: Iterable<string>, document: ConfigDocument): readonly SettingPlace[] {
  return [...new Set(settings)].flatMap((setting) => {
    const line = document.byName.get(setting)?.at(-1);
    if (!line) return [];
    const range = rangeOf(line, document);
    return [{ setting, line: range.start.line, range }];
  });
}

/**
 * The one range under which an editor shows a finding: its own first line; else the line of a related setting (of the
 * same group, such as all passive ones); else the first line that sets anything; else the top of the file.
 */
export function anchorIn(
  lines: readonly SettingPlace[],
  settings: readonly string[],
  document: ConfigDocument,
): Range {
  const [own] = lines;
  if (own) return own.range;
  const groups = new Set(settings.map(groupOf).filter((group) => group !== undefined));
  const related = [...document.byName].find(([name]) => groups.has(groupOf(name) ?? ''));
  const line = related?.[1].at(-1) ?? document.settings[0];
  return line ? rangeOf(line, document) : document.source.rangeOf(0, 0);
}

function groupOf(setting: string): string | undefined {
  return settingNamed(setting)?.group;
}

/** From the name to the last visible character. */
function rangeOf({ nameStart, start, end }: SettingLine, { source }: ConfigDocument): Range {
  const text = trimEnd(source.bytes.slice(start, end));
  return source.rangeOf(nameStart, Math.max(nameStart, start + text.length));
}

import { readConfig } from './document.js';
import { sourceFromText } from './source.js';

/** One replacement in a text; zero-based, UTF-16 units. */
export interface TextChange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * The changes that make settings hold: the line in force is rewritten, a setting that is not there comes in at the
 * end.
 */
export function settingChanges(
  text: string,
  config: Readonly<Record<string, string>>,
): readonly TextChange[] {
  const source = sourceFromText(text);
  const { byName } = readConfig(source);
  const changes: TextChange[] = [];
  const added: string[] = [];
  for (const [name, value] of Object.entries(config)) {
    const lines = byName.get(name) ?? [];
    const last = lines[lines.length - 1];
    if (!last) {
      added.push(`${name}=${value}`);
      continue;
    }
    const { start, end } = source.rangeOf(last.start, last.end);
    const carriageReturn = source.bytes.charAt(last.end - 1) === '\r' ? 1 : 0;
    changes.push({
      line: start.line,
      start: 0,
      end: end.character - (end.line === start.line ? carriageReturn : 0),
      newText: `${name}=${value}`,
    });
  }
  if (added.length > 0) changes.push(appended(source.text, added));
  return changes;
}

/** The text with settings written into it. */
export function changedText(text: string, config: Readonly<Record<string, string>>): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
  const changes = [...settingChanges(text, config)].sort((a, b) => b.line - a.line || b.start - a.start);
  let result = text;
  for (const { line, start, end, newText } of changes) {
    const at = starts[line] ?? text.length;
    result = result.slice(0, at + start) + newText + result.slice(at + end);
  }
  return result;
}

function appended(text: string, lines: readonly string[]): TextChange {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const existing = text.split(/\r\n|\n|\r/);
  const last = existing[existing.length - 1] ?? '';
  const lead = last === '' ? '' : eol;
  return {
    line: existing.length - 1,
    start: last.length,
    end: last.length,
    newText: `${lead}${lines.join(eol)}${eol}`,
  };
}

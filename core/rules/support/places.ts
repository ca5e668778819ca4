/**
 * What the rules say about places in a file, in one voice: which part to underline, and the edits that fixes are made
 * of. All offsets are bytes of the file.
 */
import { decodeUtf8, trim, trimEnd, type ConfigModel, type SettingLine } from '../../config/index.js';
import { valueRange } from './parse-fault.js';
import type { Edit, Fix, RuleReport } from '../rule.js';

/** From a byte of the file to another. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** From the name to the end of the value, without the white space around them. */
export function settingRange(line: SettingLine): ByteRange {
  return { start: line.nameStart, end: valueRange(line).end };
}

/** Gives a line another value; blanks around the old one stay. */
function setValue(line: SettingLine, value: string): Edit {
  return { ...valueRange(line), newText: line.hasEquals ? value : `=${value}` };
}

/** Adds a line below. Works for a last line without a newline too. */
export function insertBelow(line: SettingLine, text: string): Edit {
  return { start: line.end, end: line.end, newText: `\n${text}` };
}

/** Removes a line and its newline. */
function removeLine(model: ConfigModel, line: SettingLine): Edit {
  return { start: line.start, end: model.endOf(line), newText: '' };
}

/** Gives a setting a value: in its own line where it has one, else in a new line below `near`. */
export function setTo(model: ConfigModel, name: string, value: string, near: SettingLine): Edit {
  const line = model.line(name);
  return line ? setValue(line, value) : insertBelow(near, `${name}=${value}`);
}

/** The usual fix: one setting gets one value. */
export function setToFix(
  model: ConfigModel,
  name: string,
  value: string,
  near: SettingLine,
  safe = false,
): Fix {
  const title = model.isSet(name) ? `Set ${name}=${value}` : `Add ${name}=${value}`;
  return { title, edits: [setTo(model, name, value, near)], safe };
}

/** The fix for a line that does nothing. */
export function removeFix(model: ConfigModel, line: SettingLine, safe = false): Fix {
  return { title: `Remove the line`, edits: [removeLine(model, line)], safe };
}

/** The lines of some settings as places that explain a finding; those without a line are left out. */
export function relatedTo(
  model: ConfigModel,
  names: readonly string[],
  message: string,
): NonNullable<RuleReport['related']> {
  return names.flatMap((name) => {
    const line = model.line(name);
    return line ? [{ ...settingRange(line), message }] : [];
  });
}

/** The line of the first of these settings that has one. */
export function firstLineOf(model: ConfigModel, ...names: readonly string[]): SettingLine | undefined {
  for (const name of names) {
    const line = model.line(name);
    if (line) return line;
  }
  return undefined;
}

/** A byte string as a message may quote it: readable, without control characters, at most 80 characters. */
export function quoted(bytes: string): string {
  const text = decodeUtf8(bytes).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return `"${text.length > 80 ? `${text.slice(0, 79)}…` : text}"`;
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** The fix that adds items to a comma list. */
export function insertInList(line: SettingLine, items: string): Fix {
  const { end } = valueRange(line);
  const separator = trimEnd(line.value).endsWith(',') ? '' : ',';
  return { title: `Add ${items}`, edits: [{ start: end, end, newText: `${separator}${items}` }] };
}

/** A line's value without the white space around it, as a byte string. */
export function trimmedValue(line: SettingLine): string {
  return trim(line.value);
}

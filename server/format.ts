import type { TextEdit } from 'vscode-languageserver';
import {
  FILE_LIMIT,
  isSpace,
  settingNamed,
  trim,
  type Build,
  type ConfigDocument,
  type Line,
  type Range,
  type SettingLine,
} from '../core/config/index.js';
import { shownEnd } from './features/cursor.js';

interface FormatOptions {
  /** The builds that must go on reading the same from the file. */
  readonly builds: readonly Build[];
  /** Only lines that lie wholly in it are touched. */
  readonly range?: Range;
  /** End the last line with a newline; as a rule yes. */
  readonly insertFinalNewline?: boolean;
}

/**
 * Tidies a file without changing anything that the daemon reads from it: not its verdict, its message, or one value.
 * So an indented comment (which vsftpd refuses), a blank after a boolean (which it refuses too) and the blanks of a
 * text (which some builds keep) stay: those are for quick fixes. Edits are in order and do not overlap.
 */
export function formatConfig(document: ConfigDocument, options: FormatOptions): TextEdit[] {
  // Shorter lines would pull text into the part of the file that is read.
  if (document.source.bytes.length > FILE_LIMIT) return [];
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    const range = document.source.rangeOf(start, end);
    if ((start < end || newText !== '') && within(range, options.range)) edits.push({ range, newText });
  };
  const { lines } = document;
  const lastFull = lastIndex(lines, (line) => line.kind !== 'blank');
  let previous: Line | undefined;
  for (const line of lines) {
    if (hasInnerCr(document, line)) {
      previous = line;
      continue;
    }
    if (line.kind === 'blank') {
      const surplus = !previous || previous.kind === 'blank' || line.index > lastFull;
      if (surplus) replace(line.start, nextStart(document, line), '');
      else replace(line.start, shownEnd(document, line), '');
      if (surplus) continue;
    } else if (line.kind === 'comment') {
      replace(trimmedEnd(document, line), shownEnd(document, line), '');
    } else if (line.kind === 'setting') {
      formatSetting(line, options.builds, replace);
    }
    previous = line;
  }
  if (options.insertFinalNewline !== false) addFinalNewline(document, lines[lastFull], replace);
  return edits;
}

type Replace = (start: number, end: number, newText: string) => void;

function formatSetting(line: SettingLine, builds: readonly Build[], replace: Replace): void {
  if (line.opaque || line.conditional || line.cutByNul) return;
  // Without its indent, `  # text` would become a comment.
  if (!line.name.startsWith('#')) replace(line.start, line.nameStart, '');
  const setting = settingNamed(line.name);
  if (!setting || setting.type === 'bool' || trim(line.value) === '') return;
  const value = line.value.endsWith('\r') ? line.value.slice(0, -1) : line.value;
  const end = line.valueStart + value.length;
  let tail = value.length;
  while (tail > 0 && isSpace(value.charAt(tail - 1))) tail--;
  const trimmedByAll = builds.every((build) => build.trim !== 'nothing');
  if (setting.type === 'string' && !trimmedByAll) return;
  let head = 0;
  // Before a number a blank decides whether it is octal.
  if (setting.type === 'string') while (isSpace(value.charAt(head))) head++;
  replace(line.valueStart, line.valueStart + head, '');
  replace(line.valueStart + tail, end, '');
}

/** In a file with CRs an editor would write CR LF, and the CR would become part of the last value. */
function addFinalNewline(document: ConfigDocument, line: Line | undefined, replace: Replace): void {
  const { bytes } = document.source;
  if (line && line.end === bytes.length && !bytes.includes('\r')) replace(line.end, line.end, '\n');
}

function within(range: Range, outer: Range | undefined): boolean {
  if (!outer) return true;
  // A selection of whole lines ends at the start of the line after them.
  const last =
    outer.end.character === 0 && outer.end.line > outer.start.line ? outer.end.line - 1 : outer.end.line;
  return range.start.line >= outer.start.line && range.start.line <= last;
}

function nextStart(document: ConfigDocument, line: Line): number {
  return Math.min(line.end + 1, document.source.bytes.length);
}

function trimmedEnd(document: ConfigDocument, line: Line): number {
  let end = shownEnd(document, line);
  while (end > line.start && isSpace(document.source.bytes.charAt(end - 1))) end--;
  return end;
}

/** A CR in the middle of a line is a line's end to editors and none to the daemon: such lines are left alone. */
function hasInnerCr(document: ConfigDocument, line: Line): boolean {
  return document.source.bytes.slice(line.start, shownEnd(document, line)).includes('\r');
}

function lastIndex(lines: readonly Line[], test: (line: Line) => boolean): number {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line && test(line)) return i;
  }
  return -1;
}

import { settingChanges, type ConfigDocument } from '../../core/config/index.js';
import { anchorIn, type Cause, type Finding } from '../../core/verdict/index.js';

/** One edit of a document: zero-based lines of the text that it replaced. */
interface LineEdit {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

/** Where a line may be after these edits: shifted by them, or where it was. */
export function placesOfLine(line: number, edits: readonly LineEdit[]): readonly number[] {
  let shifted = line;
  for (const { firstLine, lastLine, text } of edits) {
    const added = text.split('\n').length - 1;
    if (line >= lastLine) shifted += added - (lastLine - firstLine);
  }
  return shifted === line ? [line] : [shifted, line];
}

/** Whether a text already says what a fix would write. */
export function isMended(text: string, fix: Finding['fix']): boolean {
  if (fix.config === null || Object.keys(fix.config).length === 0) return false;
  const lines = text.split(/\r\n|\n|\r/);
  return settingChanges(text, fix.config).every(({ line, start, end, newText }) => {
    const before = (lines[line] ?? '').slice(start, end);
    return before === newText;
  });
}

/** Causes that are fixed outside the config, even if one of its lines is involved. */
const ELSEWHERE: ReadonlySet<Cause> = new Set(['server-firewall', 'nat', 'network', 'client']);

/** A finding and its lines in one file, the most telling first. Zero-based. */
export interface MarkedLines {
  readonly finding: Finding;
  readonly lines: readonly number[];
}

/** Findings that name places in a firewall, NAT or container file. */
export function linesInFile(findings: readonly Finding[], path: string): readonly MarkedLines[] {
  return findings.flatMap((finding) => {
    const places = (finding.files ?? []).filter((place) => place.path === path);
    const lines = [...new Set(places.map(({ line }) => line))];
    return lines.length === 0 ? [] : [{ finding, lines }];
  });
}

/** Findings that are caused by the config. */
export function markedLines(findings: readonly Finding[], document: ConfigDocument): readonly MarkedLines[] {
  return findings.filter(isOfConfig).map((finding) => {
    const { lines = [], fix } = finding;
    const anchor = anchorIn(lines, Object.keys(fix.config ?? {}), document).start.line;
    return { finding, lines: [...new Set([anchor, ...lines.map(({ line }) => line)])] };
  });
}

function isOfConfig({ cause, fix, lines = [] }: Finding): boolean {
  return fix.config !== null || cause === 'server-config' || (lines.length > 0 && !ELSEWHERE.has(cause));
}

import {
  intendedName,
  knows,
  parseBool,
  parseNumber,
  settingNamed,
  trim,
  type Build,
  type ConfigDocument,
  type Line,
  type SettingLine,
} from '../../core/config/index.js';
import { TOKEN_TYPES } from '../capabilities.js';

type TokenType = (typeof TOKEN_TYPES)[number];

/**
 * What each byte is to the daemon: comments are only lines that start with `#`; a name is coloured only where a build
 * of the choice knows it, a value only as far as it is read; what is never read looks like a comment.
 * Returns the protocol's encoding: five numbers per token, relative to the one before.
 */
export function semanticTokens(
  document: ConfigDocument,
  builds: readonly Build[],
  lines: readonly Line[] = document.lines,
): number[] {
  const writer = new TokenWriter(document);
  for (const line of lines) {
    if (line.kind === 'comment' || (line.dropped && line.kind !== 'blank'))
      writer.push(line.start, line.end, 'comment');
    else if (line.kind === 'template') writer.push(line.start, line.end, 'macro');
    else if (line.kind === 'setting') pushSetting(writer, line, builds);
  }
  return writer.data;
}

function pushSetting(writer: TokenWriter, line: SettingLine, builds: readonly Build[]): void {
  const setting = settingNamed(intendedName(line));
  const nameEnd = line.nameStart + line.name.length;
  if (line.opaque && !setting) {
    writer.push(line.nameStart, line.end, 'macro');
    return;
  }
  if (setting && builds.some((build) => knows(build.id, setting)))
    writer.push(line.nameStart, nameEnd, 'property');
  const valueEnd = line.valueStart + line.value.length;
  if (line.hasEquals) {
    writer.push(nameEnd, nameEnd + 1, 'operator');
    if (line.opaque) writer.push(line.valueStart, valueEnd, 'macro');
    else if (setting) pushValue(writer, line, setting.type, builds);
  }
  if (line.cutByNul) writer.push(Math.max(nameEnd, valueEnd), line.end, 'comment');
}

function pushValue(writer: TokenWriter, line: SettingLine, type: string, builds: readonly Build[]): void {
  const start = line.valueStart;
  if (type === 'string') {
    writer.push(start, start + line.value.length, 'string');
  } else if (type === 'bool') {
    const lenient = builds.every((build) => build.trim === 'everything');
    if (parseBool(lenient ? trim(line.value) : line.value) !== undefined) {
      writer.push(start, start + line.value.length, 'enumMember');
    }
  } else {
    writer.push(start, start + parseNumber(line.value).used, 'number');
  }
}

/** Collects tokens in the order of the text; one that spans several lines of the editor is split. */
class TokenWriter {
  readonly data: number[] = [];
  private line = 0;
  private character = 0;

  private readonly hasCr: boolean;
  private readonly ascii: boolean;

  constructor(private readonly document: ConfigDocument) {
    this.hasCr = document.source.bytes.includes('\r');
    this.ascii = document.source.bytes === document.source.text;
  }

  push(start: number, end: number, type: TokenType): void {
    if (!this.hasCr) {
      this.pushPart(start, end, type);
      return;
    }
    let from = start;
    for (const part of this.document.source.bytes.slice(start, end).split('\r')) {
      this.pushPart(from, from + part.length, type);
      from += part.length + 1;
    }
  }

  private pushPart(start: number, end: number, type: TokenType): void {
    if (end <= start) return;
    const { source } = this.document;
    const from = source.positionAt(start);
    const length = this.ascii ? end - start : source.positionAt(end).character - from.character;
    const sameLine = from.line === this.line;
    this.data.push(
      from.line - this.line,
      sameLine ? from.character - this.character : from.character,
      length,
      TOKEN_TYPES.indexOf(type),
      0,
    );
    this.line = from.line;
    this.character = from.character;
  }
}

/** One edit that turns the old encoding into the new one: the parts that both share at either end are left out. */
export function tokenEdits(
  before: readonly number[],
  after: readonly number[],
): { start: number; deleteCount: number; data: number[] }[] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  return [
    { start, deleteCount: before.length - start - tail, data: after.slice(start, after.length - tail) },
  ];
}

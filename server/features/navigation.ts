import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type Location,
  type TextEdit,
} from 'vscode-languageserver';
import {
  decodeUtf8,
  intendedName,
  settingNamed,
  trim,
  type ConfigDocument,
  type Line,
  type Position,
  type Range,
  type SettingLine,
} from '../../core/config/index.js';
import { byteAt, lineAtByte, nameRange, valueBytes } from './cursor.js';
import { pathTarget } from './document-links.js';

/**
 * What a cursor can stand on that other places of the file refer to: a setting's name, or the token that vsftpd
 * replaces by the user's name (user_sub_token) in local_root.
 */
export type Target =
  | { readonly kind: 'setting'; readonly name: string; readonly range: Range }
  | { readonly kind: 'token'; readonly token: string; readonly range: Range };

/** undefined where the text under the cursor refers to nothing. */
export function targetAt(document: ConfigDocument, position: Position): Target | undefined {
  const byte = byteAt(document, position);
  const line = lineAtByte(document, byte);
  if (line?.kind === 'comment') return commentedName(document, line, byte);
  if (line?.kind !== 'setting' || line.opaque) return undefined;
  const token = tokenSpans(document, line).find(({ start, end }) => byte >= start && byte <= end);
  if (token)
    return {
      kind: 'token',
      token: tokenOf(document) ?? '',
      range: document.source.rangeOf(token.start, token.end),
    };
  const name = intendedName(line);
  if (byte < line.nameStart || byte > line.nameStart + name.length || !settingNamed(name)) return undefined;
  return { kind: 'setting', name, range: nameRange(document, line) };
}

/** A path leads to its file; a setting to the line that counts; the token to where it is defined. */
export function definition(document: ConfigDocument, uri: string, position: Position): Location | null {
  const byte = byteAt(document, position);
  const line = lineAtByte(document, byte);
  const target = targetAt(document, position);
  if (target?.kind === 'token') {
    const defined = document.byName.get('user_sub_token')?.at(-1);
    return defined ? { uri, range: lineRange(document, defined) } : null;
  }
  if (target?.kind === 'setting') {
    const inForce = document.byName.get(target.name)?.at(-1);
    return inForce ? { uri, range: nameRange(document, inForce) } : null;
  }
  const path =
    line?.kind === 'setting' && byte >= line.valueStart ? pathTarget(document, line, uri) : undefined;
  return path === undefined
    ? null
    : { uri: path, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
}

/** All places that mean the same: every line that sets the setting, also those that are commented out; every token. */
export function occurrences(document: ConfigDocument, target: Target): Range[] {
  if (target.kind === 'token') {
    return document.settings.flatMap((line) =>
      tokenSpans(document, line).map(({ start, end }) => document.source.rangeOf(start, end)),
    );
  }
  return document.lines.flatMap((line) => {
    if (line.kind === 'setting') return intendedName(line) === target.name ? [nameRange(document, line)] : [];
    const span = line.kind === 'comment' ? commentedSpan(document, line) : undefined;
    return span?.name === target.name
      ? [document.source.rangeOf(span.start, span.start + span.name.length)]
      : [];
  });
}

/** The line that counts is marked as written, the others as read. */
export function highlights(document: ConfigDocument, position: Position): DocumentHighlight[] {
  const target = targetAt(document, position);
  if (!target) return [];
  const name = target.kind === 'setting' ? target.name : 'user_sub_token';
  const inForce = document.byName.get(name)?.at(-1);
  const writes = inForce && document.source.positionAt(inForce.start).line;
  return occurrences(document, target).map((range) => ({
    range,
    kind: range.start.line === writes ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** Only the user_sub_token is the author's to name. */
export function renameRange(
  document: ConfigDocument,
  position: Position,
): { range: Range; placeholder: string } | undefined {
  const target = targetAt(document, position);
  return target?.kind === 'token'
    ? { range: target.range, placeholder: decodeUtf8(target.token) }
    : undefined;
}

/** Renames the token in the whole file; a text is the reason why it cannot be. */
export function renameToken(
  document: ConfigDocument,
  position: Position,
  newName: string,
): TextEdit[] | string {
  const target = targetAt(document, position);
  if (target?.kind !== 'token') {
    return 'Only the user_sub_token can be renamed: the names of settings are fixed in vsftpd.';
  }
  if (newName.trim() === '' || newName.trim() !== newName || /[\r\n\0]/.test(newName)) {
    return 'The token must not be empty, nor start or end with a blank, nor contain a line break.';
  }
  const clash = document.settings.some(
    (line) =>
      intendedName(line) === 'local_root' &&
      document.source.slice(line.valueStart, line.end).includes(newName),
  );
  if (clash && newName !== decodeUtf8(target.token)) {
    return 'local_root already contains this text, so it would be replaced by the user name there too.';
  }
  return occurrences(document, target).map((range) => ({ range, newText: newName }));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The token in force, as a byte string. */
function tokenOf(document: ConfigDocument): string | undefined {
  const line = document.byName.get('user_sub_token')?.at(-1);
  const token = line && !line.opaque ? trim(line.value) : '';
  return token === '' ? undefined : token;
}

function tokenSpans(document: ConfigDocument, line: SettingLine): Span[] {
  const token = tokenOf(document);
  const name = intendedName(line);
  if (token === undefined || line.opaque) return [];
  if (name === 'user_sub_token') {
    const value = valueBytes(line);
    return trim(line.value) === token ? [value] : [];
  }
  if (name !== 'local_root') return [];
  const spans: Span[] = [];
  for (let at = line.value.indexOf(token); at >= 0; at = line.value.indexOf(token, at + token.length)) {
    spans.push({ start: line.valueStart + at, end: line.valueStart + at + token.length });
  }
  return spans;
}

function commentedName(document: ConfigDocument, line: Line, byte: number): Target | undefined {
  const span = commentedSpan(document, line);
  if (!span || byte < span.start || byte > span.start + span.name.length) return undefined;
  return {
    kind: 'setting',
    name: span.name,
    range: document.source.rangeOf(span.start, span.start + span.name.length),
  };
}

/** `#listen=YES`: a setting that is switched off. */
function commentedSpan(document: ConfigDocument, line: Line): { name: string; start: number } | undefined {
  const match = /^(#+[ \t]*)([a-z][a-z0-9_]*)[ \t]*=/.exec(
    document.source.bytes.slice(line.start, Math.min(line.end, line.start + 120)),
  );
  const name = match?.[2];
  return name !== undefined && settingNamed(name)
    ? { name, start: line.start + (match?.[1]?.length ?? 0) }
    : undefined;
}

function lineRange(document: ConfigDocument, line: SettingLine): Range {
  return document.source.rangeOf(line.nameStart, line.valueStart + line.value.length);
}

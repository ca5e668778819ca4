import {
  blockStep,
  hasPlaceholder,
  isOwnName,
  isTemplateLine,
  OpenSpan,
  templateMode,
  type TemplateMode,
} from './templates.js';
import { isSpace, trim } from './values.js';
import { decodeUtf8 } from './utf8.js';

/** The daemon reads this many bytes of a file; the rest is silently dropped (vsftpd defs.h). */
export const FILE_LIMIT = 100_000;

interface LineBase {
  /** 0-based, counted in LFs: the daemon's own notion of a line. */
  readonly index: number;
  /** Byte offsets; `end` is before the LF. */
  readonly start: number;
  readonly end: number;
  /** After the 100,000 bytes that are read. */
  readonly dropped: boolean;
}

interface PlainLine extends LineBase {
  readonly kind: 'blank' | 'comment' | 'template';
}

/** A line that is handed to the setting parser, whether it makes sense there or not. */
export interface SettingLine extends LineBase {
  readonly kind: 'setting';
  /** Byte string up to the first `=` or NUL, leading white space dropped, nothing else. */
  readonly name: string;
  readonly nameStart: number;
  readonly hasEquals: boolean;
  /** Byte string after the first `=`, up to the end of the line or the first NUL; empty without `=`. */
  readonly value: string;
  readonly valueStart: number;
  /** The line holds a NUL byte: what follows it is not read. */
  readonly cutByNul: boolean;
  /** The name or the value holds a template's placeholder: known only once rendered. */
  readonly opaque: boolean;
  /** Stands inside a template's block, so it may or may not be in the rendered file. */
  readonly conditional: boolean;
}

export type Line = PlainLine | SettingLine;

/**
 * Splits a file into lines the way vsftpd parseconf.c and str.c do. `bytes` has one char code per byte.
 * With the mode `none`, template code is read like any other line, as the daemon would. `crEnds`: what renders the file
 * writes LF for CR LF.
 */
export function splitLines(
  bytes: string,
  templates: TemplateMode = templateMode(bytes),
  crEnds = false,
): Line[] {
  const lines: Line[] = [];
  const marked = templates !== 'none';
  const span = new OpenSpan(bytes);
  let depth = 0;
  let codeStart = -1;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf('\n', start);
    let end = newline < 0 ? bytes.length : newline;
    // A line that crosses the limit is parsed up to it; its rest is a separate, dropped line.
    if (start < FILE_LIMIT && end > FILE_LIMIT) end = FILE_LIMIT;
    const inside = span.isOpen;
    if (marked) span.read(start, end);
    const line = readLine(bytes, start, end, {
      index: lines.length,
      conditional: depth > 0,
      templates,
      crEnds,
      inside,
      opening: !inside && span.isOpen,
    });
    lines.push(line);
    if (marked && !inside) codeStart = line.kind === 'template' || line.kind === 'comment' ? start : -1;
    // Code over several lines opens or closes a block where it ends.
    if (marked && codeStart >= 0 && !span.isOpen) {
      depth = Math.max(0, depth + blockStep(bytes.slice(codeStart, end)));
      codeStart = -1;
    }
    start = end === FILE_LIMIT && newline !== FILE_LIMIT ? end : end + 1;
  }
  return lines;
}

/** Where a line stands, as far as its own text does not say. */
interface LineContext {
  readonly index: number;
  readonly conditional: boolean;
  readonly templates: TemplateMode;
  readonly crEnds: boolean;
  /** Template code from a line above goes on here. */
  readonly inside: boolean;
  /** Template code begins here and goes on below. */
  readonly opening: boolean;
}

function readLine(bytes: string, start: number, end: number, context: LineContext): Line {
  const { index, conditional, templates } = context;
  const dropped = start >= FILE_LIMIT;
  if (context.inside) return { kind: 'template', index, start, end, dropped };
  if (end > start && bytes.charCodeAt(start) === 35) return { kind: 'comment', index, start, end, dropped };
  let nameStart = start;
  while (nameStart < end && isSpace(bytes.charAt(nameStart))) nameStart++;
  if (nameStart === end) return { kind: 'blank', index, start, end, dropped };
  const whole = bytes.slice(nameStart, context.crEnds && bytes[end - 1] === '\r' ? end - 1 : end);
  const text = templates === 'none' ? '' : decodeUtf8(whole);
  if (
    templates !== 'none' &&
    (isTemplateLine(text, templates) || (context.opening && /^(?:\{[{%#*]|<[%?])/.test(text)))
  )
    return { kind: 'template', index, start, end, dropped };
  const nul = whole.indexOf('\0');
  const read = nul < 0 ? whole : whole.slice(0, nul);
  const equals = read.indexOf('=');
  const name = equals < 0 ? read : read.slice(0, equals);
  const value = equals < 0 ? '' : read.slice(equals + 1);
  return {
    kind: 'setting',
    index,
    start,
    end,
    dropped,
    name,
    nameStart,
    hasEquals: equals >= 0,
    value,
    valueStart: nameStart + (equals < 0 ? read.length : equals + 1),
    cutByNul: nul >= 0,
    opaque:
      templates !== 'none' && (context.opening || hasPlaceholder(text, templates) || isOwnName(name, value)),
    conditional,
  };
}

/** The name that the author means: blanks around it dropped. */
export function intendedName(line: SettingLine): string {
  return trim(line.name);
}

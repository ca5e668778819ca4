import type { RuleAddition, TextSpan } from '../../reading.js';
import type { HclValue } from './hcl-tree.js';
import type { RuleReading } from './rules.js';

/** A rule that others can be written after. */
export interface RulePattern {
  /** The whole rule. */
  readonly at: TextSpan;
  /** Its parts that another rule has differently, and what stands there instead. */
  readonly parts: readonly { readonly at: TextSpan; readonly text: string }[];
  /** Between it and the next: for an object in a list. */
  readonly separator: '' | ',';
}

/** The same rule once more, for other ports. `text` is the file's. */
export function likeRule(text: string, { at, parts, separator }: RulePattern): RuleAddition {
  let copy = '';
  let done = at.start;
  for (const part of [...parts].sort((a, b) => a.at.start - b.at.start)) {
    copy += text.slice(done, part.at.start) + part.text;
    done = part.at.end;
  }
  copy += text.slice(done, at.end);
  const lines = copy.split('\n').map(withoutComment).join('\n');
  return { offset: at.end, text: separator + lead(text, at.start) + lines, separator: '-' };
}

/** What a comment says of one rule need not hold for the next. */
function withoutComment(line: string): string {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '\\') at++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === '#' || (char === '/' && line.charAt(at + 1) === '/'))) {
      return line.slice(0, at).trimEnd() + (line.endsWith('\r') ? '\r' : '');
    }
  }
  return line;
}

/** A rule whose ports are a list takes one more element behind the last one. */
export function withElement(reading: RuleReading, list: HclValue | undefined): RuleReading {
  const last = list?.kind === 'list' ? list.items.at(-1) : undefined;
  if (last?.kind !== 'text') return reading;
  // Behind the quote.
  return { ...reading, addition: { offset: last.at.end + 1, text: ', "{ports}"', separator: '-' } };
}

/** What stands between the rule and the one in front of it: a line's end, perhaps an empty line, and the indent. */
function lead(text: string, start: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  if (!/^[ \t]*$/.test(indent)) return ' ';
  const newline = text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n';
  const before = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart);
  return (lineStart > 0 && before.trim() === '' ? newline : '') + newline + indent;
}

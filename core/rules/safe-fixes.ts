import { readConfig, sourceFromBytes, type ConfigDocument } from '../config/index.js';
import { byteStringOf } from '../config/utf8.js';
import { checkConfig, type CheckOptions } from './engine.js';
import type { RuleFinding } from './rule.js';

/** Fixes that touch each other take a round each; the limit stops two that undo each other. */
export const MOST_ROUNDS = 20;

type FindingEdit = RuleFinding['fixes'][number]['edits'][number];

/** The edits of safe fixes; a fix of which one edit touches another fix waits for the next round as a whole. */
export function safeEdits(findings: readonly RuleFinding[]): readonly FindingEdit[] {
  const chosen: FindingEdit[] = [];
  const taken = new Set<number>();
  for (const finding of findings) {
    const fix = finding.fixes.find((one) => one.safe);
    if (!fix) continue;
    const lines = fix.edits.flatMap(({ range }) => span(range.start.line, range.end.line));
    if (lines.some((line) => taken.has(line))) continue;
    for (const line of lines) taken.add(line);
    chosen.push(...fix.edits);
  }
  return chosen;
}

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The file after all its safe fixes, again and again until nothing is left to fix. Other bytes stay as they are. */
export function withSafeFixes(document: ConfigDocument, options: CheckOptions): ConfigDocument {
  let fixed = document;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const bytes = applied(fixed, safeEdits(checkConfig(fixed, options)));
    if (bytes === fixed.source.bytes) break;
    fixed = readConfig(sourceFromBytes(dataOf(bytes)), document.kind, options.path);
  }
  return fixed;
}

function applied({ source }: ConfigDocument, edits: readonly FindingEdit[]): string {
  const sorted = edits
    .map(({ range, newText }) => ({
      start: source.byteAt(range.start),
      end: source.byteAt(range.end),
      newText: byteStringOf(newText),
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let bytes = '';
  let last = { start: -1, end: -1 };
  for (const { start, end, newText } of sorted) {
    // Of edits that touch each other, the first in the file wins; the others wait for the next round.
    const isApart = start > last.end || (start === last.end && last.start < start && start < end);
    if (!isApart) continue;
    bytes += source.bytes.slice(Math.max(0, last.end), start) + newText;
    last = { start, end };
  }
  return bytes + source.bytes.slice(Math.max(0, last.end));
}

/** The bytes of a string in which each char code is one. */
export function dataOf(bytes: string): Uint8Array {
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}

import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import { blockStep, type ConfigDocument, type Line } from '../../core/config/index.js';
import { sectionsOf } from './sections.js';

/** Blocks of comments, sections and blocks of a template; at most `limit`, whole lines. */
export function foldingRanges(document: ConfigDocument, limit = Infinity): FoldingRange[] {
  const ranges = [...sectionFolds(document), ...templateFolds(document), ...commentFolds(document)];
  ranges.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  return ranges.length > limit ? ranges.slice(0, limit) : ranges;
}

function sectionFolds(document: ConfigDocument): FoldingRange[] {
  return sectionsOf(document).flatMap((section) =>
    fold(document, document.lines[section.heading], document.lines[section.last], FoldingRangeKind.Region),
  );
}

function commentFolds(document: ConfigDocument): FoldingRange[] {
  const folds: FoldingRange[] = [];
  let first: Line | undefined;
  let last: Line | undefined;
  for (const line of document.lines) {
    if (line.kind === 'comment') {
      first ??= line;
      last = line;
      continue;
    }
    folds.push(...fold(document, first, last, FoldingRangeKind.Comment));
    first = undefined;
  }
  folds.push(...fold(document, first, last, FoldingRangeKind.Comment));
  return folds;
}

function templateFolds(document: ConfigDocument): FoldingRange[] {
  const folds: FoldingRange[] = [];
  if (!/\{[{%]|<%|%[{>]/.test(document.source.bytes)) return folds;
  const open: Line[] = [];
  for (const line of document.lines) {
    if (line.kind !== 'template' && line.kind !== 'comment') continue;
    const step = blockStep(document.source.bytes.slice(line.start, line.end));
    if (step === 1) open.push(line);
    else if (step === -1) folds.push(...fold(document, open.pop(), line, FoldingRangeKind.Region));
  }
  return folds;
}

function fold(
  document: ConfigDocument,
  first: Line | undefined,
  last: Line | undefined,
  kind: FoldingRangeKind,
): FoldingRange[] {
  if (!first || !last || first === last) return [];
  const startLine = document.source.positionAt(first.start).line;
  const endLine = document.source.positionAt(last.start).line;
  return endLine > startLine ? [{ startLine, endLine, kind }] : [];
}

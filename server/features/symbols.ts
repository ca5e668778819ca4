import { SymbolKind, type DocumentSymbol, type SymbolInformation } from 'vscode-languageserver';
import {
  intendedName,
  settingNamed,
  type ConfigDocument,
  type Line,
  type SettingLine,
} from '../../core/config/index.js';
import { shownEnd, valueBytes } from './cursor.js';
import { GROUP_LABELS } from './labels.js';
import { groupRuns, sectionsOf } from './sections.js';

/**
 * The outline: settings under the headings that the author wrote, else under the group that neighbours share. A run
 * of one setting gets no group.
 */
export function documentSymbols(document: ConfigDocument): DocumentSymbol[] {
  const sections = sectionsOf(document);
  if (sections.length === 0) return grouped(document);
  const symbols: DocumentSymbol[] = [];
  const { lines } = document;
  const before = sections[0]?.first ?? 0;
  for (let i = 0; i < before; i++) symbols.push(...symbolOf(document, lines[i]));
  for (const section of sections) {
    const children: DocumentSymbol[] = [];
    for (let i = section.first; i <= section.last; i++) children.push(...symbolOf(document, lines[i]));
    const heading = lines[section.heading];
    if (heading)
      symbols.push(
        parent(document, section.title, [lines[section.first], lines[section.last]], heading, children),
      );
  }
  return symbols;
}

/** The same, flat, for clients that know no tree. */
export function flatSymbols(
  uri: string,
  symbols: readonly DocumentSymbol[],
  container?: string,
): SymbolInformation[] {
  return symbols.flatMap((symbol) => [
    {
      name: symbol.name,
      kind: symbol.kind,
      location: { uri, range: symbol.range },
      ...(container === undefined ? {} : { containerName: container }),
    },
    ...flatSymbols(uri, symbol.children ?? [], symbol.name),
  ]);
}

function grouped(document: ConfigDocument): DocumentSymbol[] {
  return groupRuns(document).flatMap(({ group, lines: indexes }) => {
    const lines = indexes.map((index) => document.lines[index]);
    const children = lines.flatMap((line) => symbolOf(document, line));
    const [first] = lines;
    if (group === undefined || indexes.length < 2 || !first) return children;
    return [parent(document, GROUP_LABELS[group], [first, lines[lines.length - 1]], first, children)];
  });
}

function parent(
  document: ConfigDocument,
  name: string,
  [first, last]: readonly (Line | undefined)[],
  selected: Line,
  children: DocumentSymbol[],
): DocumentSymbol {
  return {
    name,
    kind: SymbolKind.Namespace,
    range: document.source.rangeOf(
      first?.start ?? selected.start,
      last ? shownEnd(document, last) : selected.end,
    ),
    selectionRange: document.source.rangeOf(selected.start, shownEnd(document, selected)),
    children,
  };
}

function symbolOf(document: ConfigDocument, line: Line | undefined): DocumentSymbol[] {
  if (line?.kind !== 'setting') return [];
  const { source } = document;
  const value = valueBytes(line);
  const detail = source.slice(value.start, Math.min(value.end, value.start + 80));
  const end = shownEnd(document, line);
  return [
    {
      name: printable(source.slice(line.nameStart, line.nameStart + Math.min(line.name.length, 80))) || '=',
      detail,
      kind: symbolKind(line),
      range: source.rangeOf(line.start, end),
      selectionRange: source.rangeOf(line.nameStart, Math.min(end, line.nameStart + line.name.length)),
    },
  ];
}

function printable(name: string): string {
  return name.replace(/[\u0000-\u001f]/g, ' ').trim();
}

function symbolKind(line: SettingLine): SymbolKind {
  switch (settingNamed(intendedName(line))?.type) {
    case 'bool':
      return SymbolKind.Boolean;
    case 'number':
    case 'octal':
      return SymbolKind.Number;
    case 'string':
      return SymbolKind.String;
    case undefined:
      return SymbolKind.Property;
  }
}

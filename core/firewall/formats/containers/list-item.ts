import type { RuleAddition } from '../../reading.js';
import type { YamlDocument, YamlNode } from './yaml-tree.js';

/** One more item in a list, after the last one and indented like it. `text` is the file's. */
export function itemBehind(
  document: YamlDocument,
  text: string,
  list: YamlNode | null | undefined,
  item: string,
): RuleAddition | undefined {
  const found = document.follow(list);
  const last = document.items(found)?.at(-1);
  if (!found || !last) return undefined;
  const { start, end } = document.spanOf(last);
  if (document.isFlow(found)) return { offset: end, text: `, ${item}`, separator: '-' };
  const lead = leadOf(text, document.spanOf(found).start, start);
  const lines = item.replaceAll('\n', `\n${' '.repeat(lead.length)}`);
  const added = `\n${lead}${lines}`;
  const isWindows = text.includes('\r\n');
  return {
    offset: endOfLine(text, end),
    text: isWindows ? added.replaceAll('\n', '\r\n') : added,
    separator: '-',
  };
}

/** The indent of the list's items with the dash and the blanks after it. */
function leadOf(text: string, list: number, item: number): string {
  const lineStart = text.lastIndexOf('\n', list - 1) + 1;
  const blanks = /^[ \t]*/.exec(text.slice(lineStart, list))?.[0] ?? '';
  const dash = /- *$/.exec(text.slice(Math.max(0, item - 20), item))?.[0] ?? '- ';
  return blanks + dash;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' && newline > from ? newline - 1 : newline;
}

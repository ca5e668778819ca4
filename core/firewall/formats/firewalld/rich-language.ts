import type { TextSpan } from '../../reading.js';
import type { SourceText } from '../../../shell/source-text.js';
import { richRule } from './rule-elements.js';
import { elementNode, type PlacedValue, type XmlNode } from './xml-tree.js';
import type { ZoneRule } from './zone.js';

const WORD = /([A-Za-z-]+)(?:=("[^"]*"|'[^']*'|[^\s"']*))?|\S/g;

/** A rule as `--add-rich-rule` takes it, from `offset` on; null where it is none. firewalld.richlanguage(5). */
export function readRichRule(source: SourceText, offset: number, at: TextSpan): ZoneRule | null {
  const words = wordsOf(source, offset, at);
  const rule = words?.find(({ name }) => name === 'rule');
  if (!words || !rule) return null;
  const nodes = words.flatMap((word, i): readonly XmlNode[] => {
    // A limit belongs to what stands in front of it: an action or a log entry.
    if (word === rule || word.name === 'limit') return [];
    const next = words[i + 1];
    const limit = next?.name === 'limit' ? [elementNode(next.name, at, next.values)] : [];
    return [elementNode(word.name, at, word.values, limit)];
  });
  return richRule(elementNode('rule', at, rule.values, nodes));
}

/** An element of the rich language, with the attributes that follow it. */
interface RichWord {
  readonly name: string;
  readonly values: Map<string, PlacedValue>;
}

function wordsOf(source: SourceText, offset: number, at: TextSpan): readonly RichWord[] | null {
  const words: RichWord[] = [];
  for (const match of source.text.slice(offset).matchAll(WORD)) {
    const [whole, name, value] = match;
    const last = words[words.length - 1];
    if (name === undefined || (value !== undefined && !last)) return null;
    if (value === undefined) {
      // `source NOT address=...`, the older spelling of invert="true".
      if (name.toLowerCase() === 'not' && last) last.values.set('invert', { text: 'true', at });
      else words.push({ name, values: new Map() });
      continue;
    }
    const quoted = /^["']/.test(value);
    const bare = quoted ? value.slice(1, -1) : value;
    const end = offset + match.index + whole.length - (quoted ? 1 : 0);
    const text = name === 'invert' && bare === '1' ? 'true' : bare;
    if (bare !== '') last?.values.set(name, { text, at: source.span(end - bare.length, end) });
  }
  return words;
}

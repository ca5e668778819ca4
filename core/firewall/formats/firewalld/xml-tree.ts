import { parseXml, type XmlDocument, type XmlElement } from '@rgrove/parse-xml';
import type { TextSpan } from '../../reading.js';

/** An element with the places in the file that it came from. */
export interface XmlNode {
  readonly name: string;
  readonly children: readonly XmlNode[];
  /** From `<` to the end of the closing tag. */
  readonly at: TextSpan;
  /** Undefined where the attribute is absent. */
  attribute(name: string): string | undefined;
  /** Where the attribute's value stands, without its quotes; the element where that cannot be told. */
  valueAt(name: string): TextSpan;
}

/** The value of an attribute. */
export interface PlacedValue {
  readonly text: string;
  readonly at: TextSpan;
}

/** What would be such an element in a file, and is written in other words. */
export function elementNode(
  name: string,
  at: TextSpan,
  values: ReadonlyMap<string, PlacedValue>,
  children: readonly XmlNode[] = [],
): XmlNode {
  return {
    name,
    at,
    children,
    attribute: (key) => values.get(key)?.text,
    valueAt: (key) => values.get(key)?.at ?? at,
  };
}

/** Characters that are read: no file of these tools comes near. */
const XML_LIMIT = 500_000;

/** The root element; null where the text is no well-formed XML. Never throws. */
export function readXml(text: string): XmlNode | null {
  if (text.length > XML_LIMIT) return null;
  const document = parsed(text);
  return document?.root ? nodeOf(document.root, text) : null;
}

function parsed(text: string): XmlDocument | null {
  try {
    return parseXml(text, { includeOffsets: true, ignoreUndefinedEntities: true });
  } catch {
    // Not well-formed, or nested deeper than the parser goes.
    return null;
  }
}

function nodeOf(element: XmlElement, text: string): XmlNode {
  const at = { start: element.start, end: element.end };
  return {
    name: element.name,
    at,
    children: element.children.flatMap((child) =>
      child.type === 'element' ? [nodeOf(child as XmlElement, text)] : [],
    ),
    attribute: (name) => (Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined),
    valueAt: (name) => valueSpan(text, at, name) ?? at,
  };
}

/** Any attribute of a start tag: name, and value with its quotes. */
const ATTRIBUTE = /(?<![^\s=<>"'/])([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')/g;

function valueSpan(text: string, { start, end }: TextSpan, name: string): TextSpan | null {
  const tag = text.slice(start, end);
  for (const match of tag.matchAll(ATTRIBUTE)) {
    const [whole, key, value = ''] = match;
    if (key !== name) continue;
    const open = start + match.index + whole.length - value.length + 1;
    return { start: open, end: open + value.length - 2 };
  }
  return null;
}

import { closing, valueAt } from './cursor.js';
import type { Token } from './lexer.js';
import { withoutBraces } from './reader.js';
import type { NftTable } from './ruleset.js';
import type { Value } from './selectors.js';

/** An element of a set or a map. */
export interface Element {
  /** Several where fields are joined by dots. */
  readonly keys: readonly Value[];
  /** What follows the colon, in a map. */
  readonly data: readonly Token[];
}

const ELEMENT_LIMIT = 20_000;
const NESTING = 10;

/** The elements of the set or map that stands at `at`, or that is named there; otherwise why they are not known. */
export function elementsAt(
  tokens: readonly Token[],
  at: number,
  table: NftTable,
): readonly Element[] | string {
  const token = tokens[at];
  if (token?.text === '{') return elementsWithin(table, tokens.slice(at + 1, closing(tokens, at)));
  if (!token?.text.startsWith('@')) return token?.why ?? 'a set';
  const set = table.sets.get(token.text.slice(1));
  if (set?.opaque !== undefined) return set.opaque;
  return set && set.elements.length > 0
    ? elementsWithin(table, set.elements)
    : `the set ${token.text}, which is filled elsewhere`;
}

function elementsWithin({ budget }: NftTable, tokens: readonly Token[]): readonly Element[] | string {
  if (budget.left <= 0) return 'more elements of sets than can be followed';
  if (isDeep(tokens)) return 'braces in braces';
  const elements = readElements(tokens);
  budget.left -= elements.length;
  return elements;
}

/** Deeper than variables that are sets of such variables. */
function isDeep(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (kind !== 'mark') continue;
    if (text === '{' && ++depth > NESTING) return true;
    if (text === '}') depth--;
  }
  return false;
}

function readElements(tokens: readonly Token[]): readonly Element[] {
  const elements: Element[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i <= tokens.length && elements.length < ELEMENT_LIMIT; i++) {
    const token = tokens[i];
    const mark = token?.kind === 'mark' ? token.text : '';
    if (mark === '{') depth++;
    else if (mark === '}') depth--;
    if (token && (mark !== ',' || depth > 0)) continue;
    const part = tokens.slice(start, i);
    start = i + 1;
    const inner = withoutBraces(part);
    // A variable that is a set itself.
    if (inner.length < part.length) elements.push(...readElements(inner));
    else if (part.length > 0) elements.push(readElement(part));
  }
  return elements;
}

function readElement(tokens: readonly Token[]): Element {
  const colon = tokens.findIndex(({ kind, text }) => kind === 'mark' && text === ':');
  const left = colon < 0 ? tokens : tokens.slice(0, colon);
  const keys: Value[] = [];
  for (let at = 0; at < left.length;) {
    const { value, next } = valueAt(left, at);
    keys.push(value);
    const dot = left[next];
    if (dot?.text !== '.' || dot.kind !== 'mark') break;
    at = next + 1;
  }
  return { keys, data: colon < 0 ? [] : tokens.slice(colon + 1) };
}

/** What stands for everything else comes last. */
export function inMapOrder(elements: readonly Element[]): readonly Element[] {
  const isEvery = ({ keys: [key] }: Element): boolean => key?.every === true;
  return [...elements.filter((each) => !isEvery(each)), ...elements.filter(isEvery)];
}

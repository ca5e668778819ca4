import { HOLE } from './placeholders.js';

export interface Interpolated {
  /** What is not known is a hole. */
  readonly text: string;
  /** The variables, as they are written, that have no default. */
  readonly unknown: readonly string[];
}

const NAME = /[_A-Za-z][_A-Za-z0-9]*/y;
const LONGEST = 1000;
const DEPTH_LIMIT = 8;

/**
 * Replaces `$NAME` and `${NAME...}` as Docker Compose does where nothing sets them: by their defaults. `$$` is a
 * dollar sign. A variable without a default is not known, and neither is one whose default counts only when it is set.
 */
export function interpolate(text: string): Interpolated {
  if (!text.includes('$')) return { text, unknown: [] };
  const unknown: string[] = [];
  return { text: text.length > LONGEST ? HOLE : replaced(text, unknown, 0), unknown };
}

function replaced(text: string, unknown: string[], depth: number): string {
  let result = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    result += text.slice(at, dollar);
    NAME.lastIndex = dollar + 1;
    const name = NAME.exec(text)?.[0];
    if (text[dollar + 1] === '$') {
      result += '$';
      at = dollar + 2;
    } else if (text[dollar + 1] === '{') {
      at = closing(text, dollar + 1);
      result += braced(text.slice(dollar, at), unknown, depth);
    } else {
      at = dollar + 1 + (name?.length ?? 0);
      unknown.push(text.slice(dollar, at));
      result += HOLE;
    }
  }
  return result + text.slice(at);
}

/** Behind the brace that closes the one at `open`, or the text's end. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function braced(written: string, unknown: string[], depth: number): string {
  const inner = written.slice(2, -1);
  NAME.lastIndex = 0;
  const name = NAME.exec(inner)?.[0] ?? '';
  const operator = /^:?-/.exec(inner.slice(name.length, name.length + 2))?.[0];
  if (name !== '' && operator !== undefined && depth < DEPTH_LIMIT) {
    return replaced(inner.slice(name.length + operator.length), unknown, depth + 1);
  }
  unknown.push(written);
  return HOLE;
}

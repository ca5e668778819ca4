import { HOLE } from '../containers/placeholders.js';

export interface Interpolated {
  /** What is not known is a hole. */
  readonly text: string;
  /** The variables, as they are written, that are not known. */
  readonly unknown: readonly string[];
  /** A part of it was given by `variables`. */
  readonly isFilled: boolean;
}

/** A variable's value; null where it has one that is not known, undefined where nothing sets it. */
export type Variables = (name: string) => string | null | undefined;

const NAME = /[_A-Za-z][_A-Za-z0-9]*/y;
/** What follows the name: `:` counts an empty value as none. */
const OPERATOR = /:?[-?+]/y;
const LONGEST = 1000;
const DEPTH_LIMIT = 8;

/**
 * Replaces `$NAME` and `${NAME...}` as Docker Compose does: by the value that `variables` have for it, else by its
 * default. `$$` is a dollar sign. A variable with neither is not known, and neither is one whose default counts only
 * when it is set.
 */
export function interpolate(text: string, variables: Variables = () => undefined): Interpolated {
  if (!text.includes('$')) return { text, unknown: [], isFilled: false };
  const filling = new Filling(variables);
  const filled = text.length > LONGEST ? HOLE : filling.fill(text, 0);
  return { text: filled, unknown: filling.unknown, isFilled: filling.isFilled };
}

class Filling {
  readonly unknown: string[] = [];
  isFilled = false;

  constructor(private readonly variables: Variables) {}

  fill(text: string, depth: number): string {
    let result = '';
    let at = 0;
    for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
      result += text.slice(at, dollar);
      NAME.lastIndex = dollar + 1;
      const name = NAME.exec(text)?.[0] ?? '';
      if (text[dollar + 1] === '$') {
        result += '$';
        at = dollar + 2;
      } else if (text[dollar + 1] === '{') {
        at = braceEnd(text, dollar + 1);
        result += this.braced(text.slice(dollar, at), depth);
      } else {
        at = dollar + 1 + name.length;
        result += this.given(name) ?? this.hole(text.slice(dollar, at));
      }
    }
    return result + text.slice(at);
  }

  private braced(written: string, depth: number): string {
    const inner = written.slice(2, -1);
    NAME.lastIndex = 0;
    const name = NAME.exec(inner)?.[0] ?? '';
    OPERATOR.lastIndex = name.length;
    const operator = OPERATOR.exec(inner)?.[0] ?? '';
    const word = inner.slice(name.length + operator.length);
    // Something that no version knows.
    if (name === '' || (operator === '' && word !== '') || depth >= DEPTH_LIMIT) return this.hole(written);
    const value = this.variables(name);
    if (value === null) return this.hole(written);
    const counts = value !== undefined && (value !== '' || !operator.startsWith(':'));
    switch (operator.at(-1)) {
      case '-':
        return counts ? (this.given(name) ?? '') : this.fill(word, depth + 1);
      case '+':
        if (value === undefined) return this.hole(written);
        this.isFilled = true;
        return counts ? this.fill(word, depth + 1) : '';
      default:
        return (counts ? this.given(name) : undefined) ?? this.hole(written);
    }
  }

  private given(name: string): string | undefined {
    const value = name === '' ? undefined : this.variables(name);
    if (typeof value !== 'string') return undefined;
    this.isFilled = true;
    return value;
  }

  private hole(written: string): string {
    this.unknown.push(written);
    return HOLE;
  }
}

/** Offset after the brace that closes the one at `open`, or the text's end. */
function braceEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

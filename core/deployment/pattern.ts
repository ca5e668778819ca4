import type { Budget } from '../shell/budget.js';

/** One character of a pattern, as often as it may stand there. */
interface Step {
  readonly fits: (char: string) => boolean;
  readonly min: number;
  readonly max: number;
}

/** Where a group begins or ends. */
interface Mark {
  readonly group: number;
}

export interface LineMatch {
  readonly start: number;
  readonly end: number;
  /** Begin and end of each group. */
  readonly groups: readonly (readonly [number, number])[];
}

/** Stands in a line for a text that is not known. */
export const HOLE = '\0';
const [LONGEST_PATTERN, LONGEST_LINE] = [200, 400];
const NAMED_CLASSES: Readonly<Record<string, RegExp>> = {
  space: /\s/,
  blank: /[ \t]/,
  digit: /\d/,
  alpha: /[a-z]/i,
  alnum: /[a-z\d]/i,
  upper: /[A-Z]/,
  lower: /[a-z]/,
};

/** A pattern of grep or sed in the forms that scripts use, matched in bounded time. */
export class LinePattern {
  constructor(
    private readonly parts: readonly (Step | Mark)[],
    readonly isAnchored: boolean,
    private readonly isAtEnd: boolean,
    private readonly budget: Budget,
  ) {}

  /** Null for forms that are not read: choices, repeated groups, counts. */
  static from(text: string, isExtended: boolean, budget: Budget): LinePattern | null {
    return text.length > LONGEST_PATTERN ? null : new PatternReader(text, isExtended, budget).read();
  }

  /** Undefined where that hangs on what is not known, or takes too long to tell. */
  match(line: string, from = 0): LineMatch | null | undefined {
    if (line.length > LONGEST_LINE || this.budget.left < 0) return undefined;
    const found = this.matchWith(line, from, true);
    if (this.budget.left < 0) return undefined;
    if (!found || !line.includes(HOLE)) return found;
    const sure = this.matchWith(line, from, false);
    return sure?.start === found.start && sure.end === found.end ? found : undefined;
  }

  private matchWith(line: string, from: number, holesFit: boolean): LineMatch | null {
    const failed = new Set<number>();
    for (let start = from; start <= line.length; start++) {
      const marks: number[] = [];
      const end = this.matchAt(line, start, 0, marks, failed, holesFit);
      if (end !== null) {
        const groups = Array.from(
          { length: marks.length >> 1 },
          (_, i) => [marks[2 * i] ?? 0, marks[2 * i + 1] ?? 0] as const,
        );
        return { start, end, groups };
      }
      if (this.isAnchored) break;
    }
    return null;
  }

  private matchAt(
    line: string,
    at: number,
    index: number,
    marks: number[],
    failed: Set<number>,
    holesFit: boolean,
  ): number | null {
    const part = this.parts[index];
    if (!part) return this.isAtEnd && at < line.length ? null : at;
    const key = index * (LONGEST_LINE + 1) + at;
    if (failed.has(key) || --this.budget.left < 0) return null;
    if ('group' in part) {
      marks[part.group] = at;
      const end = this.matchAt(line, at, index + 1, marks, failed, holesFit);
      if (end === null) failed.add(key);
      return end;
    }
    let count = 0;
    const isFit = (char: string): boolean =>
      char === HOLE ? holesFit || (part.max > 1 && part.fits('\x01')) : part.fits(char);
    while (count < part.max && at + count < line.length && isFit(line.charAt(at + count))) count++;
    this.budget.left -= count;
    for (; count >= part.min; count--) {
      const end = this.matchAt(line, at + count, index + 1, marks, failed, holesFit);
      if (end !== null) return end;
    }
    failed.add(key);
    return null;
  }
}

class PatternReader {
  private at = 0;
  private readonly parts: (Step | Mark)[] = [];
  private groups = 0;
  private readonly open: number[] = [];

  constructor(
    private readonly text: string,
    private readonly isExtended: boolean,
    private readonly budget: Budget,
  ) {}

  read(): LinePattern | null {
    const isAtStart = this.text.startsWith('^');
    const isAtEnd = this.text.endsWith('$') && !this.text.endsWith('\\$');
    const end = this.text.length - (isAtEnd ? 1 : 0);
    this.at = isAtStart ? 1 : 0;
    while (this.at < end) if (!this.part()) return null;
    return this.open.length > 0 ? null : new LinePattern(this.parts, isAtStart, isAtEnd, this.budget);
  }

  private part(): boolean {
    const isEscaped = this.text[this.at] === '\\';
    if (isEscaped) this.at++;
    const sign = this.text.charAt(this.at++);
    if (sign === '') return false;
    // In the older form the signs are special after a backslash, in the newer one without.
    const isSpecial = isEscaped !== this.isExtended;
    if (isSpecial && '|{}'.includes(sign)) return false;
    if (isSpecial && (sign === '(' || sign === ')')) return this.group(sign);
    if (isSpecial && '+?'.includes(sign)) return false;
    const fits = this.fitting(sign, isEscaped);
    if (!fits) return false;
    this.parts.push({ fits, ...this.count() });
    return true;
  }

  private fitting(sign: string, isEscaped: boolean): ((char: string) => boolean) | null {
    if (isEscaped) {
      if (sign === 's') return (char) => /\s/.test(char);
      if (sign === 'S') return (char) => /\S/.test(char);
      if (sign === 'w') return (char) => /\w/.test(char);
      if (/[a-z\d<>]/i.test(sign)) return null;
    } else if (sign === '.') return () => true;
    else if (sign === '[') return this.charClass();
    else if (sign === '*') return this.parts.length === 0 && !this.isExtended ? (char) => char === '*' : null;
    return (char) => char === sign;
  }

  private charClass(): ((char: string) => boolean) | null {
    const isNegated = this.text[this.at] === '^';
    if (isNegated) this.at++;
    const tests: ((char: string) => boolean)[] = [];
    for (let first = true; ; first = false) {
      const sign = this.text.charAt(this.at++);
      if (sign === '') return null;
      if (sign === ']' && !first) break;
      const named = /^:(\w+):\]/.exec(this.text.slice(this.at, this.at + 12));
      if (sign === '[' && named) {
        const known = NAMED_CLASSES[named[1] ?? ''];
        if (!known) return null;
        this.at += named[0].length;
        tests.push((char) => known.test(char));
      } else if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']') {
        const last = this.text.charAt(this.at + 1);
        this.at += 2;
        tests.push((char) => sign <= char && char <= last);
      } else if (sign === '\\' && this.text[this.at] === 's') {
        // A backslash and an s for the standard, a blank for those who write it.
        return null;
      } else tests.push((char) => char === sign);
    }
    return (char) => tests.some((fits) => fits(char)) !== isNegated;
  }

  private group(sign: string): boolean {
    if (sign === '(') {
      this.open.push(this.groups);
      this.parts.push({ group: 2 * this.groups++ });
      return true;
    }
    const number = this.open.pop();
    if (number === undefined) return false;
    this.parts.push({ group: 2 * number + 1 });
    const { min, max } = this.count();
    return min === 1 && max === 1;
  }

  private count(): { readonly min: number; readonly max: number } {
    const form = this.isExtended ? /^[*+?]/ : /^(?:\*|\\[+?])/;
    const [found] = form.exec(this.text.slice(this.at, this.at + 2)) ?? [];
    if (found === undefined) return { min: 1, max: 1 };
    this.at += found.length;
    const kind = found.at(-1);
    return kind === '?' ? { min: 0, max: 1 } : { min: kind === '+' ? 1 : 0, max: LONGEST_LINE };
  }
}

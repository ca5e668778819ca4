import type { Budget } from '../shell/budget.js';
import { HOLE, LinePattern } from './pattern.js';

export interface SedCommand {
  /** The lines that it makes of one; undefined where that hangs on what is not known. */
  readonly change: (line: string, isLast: boolean) => readonly string[] | undefined;
}

/** Which lines a command is for. */
type Address = (line: string, isLast: boolean) => boolean | undefined;

/** What expressions of sed do; null for forms that are not read. */
export function commandsOf(
  expression: string,
  isExtended: boolean,
  budget: Budget,
): readonly SedCommand[] | null {
  return new SedReader(expression, isExtended, budget).read();
}

class SedReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly isExtended: boolean,
    private readonly budget: Budget,
  ) {}

  read(): readonly SedCommand[] | null {
    const found: SedCommand[] = [];
    for (;;) {
      this.skip(/[\s;]*/y);
      if (this.at >= this.text.length) return found;
      const address = this.address();
      const command = address && found.length < 50 ? this.command(address) : null;
      if (!command) return null;
      found.push(command);
    }
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  private address(): Address | null {
    let address: Address = () => true;
    const sign = this.text[this.at];
    if (sign === '$') {
      this.at++;
      address = (_, isLast) => isLast;
    } else if (sign === '/') {
      const pattern = this.pattern(this.delimited('/'));
      if (!pattern) return null;
      address = (line) => {
        const found = pattern.match(line);
        return found === undefined ? undefined : found !== null;
      };
    } else if (/\d|\\/.test(sign ?? '')) return null;
    this.skip(/[ \t]*/y);
    if (this.text[this.at] === ',') return null;
    if (this.skip(/!/y) === '') return address;
    const asked = address;
    return (line, isLast) => {
      const found = asked(line, isLast);
      return found === undefined ? undefined : !found;
    };
  }

  private pattern(text: string | null): LinePattern | null {
    return text === null || text === '' || text.includes(HOLE)
      ? null
      : LinePattern.from(text, this.isExtended, this.budget);
  }

  /** Up to the next delimiter, which is taken, as the one before it. */
  private delimited(delimiter: string): string | null {
    let part = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const sign = this.text.charAt(this.at);
      if (sign === delimiter) return part;
      if (sign !== '\\') part += sign;
      else if (this.text[++this.at] === delimiter)
        part += /[.*[\]^$]/.test(delimiter) ? `\\${delimiter}` : delimiter;
      else part += `\\${this.text.charAt(this.at)}`;
    }
    return null;
  }

  private command(address: Address): SedCommand | null {
    const sign = this.skip(/[a-z]/y);
    if (sign === '' && this.text[this.at] !== undefined) return null;
    if (sign === 'd') return { change: on(address, () => []) };
    if (/^[aci]$/.test(sign)) {
      const rest = this.skip(/[^]*/y).replace(/^[ \t]*(?:\\\n?)?[ \t]*/, '');
      const text = rest.replace(/\\\n/g, '\n').replace(/\\(.)/g, '$1').split('\n');
      return {
        change: on(address, (line) =>
          sign === 'c' ? text : sign === 'a' ? [line, ...text] : [...text, line],
        ),
      };
    }
    return sign === 's' ? this.substitution(address) : null;
  }

  private substitution(address: Address): SedCommand | null {
    const delimiter = this.text.charAt(this.at);
    if (!/[^\w\s\\]/.test(delimiter)) return null;
    const pattern = this.pattern(this.delimited(delimiter));
    const replacement = this.delimited(delimiter);
    this.at++;
    const flags = this.skip(/[a-zA-Z\d]*/y);
    if (!pattern || replacement === null || !/^g?$/.test(flags)) return null;
    return { change: on(address, (line) => this.substituted(line, pattern, replacement, flags === 'g')) };
  }

  private substituted(
    line: string,
    pattern: LinePattern,
    replacement: string,
    isEach: boolean,
  ): readonly string[] | undefined {
    let text = '';
    let at = 0;
    for (let round = 0; round < 50 && at <= line.length; round++) {
      const found = pattern.match(line, at);
      if (found === undefined) return undefined;
      if (!found || (at > 0 && found.start === found.end)) break;
      text += line.slice(at, found.start);
      this.budget.left -= replacement.length;
      text += replacement.replace(/\\(\d|n|t|.)|&/gs, (all, sign?: string) => {
        if (all === '&') return line.slice(found.start, found.end);
        if (sign === 'n' || sign === 't') return sign === 'n' ? '\n' : '\t';
        const group = /\d/.test(sign ?? '')
          ? sign === '0'
            ? ([found.start, found.end] as const)
            : found.groups[Number(sign) - 1]
          : undefined;
        return group ? line.slice(...group) : (sign ?? '');
      });
      at = found.end;
      if (!isEach || pattern.isAnchored) break;
    }
    return (text + line.slice(at)).split('\n');
  }
}

function on(address: Address, change: (line: string) => readonly string[] | undefined): SedCommand['change'] {
  return (line, isLast) => {
    const isMeant = address(line, isLast);
    return isMeant === undefined ? undefined : isMeant ? change(line) : [line];
  };
}

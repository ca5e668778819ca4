import type { Budget } from '../shell/budget.js';
import { isSetting } from './names.js';
import { HOLE, LinePattern } from './pattern.js';
import { commandsOf, type SedCommand } from './sed.js';
import { givenLines } from './setting-lines.js';

/** Settings that a change touched; null where it may have touched any line. */
export type Touched = ReadonlySet<string> | null;

const SETTING = /^[# \t]*([a-z_\d]{1,40})[ \t]*=/;
const LINE_LIMIT = 2000;

/** What lines give, worked out once for each state of them. */
interface Read {
  readonly lines: readonly string[];
  readonly values: ReadonlyMap<string, string | null>;
}

/** The file while a script changes it: what is not known in it is a hole. */
export class ConfigText {
  private lines: readonly string[];
  private read: Read | undefined;
  /** Those that may be there or not. */
  private readonly doubtful = new Set<string>();

  constructor(
    text: string,
    private readonly budget: Budget,
  ) {
    this.lines = text.split(/\r?\n/, LINE_LIMIT);
    budget.left -= this.lines.length;
  }

  /** Null where it is not known, undefined where no line sets it. */
  value(name: string): string | null | undefined {
    return this.doubtful.has(name) ? null : this.given.get(name);
  }

  /** What the lines give; null where that is not known. */
  private get given(): ReadonlyMap<string, string | null> {
    const { lines } = this;
    if (this.read?.lines !== lines) {
      this.budget.left -= 4 * lines.length;
      const given = this.budget.left < 0 ? [] : givenLines(lines.join('\n'));
      this.read = { lines, values: new Map(given.map(({ name, value }) => [name, value])) };
    }
    return this.read.values;
  }

  append(text: string): Touched {
    const found = this.settled(text);
    if (this.budget.left >= 0) this.lines = [...this.lines, ...text.split('\n')].slice(-LINE_LIMIT);
    return found;
  }

  write(text: string): Touched {
    // What the other file sets besides is for the one that is compared to say.
    const before = [...this.given.keys()];
    const found = this.settled(text);
    this.lines = text.split('\n');
    if (!found) return null;
    for (const name of before) if (!found.has(name)) this.doubtful.add(name);
    return new Set([...found, ...before]);
  }

  private settled(text: string): Touched {
    this.budget.left -= text.length + this.lines.length;
    if (this.budget.left < 0) return null;
    const found = givenLines(text).map(({ name }) => name);
    for (const name of found) this.doubtful.delete(name);
    return text.split('\n').some((line) => line.startsWith(HOLE)) ? null : new Set(found);
  }

  /** A change that was perhaps made: what it touched is not known any more. */
  perhaps(change: () => Touched): Touched {
    const { lines } = this;
    const before = new Map([...this.given.keys()].map((name) => [name, this.value(name)]));
    const found = change();
    this.lines = lines;
    for (const name of found ?? []) {
      const value = before.get(name);
      if (value === undefined || this.value(name) !== value) this.doubtful.add(name);
    }
    return found;
  }

  /** Null for an expression that is not read. */
  edit(expression: string, isExtended: boolean): Touched {
    const commands = commandsOf(expression, isExtended, this.budget);
    if (!commands) return null;
    const touched = new Set<string>();
    for (const command of commands) if (!this.apply(command, touched)) return null;
    return touched;
  }

  private apply(command: SedCommand, touched: Set<string>): boolean {
    this.budget.left -= 4 * this.lines.length;
    if (this.budget.left < 0) return false;
    const next: string[] = [];
    const last = this.lines.findLastIndex((one) => one !== '');
    const note = (line: string): void => {
      const name = SETTING.exec(line)?.[1] ?? '';
      if (isSetting(name)) touched.add(name);
    };
    for (const [index, line] of this.lines.entries()) {
      const found = command.change(line, index === last);
      if (found === undefined) {
        // It hangs on what is not known.
        const name = SETTING.exec(line)?.[1] ?? '';
        if (!isSetting(name)) return false;
        touched.add(name);
        this.doubtful.add(name);
        next.push(line);
      } else {
        this.budget.left -= found.length;
        if (this.budget.left < 0) return false;
        if (found.length !== 1 || found[0] !== line) for (const one of [line, ...found]) note(one);
        next.push(...found);
      }
    }
    this.lines = next.slice(0, LINE_LIMIT);
    return true;
  }

  /** Whether a line of the file has it, as grep tells. */
  has(pattern: LinePattern): boolean | undefined {
    this.budget.left -= this.lines.length;
    if (this.budget.left < 0) return undefined;
    const found = this.lines.map((line) => pattern.match(line));
    const named = this.lines.some(
      (line, index) => found[index] && this.doubtful.has(SETTING.exec(line)?.[1] ?? ''),
    );
    if (named) return undefined;
    if (found.some((one) => one)) return true;
    return found.includes(undefined) || this.doubtful.size > 0 ? undefined : false;
  }

  /** Whether any line, also one that is a comment, is about a setting. */
  speaksOf(name: string): boolean {
    this.budget.left -= this.lines.length >> 2;
    return this.budget.left >= 0 && this.lines.some((line) => line.includes(name));
  }
}

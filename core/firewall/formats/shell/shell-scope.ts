import type { ShellWord } from '../support/shell-command.js';
import type { SourceText } from '../support/source-text.js';

/** What a variable holds: like a word, or several of them. */
export type Value = Pick<ShellWord, 'text' | 'known' | 'why'> & {
  /** Where it was written. */
  readonly source?: SourceText;
  readonly list?: readonly Value[];
};

/** Characters that one variable may hold. */
const VALUE_LIMIT = 4096;

/** The variables and arguments at one point of a script. */
export class ShellScope {
  /** One more for each part that may be run or not. */
  private readonly layers: Map<string, Value>[] = [new Map<string, Value>()];
  /** Null: those of the script itself, which are not known. */
  arguments: readonly Value[] | null = null;
  /** Another file was read in, which may have set anything. */
  private sourced = false;

  enter(): void {
    this.layers.push(new Map());
  }

  /** What was assigned since `enter` is not known from here on, or is undone. */
  leave(undo = false): void {
    const names = this.layers.pop()?.keys() ?? [];
    if (!undo) this.forget(...names);
  }

  get(name: string): Value | undefined {
    if (name === '@' || name === '*')
      return this.arguments ? { text: '', known: true, list: this.arguments } : undefined;
    if (!/^[1-9]\d*$/.test(name)) return this.layers.findLast((layer) => layer.has(name))?.get(name);
    return this.arguments ? (this.arguments[Number(name) - 1] ?? { text: '', known: true }) : undefined;
  }

  assign(name: string, value: Value, appends = false): void {
    const old = appends ? this.get(name) : undefined;
    const known = value.known && old?.known !== false;
    let all = value;
    if (old?.list && value.list) all = { text: '', known, list: [...old.list, ...value.list] };
    else if (old) all = { text: old.text + value.text, known: known && !old.list && !value.list };
    const long = all.text.length + (all.list?.length ?? 0) > VALUE_LIMIT;
    this.layers.at(-1)?.set(name, long ? unknownValue(name) : all);
  }

  /** From here on nothing is known of them. */
  forget(...names: readonly string[]): void {
    for (const name of names) this.assign(name, unknownValue(name));
  }

  forgetAll(): void {
    this.sourced = true;
    for (const layer of [...this.layers]) this.forget(...layer.keys());
  }

  /** The value; a default stands in for what is not set, unless another file may set it. */
  lookup(name: string, fallback?: () => Value): Value {
    const value = this.get(name);
    const isSet = value ? !value.known || value.text !== '' || value.list !== undefined : this.sourced;
    return fallback && !isSet ? fallback() : (value ?? unknownValue(name));
  }
}

function unknownValue(name: string): Value {
  const why = `the ${/^[0-9@*]/.test(name) ? 'argument' : 'variable'} $${name}`;
  return { text: `$${name}`, known: false, why };
}

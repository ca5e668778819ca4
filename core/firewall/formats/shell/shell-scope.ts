import type { ShellWord } from '../support/shell-command.js';
import type { SourceText } from '../support/source-text.js';

/** What a variable holds, with where it was written. */
export type Value = Pick<ShellWord, 'text' | 'known' | 'why'> & { readonly source?: SourceText };

/** Characters that one variable may hold. */
const VALUE_LIMIT = 4096;

/** The variables at one point of a script. */
export class ShellScope {
  private readonly values = new Map<string, Value>();
  /** The names that each part around has changed, which may be run or not. */
  private readonly changed: Set<string>[] = [];

  enter(): void {
    this.changed.push(new Set());
  }

  /** What was assigned since `enter` is not known from here on. */
  leave(): void {
    this.forget(this.changed.pop() ?? []);
  }

  forget(names: Iterable<string>): void {
    for (const name of names) this.assign(name, unknownValue(name));
  }

  /** Another file may have set anything, also what has no value here. */
  forgetAll(): void {
    this.forget([...this.values.keys(), '']);
  }

  assign(name: string, value: Value, appends = false): void {
    const old = appends ? this.values.get(name) : undefined;
    const all = old ? { text: old.text + value.text, known: old.known && value.known } : value;
    this.values.set(name, all.text.length > VALUE_LIMIT ? unknownValue(name) : all);
    this.changed.at(-1)?.add(name);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value; a default stands in for what is not set, unless another file may set it. */
  lookup(name: string, fallback?: () => Value): Value {
    const value = this.values.get(name);
    const isSet = value ? !value.known || value.text !== '' : this.has('');
    return fallback && !isSet ? fallback() : (value ?? unknownValue(name));
  }
}

function unknownValue(name: string): Value {
  const why = `the ${/^[0-9@*]/.test(name) ? 'argument' : 'variable'} $${name}`;
  return { text: `$${name}`, known: false, why };
}

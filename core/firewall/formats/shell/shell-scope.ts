import { changedBy } from './shell-arithmetic.js';
import { expandText, expandWord, type Value, type VariablePart } from './shell-words.js';
import type { ShellWord } from '../support/shell-command.js';
import type { Part, Word } from './shell-parts.js';

/** Characters that all words of a file together may be replaced by, and that one variable may hold. */
const CHARACTER_LIMIT = 4_000_000;
/** What each of several words costs besides its characters. */
const WORD_COST = 100;
const VALUE_LIMIT = 4096;
const LIST_LIMIT = 1000;

/** The variables and arguments at one point of a script. */
export class ShellScope {
  private readonly values = new Map<string, Value>();
  /** What parts that may not be run have assigned, with what was there before. */
  private readonly journal: { readonly name: string; readonly before: Value | undefined }[] = [];
  private readonly marks: number[] = [];
  /** For each function that is run, what its own names stood for outside. */
  private readonly locals: Map<string, Value | undefined>[] = [];
  /** Null: those of the script itself, which are not known. */
  arguments: readonly Value[] | null = null;
  /** Another file was read in, which may have set anything. */
  private sourced = false;
  private characters = 0;

  words(words: readonly Word[]): ShellWord[] {
    return words.flatMap((word) => {
      const ranges = this.characters <= CHARACTER_LIMIT;
      const fields = expandWord(word, this.lookup, { ranges, separators: this.separators() });
      for (const name of countedOn(word.parts)) this.forget(name);
      const each = fields.length > 1 ? WORD_COST : 0;
      for (const field of fields) this.characters += field.text.length + each;
      return fields;
    });
  }

  text(parts: readonly Part[]): ShellWord {
    const word = expandText(parts, this.lookup);
    for (const name of countedOn(parts)) this.forget(name);
    this.characters += word.text.length;
    return word;
  }

  /** What parts the words of a variable; null where that is not known. */
  private separators(): string | null {
    const set = this.values.get('IFS');
    if (!set) return ' \t\n';
    return set.known ? set.text : null;
  }

  assign(name: string, value: Value): void {
    const long = value.text.length > VALUE_LIMIT || (value.list?.length ?? 0) > LIST_LIMIT;
    this.set(name, long ? unknownValue(name) : value);
  }

  append(name: string, value: Value): void {
    const before = this.values.get(name);
    if (!before) this.assign(name, value);
    else if (value.list) {
      const list = [...(before.list ?? [before]), ...value.list];
      this.assign(name, { ...before, list });
    } else {
      this.assign(name, {
        text: before.text + value.text,
        known: before.known && value.known,
        ...(before.default === true || value.default === true ? { default: true } : {}),
      });
    }
  }

  /** From here on nothing is known of it. */
  forget(name: string): void {
    this.set(name, unknownValue(name));
  }

  forgetAll(): void {
    this.sourced = true;
    for (const name of this.values.keys()) this.forget(name);
  }

  /** A function begins. */
  open(): void {
    this.locals.push(new Map());
  }

  /** In the function that is run, the name is one of its own. */
  keep(name: string): void {
    const own = this.locals[this.locals.length - 1];
    if (own && !own.has(name)) own.set(name, this.values.get(name));
  }

  /** It ends: its own names stand for what they stood for before. */
  close(): void {
    for (const [name, before] of this.locals.pop() ?? []) {
      if (before) this.set(name, before);
      else this.unset(name);
    }
  }

  private unset(name: string): void {
    if (this.marks.length > 0) this.journal.push({ name, before: this.values.get(name) });
    this.values.delete(name);
  }

  /** What is assigned from here on is undone by `leave`. */
  enter(): void {
    this.marks.push(this.journal.length);
  }

  /** The names that were assigned in between. */
  leave(): readonly string[] {
    const mark = this.marks.pop() ?? 0;
    const names = new Set<string>();
    while (this.journal.length > mark) {
      const last = this.journal.pop();
      if (!last) break;
      names.add(last.name);
      if (last.before) this.values.set(last.name, last.before);
      else this.values.delete(last.name);
    }
    return [...names];
  }

  private set(name: string, value: Value): void {
    if (this.marks.length > 0) this.journal.push({ name, before: this.values.get(name) });
    this.values.set(name, value);
  }

  private readonly lookup = (part: VariablePart): Value => {
    if (this.characters > CHARACTER_LIMIT) return unknownValue(part.name);
    const value = this.valueOf(part.name);
    if (part.fallback === undefined) return value ?? unknownValue(part.name);
    // A default stands in for what nobody sets; whether another file sets it is not known.
    if (value ? value.known && value.text === '' : !this.sourced) {
      const fallback = expandText(part.fallback, this.lookup);
      const found: Value = {
        text: fallback.text,
        known: fallback.known,
        default: true,
        source: fallback.source,
        ...(fallback.why === undefined ? {} : { why: fallback.why }),
      };
      if (part.assigns) this.assign(part.name, found);
      return found;
    }
    return value ?? unknownValue(part.name);
  };

  private valueOf(name: string): Value | undefined {
    if (/^[0-9]+$/.test(name)) {
      const given = this.arguments?.[Number(name) - 1];
      return given ?? (this.arguments && name !== '0' ? { text: '', known: true } : undefined);
    }
    if (name === '@' || name === '*') {
      if (!this.arguments) return undefined;
      const text = this.arguments.map((value) => value.text).join(' ');
      return { text, known: this.arguments.every((value) => value.known), list: this.arguments };
    }
    return this.values.get(name);
  }
}

/** Variables that an expression changes: `$((p++))`. */
function countedOn(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'arithmetic' ? changedBy(part.expression) : []));
}

function unknownValue(name: string): Value {
  return {
    text: `$${name}`,
    known: false,
    why: /^[0-9@*]/.test(name) ? `the argument $${name}` : `the variable $${name}`,
  };
}

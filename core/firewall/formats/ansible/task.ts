import type { GivenVariable, TextSpan } from '../../reading.js';
import type { YamlDocument, YamlNode } from '../containers/yaml-tree.js';
import type { ShellCommand, ShellWord } from '../../../shell/command.js';
import type { Budget } from '../../../shell/budget.js';
import { SourceText } from '../../../shell/source-text.js';

/** A file of tasks. */
export interface TaskFile {
  readonly text: string;
  /** The same with variables of a shell for what a template fills in. */
  readonly script: string;
  readonly budget: Budget;
}

export interface Values {
  readonly named: ReadonlyMap<string, GivenVariable>;
  /** Of a loop: null where its items are not known, undefined where there is none. */
  readonly item: YamlNode | null | undefined;
}

const FILLED_IN = /\{\{-?([^{}]{1,200})\}\}/g;
const DEFAULT = /^default\(["']?([\w.:-]{0,60})["']?\)$/;

/** One module of a task, in one round of its loop. */
export class Task {
  constructor(
    private readonly document: YamlDocument,
    readonly file: TaskFile,
    readonly module: string,
    private readonly node: YamlNode | null,
    private readonly values: Values,
    readonly at: TextSpan,
    readonly conditional: boolean,
  ) {}

  /** An argument as a word; undefined where it is not given. */
  word(...names: readonly string[]): ShellWord | undefined {
    const free = this.document.text(this.node);
    for (const name of names) {
      const found = this.document.text(this.document.value(this.node, name));
      if (found) return this.filled(found.at);
      const [all, quoted, plain] = free
        ? (new RegExp(`(?<![\\w-])${name}=(?:"([^"]*)"|(\\S+))`).exec(this.source(free.at)) ?? [])
        : [];
      if (free && all !== undefined) {
        const start =
          free.at.start +
          this.source(free.at).indexOf(all) +
          all.length -
          (quoted ?? plain ?? '').length -
          (quoted === undefined ? 0 : 1);
        return this.filled({ start, end: start + (quoted ?? plain ?? '').length });
      }
    }
    return undefined;
  }

  /** Undefined where it is not given, null where it is not known. */
  value(...names: readonly string[]): string | null | undefined {
    const word = this.word(...names);
    return word && (word.known ? word.text : null);
  }

  /** The items of a list, or those of a text between commas. */
  words(name: string): readonly ShellWord[] {
    const items = this.document.items(this.document.value(this.node, name));
    const found = (items ?? []).flatMap((item) => this.document.text(item) ?? []);
    const one = items ? undefined : this.word(name);
    return one ? [one] : found.map(({ at }) => this.filled(at));
  }

  /** The pairs of a mapping. */
  pairs(name: string): readonly (readonly [name: string, value: ShellWord])[] {
    return this.document.entries(this.document.value(this.node, name)).flatMap((entry) => {
      const found = this.document.text(entry.value);
      return found ? [[entry.name, this.filled(found.at)] as const] : [];
    });
  }

  /** The text that is the module's only argument, or its `cmd`. */
  get line(): TextSpan | undefined {
    return (this.document.text(this.node) ?? this.document.text(this.document.value(this.node, 'cmd')))?.at;
  }

  source({ start, end }: TextSpan): string {
    return this.file.text.slice(start, end);
  }

  plain(text: string): ShellWord {
    const span = { start: this.at.start, end: this.at.start };
    return { text, span, known: true, source: SourceText.from([{ text, source: span }]) };
  }

  command(name: string, words: readonly (ShellWord | string)[]): ShellCommand {
    const all = words.map((word) => (typeof word === 'string' ? this.plain(word) : word));
    return { name, nameKnown: true, words: all, span: this.at, conditional: this.conditional };
  }

  private filled(span: TextSpan): ShellWord {
    const written = this.source(span);
    const unknown: string[] = [];
    const text = written.replace(FILLED_IN, (all, inner: string) => {
      const [name = '', ...filters] = inner.split('|').map((part) => part.trim());
      const otherwise = filters.flatMap((filter) => DEFAULT.exec(filter)?.[1] ?? [])[0];
      const isPlain = filters.every((filter) => DEFAULT.test(filter) || /^(?:int|string)$/.test(filter));
      const value = isPlain ? (this.lookup(name) ?? otherwise) : undefined;
      if (value === undefined) unknown.push(name);
      return value ?? all;
    });
    const known = unknown.length === 0 && !/\{[{%]/.test(text);
    const source = SourceText.from([{ text, source: span }]);
    return {
      text,
      span,
      known,
      source,
      ...(known ? {} : { why: `the variable ${unknown[0] ?? 'of a template'}` }),
    };
  }

  private lookup(name: string): string | undefined {
    const [first, ...path] = name.split('.');
    if (first !== 'item')
      return path.length === 0 ? (this.values.named.get(name)?.value ?? undefined) : undefined;
    const found = this.document.text(this.document.value(this.values.item, ...path));
    const written = found && this.source(found.at);
    return written === undefined || written.includes('{{') ? undefined : written;
  }
}

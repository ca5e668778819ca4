import type { Budget } from './budget.js';
import type { TextSpan } from './source-text.js';
import type { ShellCommand, ShellInput, ShellOutput, ShellWord } from './command.js';
import { SourceText } from './source-text.js';
import { LONGEST_SCRIPT, outputOf, ShellReader, type Chance } from './shell.js';
import { CHARACTER_LIMIT, ShellScanner, type Token } from './scanner.js';
import { globMatches, truthOf } from './tests.js';

/** What a script starts with. */
export interface ShellEnvironment {
  /** Null for a variable that has a value which is not known. */
  readonly values: ReadonlyMap<string, string | null>;
  /** Any other variable may be set too. */
  readonly isOpen: boolean;
  /** What starts the script is at hand: what it does not set is not set. */
  readonly isWhole?: boolean;
}

/** Takes each command as it is run; says what it comes to, where that can be told. */
export type Performer = (command: ShellCommand, before: ShellCommand | undefined) => boolean | undefined;

/** Calls of functions, one in the other and in all. */
const [CALL_DEPTH, CALL_LIMIT] = [10, 300];
const END = LONGEST_SCRIPT + 1;

/** Runs a script where its environment is known: tests of values decide which commands are run. */
export function runShell(
  text: string,
  environment: ShellEnvironment,
  perform: Performer,
  budget: Budget,
): void {
  const scanner = new ShellScanner(text.slice(0, LONGEST_SCRIPT), environment.isWhole === true);
  const spent = Math.max(0, CHARACTER_LIMIT - budget.left);
  scanner.characters = spent + environment.values.size;
  if (environment.isOpen) scanner.forget();
  for (const [name, value] of environment.values)
    if (value === null) scanner.forget([name]);
    else scanner.assign(name, { text: value, known: true });
  new ShellRunner(scanner, perform).run(text);
  budget.left -= scanner.characters - spent;
}

class ShellRunner extends ShellReader {
  /** Where the body of each function begins. */
  private readonly bodies = new Map<string, number>();
  /** Calls that no run comes to. */
  private readonly uncalled = new Map<string, number>();
  private readonly skipped: { readonly name: string; readonly commands: readonly ShellCommand[] }[] = [];
  private readonly calls = { depth: 0, count: 0 };
  private returned = false;
  private done = 0;
  private truth: boolean | undefined;

  constructor(
    scanner: ShellScanner,
    private readonly performer: Performer,
  ) {
    super(scanner);
  }

  run(text: string): void {
    this.read();
    this.flush();
    // What no line calls is not run.
    for (const { name, commands } of this.skipped)
      if (this.isNamed(name, text, 1 + (this.uncalled.get(name) ?? 0)))
        for (const command of commands) this.performer(command, undefined);
  }

  /** Whether a text holds a name so many times and not more. */
  private isNamed(name: string, text: string, times: number): boolean {
    let at = -1;
    for (let left = times; left >= 0; left--) {
      this.scanner.characters += text.length >> 6;
      if (this.scanner.characters > CHARACTER_LIMIT) return false;
      at = text.indexOf(name, at < 0 ? 0 : at + name.length);
      if (at < 0) return left === 0;
    }
    return false;
  }

  /** Hands over what was run so far; what the last of it comes to. */
  private flush(): boolean | undefined {
    for (; this.done < this.commands.length; this.done++) {
      const command = this.commands[this.done];
      if (command) this.truth = this.performer(command, this.commands[this.done - 1]);
    }
    return this.truth;
  }

  protected override readonly truthOf = ([command, another]: readonly ShellCommand[]):
    boolean | undefined => {
    if (!command || another || command.isSkipped || command.conditional) return undefined;
    return truthOf(command, this.scanner.isUnset) ?? this.flush();
  };

  protected override readonly redirected = (from: number, token: Token): void => {
    const output = outputOf([token]);
    if (output) this.write(from, output);
  };

  /** What commands say goes to a file, where they say nothing else. */
  private write(from: number, output: ShellOutput): void {
    for (let at = Math.max(from, this.done); at < this.commands.length; at++) {
      const command = this.commands[at];
      if (!command || command.output) continue;
      this.commands[at] = { ...command, output: { ...output, appends: output.appends || at > from } };
    }
  }

  /** Each way that is not ruled out may be taken. */
  protected override cases(): void {
    const [asked] = this.next?.words ?? [];
    this.advance();
    while (this.take('\n'));
    this.take('in');
    let rest: Chance = 'surely';
    for (;;) {
      while (this.take('\n', ';;', ';&', ';;&'));
      if (!this.next || this.take('esac')) return;
      this.take('(');
      const met = this.patternMet(asked);
      const chance: Chance = met === undefined ? (rest === 'surely' ? 'maybe' : rest) : met ? rest : 'never';
      if (met === true) rest = 'never';
      else if (met === undefined && rest === 'surely') rest = 'maybe';
      this.within(chance, this.list);
    }
  }

  private patternMet(asked: ShellWord | undefined): boolean | undefined {
    const found: (boolean | undefined)[] = [];
    for (; this.next && this.next.text !== ')' && this.next.text !== '\n'; this.advance()) {
      const [pattern] = this.next.words;
      if (this.next.text === '*') found.push(true);
      else if (pattern)
        found.push(asked?.known && pattern.known ? globMatches(pattern.text, asked.text) : undefined);
    }
    this.take(')');
    return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
  }

  /** Loops are gone through once, as what may be run; functions where they are called. */
  protected override hidden(closer: string): void {
    const opener = this.next?.text;
    this.advance();
    const body = (): void => {
      do this.list();
      while (this.next && this.next.text !== closer && this.advance());
    };
    if (opener === '(') {
      const restore = this.scanner.kept();
      body();
      restore();
    } else {
      const start = this.next?.span.start ?? END;
      const count = this.commands.length;
      const { changed } = this.scanner;
      const inner = (this.scanner.changed = new Set<string>());
      this.within('never', body);
      this.commands.length = Math.max(count, this.done);
      this.scanner.changed = changed;
      this.scanner.forget(inner);
      this.advance(start);
      this.within('maybe', body);
    }
    this.take(closer);
  }

  protected override define(name: string): void {
    this.take('(');
    while (this.take(')', '\n'));
    this.bodies.set(name, this.next?.span.start ?? END);
    const count = this.commands.length;
    this.within('never', () => {
      this.block('{', '}');
    });
    // They are run where the function is called.
    this.skipped.push({ name, commands: this.commands.splice(Math.max(count, this.done)) });
  }

  protected override perform(
    words: readonly ShellWord[],
    span: TextSpan,
    input?: ShellInput,
    output?: ShellOutput,
  ): void {
    const [head, ...given] = words;
    const body = head?.known === true ? this.bodies.get(head.text) : undefined;
    const isOff = this.around.never > 0 || this.calls.depth >= CALL_DEPTH || this.calls.count >= CALL_LIMIT;
    if (head && body !== undefined && this.around.never > 0)
      this.uncalled.set(head.text, (this.uncalled.get(head.text) ?? 0) + 1);
    if (!head || body === undefined || input || isOff) {
      super.perform(words, span, input, output);
      return;
    }
    const call = { name: head.text, nameKnown: true, words: given, span, conditional: false };
    this.commands.push({ ...call, isSkipped: true });
    const from = this.commands.length;
    this.call(body, given);
    if (output) this.write(from, output);
  }

  private call(body: number, given: readonly ShellWord[]): void {
    const back = this.next?.span.start ?? END;
    const { maybe } = this.around;
    const restore = this.scanner.withArguments(given);
    this.calls.depth++;
    this.calls.count++;
    this.advance(body);
    this.block('{', '}');
    this.calls.depth--;
    if (this.returned) this.isOver = false;
    this.returned = false;
    this.around.maybe = maybe;
    restore();
    this.advance(back);
  }

  protected override builtIn(name: string, all: readonly ShellWord[]): boolean {
    const isCalled = this.calls.depth > 0;
    if (/^(?:local|declare|typeset)$/.test(name))
      for (const { text, known, why, source } of all) {
        const [, own = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
        const part = SourceText.from(source.slice(own.length + 1, text.length));
        const rest = { text: value, known, ...(why === undefined ? {} : { why }), source: part };
        if (own === '') this.scanner.forget([text]);
        else this.scanner.assign(own, rest);
      }
    else if (name === 'shift') this.scanner.withArguments();
    else if (name === 'set' && all[0]?.text === '--') this.scanner.withArguments(all.slice(1));
    else if (name === 'return' && isCalled) {
      if (this.around.maybe > 0) this.around.maybe++;
      else this.isOver = this.returned = true;
    } else return super.builtIn(name, all);
    return true;
  }
}

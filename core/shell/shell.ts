import type { Budget } from './budget.js';
import type { TextSpan } from './source-text.js';
import { baseName } from './base-name.js';
import type { ShellCommand, ShellInput, ShellOutput, ShellWord } from './command.js';
import { SourceText } from './source-text.js';
import { CHARACTER_LIMIT, ShellScanner, type Token } from './scanner.js';
import { counts, hiddenRules, withoutPrefixes } from './words.js';

/** Characters that are read, commands in all rounds of loops, and words of a loop. */
const [COMMAND_LIMIT, WORD_LIMIT] = [10_000, 200];
export const LONGEST_SCRIPT = 1_000_000;
const DEPTH = 60;
const CLOSERS = new Set('then else elif fi do done esac } ) ;; ;& ;;&'.split(' '));
/** Commands that give variables values which are not known, or that hold in a function only. */
const SETTERS = /^(?:read|unset|mapfile|readarray|getopts|let|local|declare|typeset|printf -v)$/;

/**
 * The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear.
 * @param from where it begins
 * @param budget of all texts that are read for the same file
 */
export function readShell(text: string, from = 0, budget?: Budget): readonly ShellCommand[] {
  const scanner = new ShellScanner(text.slice(0, LONGEST_SCRIPT), false, from);
  const spent = (scanner.characters = budget ? Math.max(0, CHARACTER_LIMIT - budget.left) : 0);
  const found = new ShellReader(scanner).read();
  if (budget) budget.left -= scanner.characters - spent;
  return found;
}

/** Whether commands are run that depend on another one. */
export type Chance = 'surely' | 'maybe' | 'never';

export class ShellReader {
  protected readonly commands: ShellCommand[] = [];
  /** Functions, the variables that they set, and whether any of them changes rules. */
  private readonly functions = new Set<string>();
  private readonly setByFunctions = new Set<string>();
  private functionsChangeRules = false;
  /** Parts around that may be run or not, and those of which it is not known how often and with what. */
  protected readonly around = { surely: 0, maybe: 0, hidden: 0, never: 0 };
  private outcome: (met: boolean) => Chance = () => 'maybe';
  protected next: Token | undefined;
  private depth = 0;
  private steps = 0;
  protected isOver = false;

  constructor(protected readonly scanner: ShellScanner) {}

  read(): readonly ShellCommand[] {
    while (this.advance()) this.list();
    return this.commands;
  }

  protected advance(at?: number): Token | undefined {
    this.next = this.isOver ? undefined : this.scanner.next(at);
    return this.next;
  }

  protected take(...texts: readonly string[]): boolean {
    return this.next !== undefined && texts.includes(this.next.text) && (this.advance(), true);
  }

  protected block(opener: string, closer: string): void {
    this.take(opener);
    this.list();
    this.take(closer);
  }

  /** What is assigned in a part that is not run for certain is not known after it. */
  protected within(what: keyof typeof this.around, body: () => void): void {
    const { changed } = this.scanner;
    const { outcome } = this;
    const restore = what === 'never' ? this.scanner.kept() : undefined;
    const inner = (this.scanner.changed = new Set<string>());
    this.around[what]++;
    body();
    this.around[what]--;
    this.scanner.changed = changed;
    if (restore) {
      restore();
      this.outcome = outcome;
    } else if (what !== 'surely') this.scanner.forget(inner);
    else for (const name of inner) changed.add(name);
  }

  /** Up to the closer: its commands do not count, but that some of them change rules does. */
  protected hidden(closer: string): void {
    this.advance();
    this.within('hidden', () => {
      do this.list();
      while (this.next && this.next.text !== closer && this.advance());
    });
    this.take(closer);
  }

  protected readonly list = (): void => {
    for (;;) {
      while (this.take('\n', ';', '&'));
      if (!this.next || CLOSERS.has(this.next.text)) return;
      this.pipeline();
      let isSure = true;
      for (let isAnd = this.take('&&'); isAnd || this.take('||'); isAnd = this.take('&&')) {
        const chance = this.outcome(isAnd);
        if (chance !== 'never') isSure &&= chance === 'surely';
        this.within(chance === 'never' || isSure ? chance : 'maybe', this.pipeline);
      }
    }
  };

  private readonly pipeline = (): void => {
    const start = this.commands.length;
    let isNegated = false;
    let parts = 0;
    do {
      while (this.take('\n'));
      isNegated = this.take('!') || isNegated;
      this.command(parts++ > 0 ? { kind: 'command' } : undefined);
    } while (this.take('|', '|&'));
    const found = this.commands.slice(start);
    let asked: { readonly truth: boolean | undefined } | undefined;
    this.outcome = (met) => {
      const { truth } = (asked ??= { truth: parts === 1 ? this.truthOf?.(found) : undefined });
      if (truth !== undefined) return (truth !== isNegated) === met ? 'surely' : 'never';
      return found.length === parts && counts(found, met !== isNegated) ? 'surely' : 'maybe';
    };
  };

  /** What a pipeline of one command comes to, where that can be told. */
  protected readonly truthOf?: (commands: readonly ShellCommand[]) => boolean | undefined;

  private command(input?: ShellInput): void {
    if (this.depth >= DEPTH || ++this.steps > COMMAND_LIMIT || this.scanner.characters > CHARACTER_LIMIT) {
      if (this.next) this.doubt('more commands than are read', this.next.span);
      [this.isOver, this.next] = [true, undefined];
      return;
    }
    this.depth++;
    const from = this.commands.length;
    const isSimple = !this.compound(this.next?.text ?? '');
    if (isSimple) this.simple(input);
    this.depth--;
    for (; !isSimple && this.next?.kind === 'redirection'; this.advance()) this.redirected?.(from, this.next);
  }

  /** A part that is in brackets, or the like, writes to a file: that changes no rules. */
  protected readonly redirected?: (from: number, token: Token) => void;

  private compound(word: string): boolean {
    if (word === 'if') this.branches();
    else if (word === 'for') this.overWords();
    else if (word === 'while' || word === 'until' || word === 'select') this.hidden('done');
    else if (word === 'case' && this.advance()) this.cases();
    else if (word === '{') this.block('{', '}');
    else if (word === '(') this.hidden(')');
    else return false;
    return true;
  }

  protected cases(): void {
    this.hidden('esac');
  }

  private branches(): void {
    let rest: Chance = 'surely';
    do {
      this.advance();
      this.list();
      const { outcome } = this;
      this.take('then');
      this.within(bothOf(rest, outcome(true)), this.list);
      rest = bothOf(rest, outcome(false));
    } while (this.next?.text === 'elif');
    if (this.take('else')) this.within(rest, this.list);
    this.take('fi');
  }

  private overWords(): void {
    const name = this.advance()?.text ?? '';
    this.advance();
    const words: ShellWord[] = [];
    if (this.take('in')) for (; this.next?.kind === 'word'; this.advance()) words.push(...this.next.words);
    while (this.take('\n', ';'));
    const start = this.next?.span.start;
    const isWritten = words.length <= WORD_LIMIT && words.every(({ known }) => known);
    if (!isWritten || words.length === 0 || this.around.hidden > 0) {
      this.scanner.forget([name]);
      this.hidden('done');
      return;
    }
    for (const word of words) {
      this.advance(start);
      this.scanner.assign(name, word);
      this.block('do', 'done');
    }
  }

  private simple(piped: ShellInput | undefined): void {
    const tokens: Token[] = [];
    const isNamed = (): boolean => tokens.length === 2 && tokens[0]?.text === 'function';
    for (; this.next && this.next.kind !== 'operator' && !isNamed(); this.advance()) tokens.push(this.next);
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (!first || !last) return;
    const words = tokens.filter(({ kind }) => kind === 'word');
    const at = words.findIndex(({ assigns }) => assigns === undefined);
    if (isNamed() || (first === last && first.kind === 'word' && this.next?.text === '('))
      this.define(last.text);
    else if (at < 0 || /^(?:export|readonly)$/.test(words[at]?.text ?? '')) words.forEach(this.assign);
    else {
      const all = withoutPrefixes(words.slice(at).flatMap((word) => word.words));
      const span = { start: first.span.start, end: last.span.end };
      this.perform(all, span, inputOf(tokens) ?? piped, outputOf(tokens));
    }
  }

  private readonly assign = ({ assigns, words: [word] }: Token): void => {
    if (assigns === undefined || !word) return;
    const source = SourceText.from(word.source.slice(assigns.length, word.text.length));
    const value = { ...word, text: word.text.slice(assigns.length), source };
    this.scanner.assign(assigns.replace(/\+?=/, ''), value, assigns.includes('+'));
  };

  /** What a function does is not known where it is called. */
  protected define(name: string): void {
    const { changed } = this.scanner;
    const count = this.commands.length;
    this.take('(');
    while (this.take(')', '\n'));
    this.scanner.changed = this.setByFunctions;
    this.hidden(this.next?.text === '(' ? ')' : '}');
    this.scanner.changed = changed;
    this.functions.add(name);
    this.functionsChangeRules ||= this.commands.length > count;
    if (!this.isOver) this.commands.length = count;
  }

  protected perform(
    [head, ...words]: readonly ShellWord[],
    span: TextSpan,
    input?: ShellInput,
    output?: ShellOutput,
  ): void {
    const { text = '', known: nameKnown = false } = head ?? {};
    if (text.startsWith('((')) return;
    const name = baseName(text);
    const texts = words.map((word) => word.text);
    const { maybe, hidden, never } = this.around;
    const command = {
      name,
      nameKnown,
      words,
      span,
      conditional: maybe > 0,
      ...(input ? { input } : {}),
      ...(output ? { output } : {}),
      ...(never > 0 ? { isSkipped: true as const } : {}),
    };
    if (never > 0) {
      this.commands.push(command);
      return;
    }
    if (!(nameKnown && this.builtIn(name, words)) && hidden === 0) this.commands.push(command);
    // A name that is not known, and no known words: it may be any function.
    const calls = nameKnown ? this.functions.has(text) : words.every(({ known }) => !known);
    if (calls) this.scanner.forget(this.setByFunctions);
    const mayChange = (calls && this.functionsChangeRules) || (!nameKnown && hidden > 0);
    const rules = mayChange ? text : hiddenRules([name, ...texts], hidden > 0, input !== undefined);
    if (rules !== undefined) this.doubt(rules, span);
  }

  private doubt(elsewhere: string, span: TextSpan): void {
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional: true, elsewhere });
  }

  /** Commands that change what variables hold, or what is read after them. */
  protected builtIn(name: string, given: readonly ShellWord[]): boolean {
    const words = given.map(({ text }) => text);
    const { maybe, hidden } = this.around;
    if (SETTERS.test(name) || SETTERS.test(`${name} ${words[0]}`))
      this.scanner.forget(words.map((word) => /^\w*/.exec(word)?.[0] ?? ''));
    // The usual files of functions set none of the script's own variables.
    else if (/^(?:\.|source)$/.test(name))
      this.scanner.forget(/functions$/.test(words[0] ?? '') ? [] : undefined);
    else if (/^(?:break|continue)$/.test(name)) this.around.maybe += hidden > 0 ? 0 : 1;
    else if (/^(?:exit|return)$/.test(name)) this.isOver ||= maybe + hidden === 0;
    else return false;
    return true;
  }
}

function bothOf(a: Chance, b: Chance): Chance {
  if (a === 'never' || b === 'never') return 'never';
  return a === 'surely' ? b : 'maybe';
}

export function outputOf(tokens: readonly Token[]): ShellOutput | undefined {
  const { text = '', words: [path] = [] } =
    tokens.findLast(
      (token) =>
        /^(?:>>?|>\||&>>?)$/.test(token.text) && !/^\/dev\/(?!stdin)/.test(token.words[0]?.text ?? ''),
    ) ?? {};
  return path && { path, appends: text.endsWith('>>') };
}

function inputOf(tokens: readonly Token[]): ShellInput | undefined {
  const { text, words: [word] = [] } = tokens.findLast((token) => /^<(?:<|$)/.test(token.text)) ?? {};
  if (word && text === '<') return { kind: 'file', path: word };
  return word && { kind: 'text', source: word.source, known: word.known };
}

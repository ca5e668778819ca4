import type { TextSpan } from '../../reading.js';
import { baseName } from '../support/base-name.js';
import type { ShellCommand, ShellInput, ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import { ShellScanner, type Token } from './shell-scanner.js';
import { counts, hiddenRules, withoutPrefixes } from './shell-words.js';

/** Characters that are read, commands that are found, and commands that are passed, each round of a loop counted. */
const TEXT_LIMIT = 1_000_000;
const COMMAND_LIMIT = 10_000;
const STEP_LIMIT = 200_000;
const DEPTH = 60;
/** Words that a loop is unrolled for. */
const WORD_LIMIT = 200;
const CLOSERS = new Set('then else elif fi do done esac } ) ;; ;& ;;&'.split(' '));
/** Commands that give variables values which are not known, or that hold in a function only. */
const SETTERS = /^(?:read|unset|mapfile|readarray|getopts|let|local|declare|typeset|printf -v)$/;

/** The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear. */
export function readShell(text: string): readonly ShellCommand[] {
  return new ShellReader(new ShellScanner(text.slice(0, TEXT_LIMIT))).read();
}

/** Walks through a script without running anything. */
class ShellReader {
  private readonly commands: ShellCommand[] = [];
  /** Functions that change rules. */
  private readonly functions = new Set<string>();
  /** Parts around that may be run or not, and those of which it is not known how often and with what. */
  private readonly around = { maybe: 0, hidden: 0 };
  /** Whether what depends on the last pipeline counts. */
  private outcome = (_met: boolean): boolean => false;
  private next: Token | undefined;
  private depth = 0;
  private steps = 0;
  private isOver = false;
  /** Where more commands begin than are read. */
  private rest: TextSpan | undefined;

  constructor(private readonly scanner: ShellScanner) {}

  read(): readonly ShellCommand[] {
    // A closer without an opener is passed over.
    for (this.advance(); this.next; this.advance()) this.list();
    if (this.rest) this.doubt('more commands than are read', this.rest);
    return this.commands;
  }

  /** To the token after this one, or to the one at that place. */
  private advance(at?: number): void {
    this.next = this.isOver ? undefined : this.scanner.next(at);
  }

  private take(...texts: readonly string[]): boolean {
    const found = this.next !== undefined && texts.includes(this.next.text);
    if (found) this.advance();
    return found;
  }

  private block(opener: string, closer: string): void {
    this.take(opener);
    this.list();
    this.take(closer);
  }

  /** Where it is not run for certain, what is assigned in it is not known afterwards. */
  private within(what: keyof typeof this.around | null, body: () => void): void {
    const { changed } = this.scanner;
    if (what === null) {
      body();
      return;
    }
    this.around[what]++;
    this.scanner.changed = new Set();
    body();
    this.around[what]--;
    const inner = this.scanner.changed;
    this.scanner.changed = changed;
    this.scanner.forget(inner);
  }

  /** Up to the closer: its commands do not count, but that some of them change rules does. */
  private hidden(closer: string): void {
    this.advance();
    this.within('hidden', () => {
      for (this.list(); this.next && this.next.text !== closer; this.list()) this.advance();
    });
    this.take(closer);
  }

  /** Commands up to something that closes them, which is left to the caller. */
  private readonly list = (): void => {
    for (;;) {
      while (this.take('\n', ';', '&'));
      if (!this.next || CLOSERS.has(this.next.text)) return;
      this.pipeline();
      let isSure = true;
      for (let sign = this.next?.text; sign === '&&' || sign === '||'; sign = this.next?.text) {
        this.advance();
        isSure &&= this.outcome(sign === '&&');
        this.within(isSure ? null : 'maybe', this.pipeline);
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
    const end = this.commands.length;
    this.outcome = (met) =>
      end - start === parts && counts(this.commands.slice(start, end), met !== isNegated);
  };

  private command(input?: ShellInput): void {
    if (this.depth >= DEPTH || ++this.steps > STEP_LIMIT || this.commands.length >= COMMAND_LIMIT) {
      this.rest ??= this.next?.span;
      [this.isOver, this.next] = [true, undefined];
      return;
    }
    this.depth++;
    const isSimple = !this.compound(this.next?.text ?? '');
    if (isSimple) this.simple(input);
    this.depth--;
    while (!isSimple && this.next?.kind === 'redirection') this.advance();
  }

  private compound(word: string): boolean {
    if (word === 'if') this.branches();
    else if (word === 'for') this.overWords();
    else if (word === 'while' || word === 'until' || word === 'select') this.hidden('done');
    else if (word === 'case') this.hidden('esac');
    else if (word === '{') this.block('{', '}');
    else if (word === '(') this.hidden(')');
    else return false;
    return true;
  }

  private branches(): void {
    let isSure = true;
    do {
      this.advance();
      this.list();
      const { outcome } = this;
      this.take('then');
      this.within(isSure && outcome(true) ? null : 'maybe', this.list);
      isSure &&= outcome(false);
    } while (this.next?.text === 'elif');
    if (this.take('else')) this.within(isSure ? null : 'maybe', this.list);
    this.take('fi');
  }

  private overWords(): void {
    this.advance();
    const name = this.next?.text ?? '';
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
    if (isNamed() || (first === last && first.kind === 'word' && this.next?.text === '(')) {
      this.define(last.text);
      return;
    }
    const words = tokens.filter(({ kind }) => kind === 'word');
    const at = words.findIndex(({ assigns }) => assigns === undefined);
    if (at < 0 || /^(?:export|readonly)$/.test(words[at]?.text ?? ''))
      for (const word of words) this.assign(word);
    else {
      const all = withoutPrefixes(words.slice(at).flatMap((word) => word.words));
      const span = { start: first.span.start, end: last.span.end };
      this.perform(all, span, inputOf(tokens) ?? piped);
    }
  }

  private assign({ assigns, words: [word] }: Token): void {
    if (assigns === undefined || !word) return;
    const source = SourceText.from(word.source.slice(assigns.length, word.text.length));
    const value = { ...word, text: word.text.slice(assigns.length), source };
    this.scanner.assign(assigns.replace(/\+?=/, ''), value, assigns.includes('+'));
  }

  /** What a function does to rules is not known where it is called. */
  private define(name: string): void {
    const count = this.commands.length;
    this.take('(');
    while (this.take(')', '\n'));
    this.hidden(this.next?.text === '(' ? ')' : '}');
    if (this.commands.length > count) this.functions.add(name);
    this.commands.length = count;
  }

  private perform([head, ...words]: readonly ShellWord[], span: TextSpan, input?: ShellInput): void {
    const { text = '', known: nameKnown = false } = head ?? {};
    const name = baseName(text);
    const texts = words.map((word) => word.text);
    const { maybe, hidden } = this.around;
    if (!(nameKnown && this.builtIn(name, texts)) && hidden === 0) {
      const conditional = maybe > 0;
      this.commands.push({ name, nameKnown, words, span, conditional, ...(input ? { input } : {}) });
    }
    // A name that is not known, and no known words: it may be any function.
    const mayCall = !nameKnown && this.functions.size > 0 && words.every(({ known }) => !known);
    const isCall = mayCall || this.functions.has(text);
    const rules = isCall ? text : hiddenRules([name, ...texts], hidden > 0, input !== undefined);
    if (rules !== undefined) this.doubt(rules, span);
  }

  /** Commands that are not in the text, which may let through more. */
  private doubt(elsewhere: string, span: TextSpan): void {
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional: true, elsewhere });
  }

  /** Commands that change what variables hold, or what is read after them. */
  private builtIn(name: string, words: readonly string[]): boolean {
    const { maybe, hidden } = this.around;
    const [file = ''] = words;
    if (SETTERS.test(name) || SETTERS.test(`${name} ${file}`) || /^\w+(?:\+\+|--|[-+*]?=)/.test(name))
      this.scanner.forget([name, ...words].map((word) => /^\w*/.exec(word)?.[0] ?? ''));
    else if (name === '.' || name === 'source') {
      // The usual files of functions set none of the script's own variables.
      if (!/functions$/.test(file)) this.scanner.forget();
    } else if (/^(?:break|continue)$/.test(name) && hidden === 0) this.around.maybe++;
    else if (/^(?:exit|return)$/.test(name)) this.isOver ||= maybe + hidden === 0;
    else return false;
    return true;
  }
}

function inputOf(tokens: readonly Token[]): ShellInput | undefined {
  const { text, words = [] } = tokens.findLast((token) => /^<(?:<|$)/.test(token.text)) ?? {};
  const [word] = words;
  if (word && text === '<') return { kind: 'file', path: word };
  return word && { kind: 'text', source: word.source, known: word.known };
}

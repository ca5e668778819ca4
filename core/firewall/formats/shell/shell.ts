import type { TextSpan } from '../../reading.js';
import { baseName } from '../support/base-name.js';
import type { ShellCommand, ShellInput, ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import { outcomeOf, type Outcome } from './shell-conditions.js';
import { ShellScanner, type Token } from './shell-scanner.js';
import { ShellScope } from './shell-scope.js';
import { changesRules, hiddenRules, withoutPrefixes } from './shell-words.js';

/** Characters that are read, commands that are found, and commands that are passed, each round of a loop counted. */
const TEXT_LIMIT = 1_000_000;
const COMMAND_LIMIT = 10_000;
const STEP_LIMIT = 200_000;
const DEPTH = 60;
/** Words that a loop is unrolled for. */
const WORD_LIMIT = 200;
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&']);
/** Commands that give variables values which are not known, or that hold in a function only. */
const SETTERS = /^(?:read|unset|mapfile|readarray|getopts|let|printf|local|declare|typeset)$/;
const UNDECIDED: Outcome = { met: false, failed: false };

/** The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear. */
export function readShell(text: string): readonly ShellCommand[] {
  return new ShellReader(text.slice(0, TEXT_LIMIT)).read();
}

/** Walks through a script without running anything. */
class ShellReader {
  private readonly commands: ShellCommand[] = [];
  private readonly scope = new ShellScope();
  private readonly scanner: ShellScanner;
  /** Functions that change rules. */
  private readonly functions = new Set<string>();
  /** What is read is not run for certain; is run we do not know how often, or with what; is run apart. */
  private around = { maybe: 0, hidden: 0, apart: 0 };
  /** What the last pipeline tells as a condition. */
  private outcome = (): Outcome => UNDECIDED;
  private next: Token | undefined;
  private depth = 0;
  private steps = 0;
  private isOver = false;

  constructor(text: string) {
    this.scanner = new ShellScanner(text, this.scope);
  }

  read(): readonly ShellCommand[] {
    // A closer without an opener is passed over.
    for (this.advance(); this.next; this.advance()) this.list();
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

  /** What is assigned in it is not known afterwards. */
  private within(what: keyof typeof this.around, body: () => void): void {
    this.around[what]++;
    this.scope.enter();
    body();
    this.scope.leave();
    this.around[what]--;
  }

  private inCase(counts: boolean, body: () => void): void {
    if (counts) body();
    else this.within('maybe', body);
  }

  /** Commands up to something that closes them, which is left to the caller. */
  private readonly list = (): void => {
    for (;;) {
      while (this.take('\n', ';', '&'));
      if (!this.next || CLOSERS.has(this.next.text)) return;
      this.pipeline();
      let counts = true;
      for (let sign = this.next?.text; sign === '&&' || sign === '||'; sign = this.next?.text) {
        this.advance();
        counts &&= sign === '&&' ? this.outcome().met : this.outcome().failed;
        this.inCase(counts, this.pipeline);
      }
    }
  };

  private readonly pipeline = (): void => {
    while (this.take('\n'));
    const isNegated = this.take('!');
    const start = this.commands.length;
    let input: ShellInput | undefined;
    let parts = 0;
    this.outcome = () => UNDECIDED;
    do {
      while (this.take('\n'));
      this.command(input);
      const last = this.commands.at(-1);
      const isSaid =
        this.commands.length === start + ++parts && last?.name === 'cat' && last.words.length === 0;
      input = isSaid && last.input ? last.input : { kind: 'command' };
    } while (this.take('|', '|&'));
    const end = this.commands.length;
    const { outcome } = this;
    this.outcome = () => {
      const found = end - start === parts ? outcomeOf(this.commands.slice(start, end)) : outcome();
      return isNegated ? { met: found.failed, failed: found.met } : found;
    };
  };

  private command(input?: ShellInput): void {
    if (this.depth >= DEPTH || ++this.steps > STEP_LIMIT || this.commands.length >= COMMAND_LIMIT) {
      if (this.next) this.doubt('more commands than are read', this.next.span);
      this.isOver = true;
      this.next = undefined;
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
    else if (word === 'for' || word === 'select') this.overWords(word === 'for');
    else if (word === 'case') this.choice();
    else if (word === '{') this.block('{', '}');
    else if (word === '(')
      this.within('apart', () => {
        this.block('(', ')');
      });
    else if (word === 'while' || word === 'until')
      this.within('hidden', () => {
        this.block(word, 'do');
        this.block('do', 'done');
      });
    else return false;
    return true;
  }

  private branches(): void {
    let counts = true;
    do {
      this.advance();
      this.list();
      const { met, failed } = this.outcome();
      this.take('then');
      this.inCase(counts && met, this.list);
      counts &&= failed;
    } while (this.next?.text === 'elif');
    if (this.take('else')) this.inCase(counts, this.list);
    this.take('fi');
  }

  private overWords(isFor: boolean): void {
    this.advance();
    const name = this.next?.text ?? '';
    this.advance();
    while (this.take('\n'));
    const words: ShellWord[] = [];
    if (this.take('in'))
      for (; this.next?.kind === 'word'; this.advance()) for (const word of this.next.words) words.push(word);
    while (this.take('\n', ';'));
    const start = this.next?.span.start ?? Infinity;
    const body = (): void => {
      if (this.next?.text === '{') this.block('{', '}');
      else this.block('do', 'done');
    };
    const isWritten = isFor && words.length <= WORD_LIMIT && words.every(({ known }) => known);
    if (!isWritten || words.length === 0 || this.around.hidden > 0) {
      this.scope.forget([name]);
      this.within('hidden', body);
      return;
    }
    for (const [i, word] of words.entries()) {
      if (i > 0) this.advance(start);
      this.scope.assign(name, word);
      body();
    }
  }

  private choice(): void {
    this.advance();
    this.advance();
    for (this.take('\n', 'in'); this.next && !this.take('esac');) {
      while (this.next && !this.take(')', '\n')) this.advance();
      this.within('maybe', this.list);
      if (!this.take(';;', ';&', ';;&') && this.next?.text !== 'esac') this.advance();
    }
  }

  private simple(piped: ShellInput | undefined): void {
    const tokens: Token[] = [];
    let inTest = false;
    for (
      ;
      this.next && (this.next.kind !== 'operator' || (inTest && !/[\n;]/.test(this.next.text)));
      this.advance()
    ) {
      if (this.next.kind !== 'operator') tokens.push(this.next);
      if (/^(?:\[\[|\]\])$/.test(this.next.text)) inTest = this.next.text === '[[';
    }
    const [first, second] = tokens;
    if (!first) return;
    const isNamed = first.text === 'function';
    if (isNamed || (tokens.length === 1 && first.kind === 'word' && this.next?.text === '(')) {
      this.define(isNamed ? second : first);
      return;
    }
    const words = tokens.filter(({ kind }) => kind === 'word');
    const at = words.findIndex(({ assigns }) => assigns === undefined);
    if (at >= 0 && !/^(?:export|readonly)$/.test(words[at]?.text ?? '')) {
      const span = { start: first.span.start, end: tokens.at(-1)?.span.end ?? 0 };
      const all = withoutPrefixes(words.slice(at).flatMap((word) => word.words));
      this.perform(all, span, inputOf(tokens) ?? piped);
      return;
    }
    this.outcome = () => ({ met: true, failed: false });
    for (const {
      assigns,
      words: [word],
    } of words) {
      if (assigns === undefined || !word) continue;
      const from = assigns.length;
      const source = SourceText.from(word.source.slice(from, word.text.length));
      const value = { ...word, text: word.text.slice(from), source };
      this.scope.assign(assigns.replace(/\+?=/, ''), value, assigns.includes('+'));
    }
  }

  /** Its body is not read; where it is called, what it does to rules is not known. */
  private define(name: Token | undefined): void {
    const count = this.commands.length;
    this.take('(');
    this.take(')');
    while (this.take('\n'));
    this.within('hidden', () => {
      this.command();
    });
    if (this.commands.length > count) this.functions.add(name?.text ?? '');
    this.commands.length = Math.min(this.commands.length, count);
  }

  private perform([head, ...words]: readonly ShellWord[], span: TextSpan, input?: ShellInput): void {
    const { text = '', known = false } = head ?? {};
    const name = baseName(text);
    const texts = words.map((word) => word.text);
    const isAnything = !known && this.functions.size > 0 && words.every((word) => !word.known);
    const changes = this.around.hidden > 0 && changesRules([name, ...texts].join(' '));
    const hidden =
      isAnything || changes || this.functions.has(text)
        ? name
        : hiddenRules(name, texts, input !== undefined);
    const isBuiltIn = known && this.builtIn(name, words);
    const conditional = this.around.maybe > 0;
    if (!isBuiltIn && this.around.hidden === 0)
      this.commands.push({ name, nameKnown: known, words, span, conditional, ...(input ? { input } : {}) });
    if (hidden !== undefined) this.doubt(hidden, span);
  }

  /** Commands that are not in the text, which may let through more. */
  private doubt(elsewhere: string, span: TextSpan): void {
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional: true, elsewhere });
  }

  /** Commands that change what variables hold, or end the script. */
  private builtIn(name: string, words: readonly ShellWord[]): boolean {
    const file = words[0]?.text ?? '';
    if (SETTERS.test(name) && (name !== 'printf' || file === '-v'))
      this.scope.forget(words.map(({ text }) => /^\w*/.exec(text)?.[0] ?? ''));
    else if (name === '.' || name === 'source') {
      // The usual files of functions set none of the script's own variables.
      if (!/functions$/.test(file)) this.scope.forgetAll();
    } else if (name === 'exit' || name === 'return') {
      const { maybe, hidden, apart } = this.around;
      this.isOver ||= maybe + hidden + apart === 0;
    } else return false;
    return true;
  }
}

function inputOf(tokens: readonly Token[]): ShellInput | undefined {
  const { text, words } = tokens.findLast((token) => /^<(?:<|$)/.test(token.text)) ?? {};
  const [word] = words ?? [];
  if (!word) return undefined;
  return text === '<'
    ? { kind: 'file', path: word }
    : { kind: 'text', source: word.source, known: word.known };
}

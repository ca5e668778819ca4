import type { TextSpan } from '../../reading.js';
import { baseName } from '../support/base-name.js';
import { joinWords, type ShellCommand, type ShellInput, type ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import { toolOf, verdictOf, type Verdict } from './shell-conditions.js';
import { handedOn } from './shell-files.js';
import { ShellScanner, type Mark, type Token } from './shell-scanner.js';
import { ShellScope, type Value } from './shell-scope.js';
import { FILLERS, mayChangeRules, ruleWithin, stripPrefixes } from './shell-words.js';

/** Characters that are read, and characters that `eval` and its kin read as commands, all of them together. */
const TEXT_LIMIT = 1_000_000;
const COMMAND_LIMIT = 10_000;
/** Commands that are passed, rounds of loops and calls counted each time. */
const STEP_LIMIT = 200_000;
/** Deeper than this, nothing is read. */
const DEPTH = 60;
const CALL_DEPTH = 16;
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&']);
const DECLARERS = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh']);

/** The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear. */
export function readShell(text: string): readonly ShellCommand[] {
  const scope = new ShellScope();
  return new ShellReader(scope, new ShellScanner(SourceText.of(text.slice(0, TEXT_LIMIT)), scope)).run();
}

interface Place {
  readonly scanner: ShellScanner;
  readonly mark: Mark;
}

type Named = Pick<ShellCommand, 'name' | 'nameKnown' | 'words' | 'span'>;

/** Walks through a script without running anything. A loop's body and a function's are walked as often as they are run. */
class ShellReader {
  private readonly commands: ShellCommand[] = [];
  private readonly functions = new Map<string, Place>();
  /** Names that the function that is run has declared as its own. */
  private locals: string[] = [];
  /** The conditions around: the tool that one asks for, or null. */
  private readonly conditions: (string | null)[] = [];
  private ahead: { readonly token: Token | undefined; readonly mark: Mark } | undefined;
  /** What the last pipeline tells. */
  private verdict: () => Verdict = noVerdict;
  private stop: 'exit' | 'return' | null = null;
  private steps = 0;
  private depth = 0;
  private calls = 0;
  /** Subshells around. */
  private apart = 0;
  private innerLength = 0;

  constructor(
    private readonly scope: ShellScope,
    private scanner: ShellScanner,
  ) {}

  run(): readonly ShellCommand[] {
    // A closer without an opener is passed over.
    for (; this.peek(); this.advance()) this.list();
    return this.commands;
  }

  private peek(): Token | undefined {
    if (this.stop) return undefined;
    if (!this.ahead) {
      const { mark } = this.scanner;
      this.ahead = { token: this.scanner.next(), mark };
    }
    return this.ahead.token;
  }

  private advance(): void {
    this.peek();
    this.ahead = undefined;
  }

  private take(...texts: readonly string[]): boolean {
    const found = texts.includes(this.peek()?.text ?? '');
    if (found) this.advance();
    return found;
  }

  private takeAll(...texts: readonly string[]): void {
    while (this.take(...texts));
  }

  private place(): Place {
    return { scanner: this.scanner, mark: this.ahead?.mark ?? this.scanner.mark };
  }

  private seek({ scanner, mark }: Place): void {
    this.scanner = scanner;
    scanner.seek(mark);
    this.ahead = undefined;
  }

  /** Passes over it and says where it ends. */
  private skip(body: () => void): Place {
    const before = this.scanner.passing;
    this.scanner.passing = true;
    body();
    this.scanner.passing = before;
    const end = this.place();
    this.seek(end);
    return end;
  }

  /** It may be run or not; `asked`: commands of this tool are. */
  private maybe(body: () => void, asked: string | null | undefined): void {
    if (asked === undefined) return void body();
    this.conditions.push(asked);
    this.scope.enter();
    body();
    this.scope.leave();
    this.conditions.pop();
  }

  /** It may be run several times: what it assigns is not known from the second round on. */
  private repeated(body: () => void): void {
    if (!this.scanner.passing) {
      const [start, count] = [this.place(), this.commands.length];
      this.maybe(body, null);
      if (this.stop) return;
      this.commands.length = count;
      this.seek(start);
    }
    body();
  }

  /** Commands up to something that closes them, which is left to the caller. */
  private list(): void {
    for (;;) {
      this.takeAll('\n', ';', '&');
      const next = this.peek();
      if (!next || CLOSERS.has(next.text)) return;
      this.chain();
    }
  }

  /** `first && next || next` */
  private chain(): void {
    this.pipeline();
    let asked: string | null | undefined;
    for (let sign = this.peek()?.text; sign === '&&' || sign === '||'; sign = this.peek()?.text) {
      this.advance();
      this.takeAll('\n');
      const { verdict } = this;
      const { holds, uses, finds, does } = verdict();
      if (sign === '&&' ? holds === false || finds !== undefined : holds === true) {
        this.skip(() => this.pipeline());
        this.verdict = verdict;
        continue;
      }
      if (sign === '||' && holds === undefined) asked = asked === null ? null : (finds ?? null);
      else if (sign === '&&' && uses !== undefined) asked = asked === undefined ? uses : asked;
      else if (sign === '&&' && holds === undefined && does !== true) asked = null;
      this.maybe(() => this.pipeline(), asked);
    }
  }

  private pipeline(): void {
    let negated = false;
    while (this.take('!')) negated = !negated;
    const start = this.commands.length;
    let from = start;
    let parts = 1;
    this.verdict = noVerdict;
    this.command();
    for (; this.take('|', '|&'); parts++) {
      this.takeAll('\n');
      const input = handedOn(this.commands.slice(from));
      from = this.commands.length;
      this.command(input);
    }
    const end = this.commands.length;
    if (end - start === parts) this.verdict = () => verdictOf(this.commands.slice(start, end), negated);
  }

  private command(input?: ShellInput): void {
    if (this.depth >= DEPTH || ++this.steps > STEP_LIMIT || this.commands.length >= COMMAND_LIMIT) {
      if (this.stop === null) this.doubt('more commands than are read', this.peek()?.span);
      this.stop = 'exit';
      return;
    }
    this.depth++;
    this.compound(this.peek()?.text, input);
    this.depth--;
  }

  private compound(word: string | undefined, input?: ShellInput): void {
    if (word === 'if') this.branches();
    else if (word === 'while' || word === 'until') this.loop();
    else if (word === 'for' || word === 'select') this.overWords();
    else if (word === 'case') this.choice();
    else if (word === '{') this.block('}');
    else if (word === '(') this.subshell();
    else return void this.simple(input);
    while (this.peek()?.kind === 'redirection') this.advance();
  }

  private block(closer: string): void {
    this.advance();
    this.list();
    this.take(closer);
  }

  /** What it assigns, and that it ends, does not matter after it. */
  private subshell(): void {
    const given = this.scope.arguments;
    this.apart++;
    this.scope.enter();
    this.block(')');
    this.scope.leave(true);
    this.apart--;
    this.scope.arguments = given;
  }

  private branches(): void {
    let asked: string | null | undefined;
    let isOpen = true;
    do {
      this.advance();
      this.verdict = noVerdict;
      if (isOpen) this.list();
      else this.skip(() => this.list());
      const { holds, uses, finds, does } = this.verdict();
      this.take('then');
      if (!isOpen || holds === false) this.skip(() => this.list());
      else if (holds === true || does === true) this.maybe(() => this.list(), asked);
      else this.maybe(() => this.list(), uses ?? null);
      if (holds === true) isOpen = false;
      else if (holds !== false) asked = asked === null ? null : (finds ?? null);
    } while (this.peek()?.text === 'elif');
    if (this.take('else')) {
      if (isOpen) this.maybe(() => this.list(), asked);
      else this.skip(() => this.list());
    }
    this.take('fi');
  }

  private loop(): void {
    this.advance();
    this.repeated(() => {
      this.list();
      this.doBlock((body) => this.maybe(body, null));
    });
  }

  private doBlock(run: (body: () => void) => void): void {
    this.take('do');
    run(() => this.list());
    this.take('done');
  }

  private overWords(): void {
    this.advance();
    const name = this.peek()?.text ?? '';
    this.advance();
    this.takeAll('\n');
    let values: readonly Value[] | null = this.scope.arguments;
    if (this.take('in')) {
      const given: Value[] = [];
      for (let token = this.peek(); token?.kind === 'word'; token = this.peek()) {
        given.push(...token.words);
        this.advance();
      }
      values = given;
    }
    this.takeAll('\n', ';');
    const start = this.place();
    const body = (): void => (this.peek()?.text === '{' ? this.block('}') : this.doBlock((list) => list()));
    const end = this.skip(body);
    if (this.scanner.passing) return;
    const leaves = /\b(?:break|continue)\b/.test(this.scanner.text.slice(start.mark.at, end.mark.at));
    if (!values || !/^\w+$/.test(name)) {
      this.scope.forget(name);
      this.seek(start);
      this.repeated(() => this.maybe(body, null));
    } else
      for (const value of values) {
        if (this.stop) return;
        this.seek(start);
        this.scope.assign(name, value);
        this.maybe(body, value.known && !leaves ? undefined : null);
      }
    this.seek(end);
  }

  private choice(): void {
    this.advance();
    const [subject] = this.peek()?.words ?? [];
    this.advance();
    this.takeAll('\n');
    this.take('in');
    const arms: { readonly patterns: readonly string[]; readonly place: Place }[] = [];
    let isPlain = true;
    for (;;) {
      this.takeAll('\n', ';');
      if (!this.peek() || this.take('esac')) break;
      this.take('(');
      const patterns: string[] = [];
      for (let token = this.peek(); token && !')\n'.includes(token.text || '-'); token = this.peek()) {
        if (token.kind === 'word') patterns.push(token.words[0]?.text ?? '');
        this.advance();
      }
      this.advance();
      isPlain &&= !patterns.some((pattern) => pattern !== '*' && /[*?[$]/.test(pattern));
      arms.push({ patterns, place: this.place() });
      this.skip(() => this.list());
      isPlain &&= !this.take(';&', ';;&');
      if (!this.take(';;') && this.peek()?.text !== 'esac') this.advance();
    }
    if (this.scanner.passing) return;
    const end = this.place();
    const word = subject?.known === true ? subject.text : 'start';
    const chosen = arms.find(
      ({ patterns }) => patterns.includes(word) || (subject?.known === true && patterns.includes('*')),
    );
    const isSure = chosen ? isPlain || subject?.known !== true : isPlain && subject?.known === true;
    for (const arm of isSure ? (chosen ? [chosen] : []) : arms) {
      if (this.stop) return;
      this.seek(arm.place);
      this.maybe(() => this.list(), isSure ? undefined : null);
    }
    this.seek(end);
  }

  private define(name: string): void {
    this.take('(');
    this.take(')');
    this.takeAll('\n');
    this.functions.set(name, this.place());
    this.skip(() => this.command());
  }

  private simple(piped: ShellInput | undefined): void {
    const tokens: Token[] = [];
    let inTest = false;
    for (let token = this.peek(); token; token = this.peek()) {
      if (token.kind === 'operator' && (!inTest || /[\n;]/.test(token.text))) break;
      this.advance();
      if (token.kind !== 'operator') tokens.push(token);
      if (token.text === '[[' || token.text === ']]') inTest = token.text === '[[';
      const named = tokens.length === 2 && tokens[0]?.text === 'function';
      if (!named && (tokens.length > 1 || inTest || this.peek()?.text !== '(')) continue;
      return this.define(token.text);
    }
    if (this.scanner.passing) return;
    const words = tokens.filter(({ kind }) => kind === 'word');
    const [first, last] = [tokens[0], tokens.at(-1)];
    const at = words.findIndex(({ assigns }) => !assigns);
    const head = words[at]?.text ?? '';
    if (at < 0 || DECLARERS.has(head)) {
      for (const { assigns, text } of words) {
        const name = assigns?.name ?? text;
        if (at >= 0 && head !== 'export' && head !== 'readonly') this.locals.push(name);
        if (assigns) this.scope.assign(name, assigns.value, assigns.appends);
      }
      this.verdict = () => ({ does: true });
    } else if (first && last && !head.startsWith('((')) {
      const span = { start: first.span.start, end: Math.max(first.span.end, last.span.end) };
      this.perform(
        words.slice(at).flatMap((word) => word.words),
        span,
        tokens,
        piped,
      );
    }
  }

  private perform(
    all: readonly ShellWord[],
    span: TextSpan,
    tokens: readonly Token[],
    piped?: ShellInput,
  ): void {
    const { name, known, rest: words } = stripPrefixes(all);
    const body = all[0]?.text === name && known ? this.functions.get(name) : undefined;
    if (known && this.builtIn(name, words, span)) return;
    if (body) {
      this.within(body, words, () => this.command());
      return;
    }
    const conditional = this.conditions.some((asked) => asked === null || asked !== toolOf(name));
    const input = inputOf(tokens) ?? piped;
    const command = { name, nameKnown: known, words, span, conditional, ...(input ? { input } : {}) };
    this.commands.push({ ...command, ...outputOf(tokens, command) });
    const rule = ruleWithin(name, known, words);
    if (
      !rule &&
      FILLERS.test(name) &&
      words.some(({ text }) => /\b(?:ip6?tables|ipset|nft|ufw|firewall-cmd) /.test(text))
    )
      this.doubt(name, span);
    else if (rule) this.maybe(() => this.perform(rule, span, []), known ? null : undefined);
    else if (known) this.runText(command);
    // It may be any function.
    else if (this.functions.size > 0 && words.every((word) => !word.known)) this.doubt(name, span);
  }

  /** What `eval`, `sh -c` and their kin run. */
  private runText({ name, words, span, input }: Named & { readonly input?: ShellInput }): void {
    const isShell = SHELLS.has(name);
    const option =
      isShell || /^(?:su|runuser)$/.test(name)
        ? words.findIndex(({ text }) => /^-[a-z]*c$|^--command$/.test(text))
        : -1;
    const after = option < 0 ? [] : words.slice(option + 1);
    const at = after.findIndex(({ text }) => !text.startsWith('-'));
    const script = words.find(({ text }) => !/^[-+]/.test(text));
    if (name === 'eval') this.readText(joinWords(words), null, span);
    else if (after[at]) this.readText(after[at].source, after.slice(at + 2), span);
    else if (isShell && script && !words.some(({ text }) => text === '-s')) this.elsewhere(script.text, span);
    else if (isShell && input?.kind === 'text') this.readText(input.source, null, span);
    else if (isShell && input) this.elsewhere(input.kind === 'file' ? input.path.text : '', span);
    else if (name === 'run-parts') this.elsewhere(words.at(-1)?.text ?? '', span);
    else if (/\.(?:sh|bash)$/.test(name)) this.elsewhere(name, span);
  }

  private readText(source: SourceText, given: readonly Value[] | null, span: TextSpan): void {
    this.innerLength += source.text.length;
    if (this.innerLength > TEXT_LIMIT) return this.doubt('more commands than are read', span);
    const scanner = new ShellScanner(source, this.scope);
    this.within({ scanner, mark: scanner.mark }, given, () => {
      for (; this.peek(); this.advance()) this.list();
    });
  }

  /** Reads on at another place and comes back. */
  private within(place: Place, given: readonly Value[] | null, body: () => void): void {
    if (this.calls >= CALL_DEPTH) return this.doubt('a function that calls itself', undefined);
    const [back, before, locals] = [this.place(), this.scope.arguments, this.locals];
    if (given) this.scope.arguments = given;
    this.locals = [];
    this.calls++;
    this.seek(place);
    body();
    this.calls--;
    this.scope.forget(...this.locals);
    this.locals = locals;
    this.scope.arguments = before;
    if (this.stop === 'return') this.stop = null;
    this.seek(back);
  }

  /** Another file is run: it may let through more, if that is what it is for. Empty: what a command says is run. */
  private elsewhere(path: string, span: TextSpan): void {
    if (path === '') this.doubt('another command', span);
    else if (mayChangeRules(path)) this.doubt(baseName(path) || path, span);
  }

  private doubt(file: string, span: TextSpan = { start: 0, end: 0 }): void {
    const conditional = this.conditions.length > 0;
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional, elsewhere: file });
  }

  /** Commands that change what variables hold, or end the script. */
  private builtIn(name: string, words: readonly ShellWord[], span: TextSpan): boolean {
    const isConditional = this.conditions.length + this.apart > 0;
    const [first] = words;
    if (
      /^(?:read|unset|mapfile|readarray|getopts|let)$/.test(name) ||
      (name === 'printf' && first?.text === '-v')
    )
      this.scope.forget(...words.map(({ text }) => /^\w*/.exec(text)?.[0] ?? ''));
    else if (name === 'shift')
      this.scope.arguments = isConditional || first ? null : (this.scope.arguments?.slice(1) ?? null);
    else if (name === 'set' && words.some(({ text }) => text === '--'))
      this.scope.arguments = isConditional
        ? null
        : words.slice(words.findIndex(({ text }) => text === '--') + 1);
    else if (name === '.' || name === 'source') {
      // The usual files of functions set none of the script's own variables.
      if (!/functions$/.test(first?.text ?? '')) this.scope.forgetAll();
      if (first) this.elsewhere(first.text, span);
    } else if (name === 'exit' || name === 'return') {
      if (!isConditional) this.stop = name === 'return' && this.calls > 0 ? 'return' : 'exit';
    } else return false;
    return true;
  }
}

const noVerdict = (): Verdict => ({});

function inputOf(tokens: readonly Token[]): ShellInput | undefined {
  const token = tokens.findLast(({ kind, text }) => kind === 'redirection' && text.startsWith('<'));
  const [target] = token?.words ?? [];
  if (token?.body) return { kind: 'text', source: token.body.source, known: token.body.known };
  if (!token || !target) return undefined;
  return token.text === '<'
    ? { kind: 'file', path: target }
    : { kind: 'text', source: target.source, known: target.known };
}

function outputOf(
  tokens: readonly Token[],
  { name, words }: Named,
): Pick<ShellCommand, 'output' | 'appends'> {
  const found = tokens.find(({ kind, text }) => kind === 'redirection' && /^>[|>]?$/.test(text));
  const isTee = name === 'tee';
  const output = isTee ? words.find(({ text }) => !text.startsWith('-')) : found?.words[0];
  const appends = isTee ? words.some(({ text }) => /^-[a-z]*a|^--append/.test(text)) : found?.text === '>>';
  return output ? { output, ...(appends ? { appends } : {}) } : {};
}

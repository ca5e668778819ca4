import type { TextSpan } from '../../reading.js';
import { baseName } from '../support/base-name.js';
import { joinWords, type ShellCommand, type ShellInput, type ShellWord } from '../support/shell-command.js';
import type { SourceText } from '../support/source-text.js';
import { toolOf, type Verdict } from './shell-conditions.js';
import { ShellCursor, type Place } from './shell-cursor.js';
import { ShellScanner, type Token } from './shell-scanner.js';
import type { ShellScope, Value } from './shell-scope.js';
import { FILLERS, mayChangeRules, ruleWithin, stripPrefixes } from './shell-words.js';

/** Characters that are read, and characters that `eval` and its kin read as commands, all of them together. */
export const TEXT_LIMIT = 1_000_000;
const CALL_DEPTH = 16;
const DECLARERS = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh']);

type Named = Pick<ShellCommand, 'name' | 'nameKnown' | 'words' | 'span'>;

/** Takes down single commands, and goes to the functions and texts that they run. */
export abstract class ShellRunner extends ShellCursor {
  protected readonly commands: ShellCommand[] = [];
  protected readonly functions = new Map<string, Place>();
  /** Names that the function that is run has declared as its own. */
  protected locals: string[] = [];
  /** The conditions around: the tool that one asks for, or null. */
  protected readonly conditions: (string | null)[] = [];
  /** What the last pipeline tells. */
  protected verdict: () => Verdict = noVerdict;
  protected calls = 0;
  /** Subshells around. */
  protected apart = 0;
  protected innerLength = 0;

  constructor(
    protected readonly scope: ShellScope,
    scanner: ShellScanner,
  ) {
    super(scanner);
  }

  protected abstract list(): void;
  protected abstract command(input?: ShellInput): void;

  /** It may be run or not; `asked`: commands of this tool are. */
  protected maybe(body: () => void, asked: string | null | undefined): void {
    if (asked === undefined) {
      body();
      return;
    }
    this.conditions.push(asked);
    this.scope.enter();
    body();
    this.scope.leave();
    this.conditions.pop();
  }

  protected simple(piped: ShellInput | undefined): void {
    const tokens: Token[] = [];
    let inTest = false;
    for (let token = this.peek(); token; token = this.peek()) {
      if (token.kind === 'operator' && (!inTest || /[\n;]/.test(token.text))) break;
      this.advance();
      if (token.kind !== 'operator') tokens.push(token);
      if (token.text === '[[' || token.text === ']]') inTest = token.text === '[[';
      const named = tokens.length === 2 && tokens[0]?.text === 'function';
      if (!named && (tokens.length > 1 || inTest || this.peek()?.text !== '(')) continue;
      this.define(token.text);
      return;
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

  protected define(name: string): void {
    this.take('(');
    this.take(')');
    this.takeAll('\n');
    this.functions.set(name, this.place());
    this.skip(() => {
      this.command();
    });
  }

  protected perform(
    all: readonly ShellWord[],
    span: TextSpan,
    tokens: readonly Token[],
    piped?: ShellInput,
  ): void {
    const { name, known, rest: words } = stripPrefixes(all);
    const body = all[0]?.text === name && known ? this.functions.get(name) : undefined;
    if (known && this.builtIn(name, words, span)) return;
    if (body) {
      this.within(body, words, () => {
        this.command();
      });
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
    else if (rule)
      this.maybe(
        () => {
          this.perform(rule, span, []);
        },
        known ? null : undefined,
      );
    else if (known) this.runText(command);
    // It may be any function.
    else if (this.functions.size > 0 && words.every((word) => !word.known)) this.doubt(name, span);
  }

  /** What `eval`, `sh -c` and their kin run. */
  protected runText({ name, words, span, input }: Named & { readonly input?: ShellInput }): void {
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

  protected readText(source: SourceText, given: readonly Value[] | null, span: TextSpan): void {
    this.innerLength += source.text.length;
    if (this.innerLength > TEXT_LIMIT) {
      this.doubt('more commands than are read', span);
      return;
    }
    const scanner = new ShellScanner(source, this.scope);
    this.within({ scanner, mark: scanner.mark }, given, () => {
      while (this.peek()) {
        this.list();
        this.advance();
      }
    });
  }

  /** Reads on at another place and comes back. */
  protected within(place: Place, given: readonly Value[] | null, body: () => void): void {
    if (this.calls >= CALL_DEPTH) {
      this.doubt('a function that calls itself', undefined);
      return;
    }
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
  protected elsewhere(path: string, span: TextSpan): void {
    if (path === '') this.doubt('another command', span);
    else if (mayChangeRules(path)) this.doubt(baseName(path) || path, span);
  }

  protected doubt(file: string, span: TextSpan = { start: 0, end: 0 }): void {
    const conditional = this.conditions.length > 0;
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional, elsewhere: file });
  }

  /** Commands that change what variables hold, or end the script. */
  protected builtIn(name: string, words: readonly ShellWord[], span: TextSpan): boolean {
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

export const noVerdict = (): Verdict => ({});

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

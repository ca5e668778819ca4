import type { ShellCommand, ShellInput } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import { verdictOf } from './shell-conditions.js';
import type { Place } from './shell-cursor.js';
import { handedOn } from './shell-files.js';
import { noVerdict, ShellRunner, TEXT_LIMIT } from './shell-runner.js';
import { ShellScanner } from './shell-scanner.js';
import { ShellScope, type Value } from './shell-scope.js';

const COMMAND_LIMIT = 10_000;
/** Commands that are passed, rounds of loops and calls counted each time. */
const STEP_LIMIT = 200_000;
/** Deeper than this, nothing is read. */
const DEPTH = 60;
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&']);

/** The commands of a shell text in the order they are run, as far as the text alone tells. Never throws, is linear. */
export function readShell(text: string): readonly ShellCommand[] {
  const scope = new ShellScope();
  return new ShellReader(scope, new ShellScanner(SourceText.of(text.slice(0, TEXT_LIMIT)), scope)).run();
}

/** Walks through a script without running anything. A loop's body and a function's are walked as often as they are run. */
class ShellReader extends ShellRunner {
  private steps = 0;
  private depth = 0;
  private readonly readList = (): void => {
    this.list();
  };

  run(): readonly ShellCommand[] {
    // A closer without an opener is passed over.
    while (this.peek()) {
      this.list();
      this.advance();
    }
    return this.commands;
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
  protected list(): void {
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
        this.skip(() => {
          this.pipeline();
        });
        this.verdict = verdict;
        continue;
      }
      if (sign === '||' && holds === undefined) asked = asked === null ? null : (finds ?? null);
      else if (sign === '&&' && uses !== undefined) asked = asked === undefined ? uses : asked;
      else if (sign === '&&' && holds === undefined && does !== true) asked = null;
      this.maybe(() => {
        this.pipeline();
      }, asked);
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

  protected command(input?: ShellInput): void {
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
    else {
      this.simple(input);
      return;
    }
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
      else this.skip(this.readList);
      const { holds, uses, finds, does } = this.verdict();
      this.take('then');
      if (!isOpen || holds === false) this.skip(this.readList);
      else if (holds === true || does === true) this.maybe(this.readList, asked);
      else this.maybe(this.readList, uses ?? null);
      if (holds === true) isOpen = false;
      else if (holds !== false) asked = asked === null ? null : (finds ?? null);
    } while (this.peek()?.text === 'elif');
    if (this.take('else')) {
      if (isOpen) this.maybe(this.readList, asked);
      else this.skip(this.readList);
    }
    this.take('fi');
  }

  private loop(): void {
    this.advance();
    this.repeated(() => {
      this.list();
      this.doBlock((body) => {
        this.maybe(body, null);
      });
    });
  }

  private doBlock(run: (body: () => void) => void): void {
    this.take('do');
    run(this.readList);
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
    const body = (): void => {
      this.peek()?.text === '{'
        ? this.block('}')
        : this.doBlock((list) => {
            list();
          });
    };
    const end = this.skip(body);
    if (this.scanner.passing) return;
    const leaves = /\b(?:break|continue)\b/.test(this.scanner.text.slice(start.mark.at, end.mark.at));
    if (!values || !/^\w+$/.test(name)) {
      this.scope.forget(name);
      this.seek(start);
      this.repeated(() => {
        this.maybe(body, null);
      });
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
      this.skip(this.readList);
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
      this.maybe(this.readList, isSure ? undefined : null);
    }
    this.seek(end);
  }
}

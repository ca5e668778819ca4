import type { TextSpan } from '../../reading.js';
import { baseName } from '../support/base-name.js';
import type { ShellCommand, ShellInput, ShellWord } from '../support/shell-command.js';
import { changedBy } from './shell-arithmetic.js';
import { assignedIn, assignmentOf, isAssignment, leavesEarly, plainText, shifts } from './shell-effects.js';
import { allHandedOn, handedOn } from './shell-handed-on.js';
import { outcomeOf } from './shell-outcome.js';
import { askedTool, searchOf, toolOf, type Search } from './shell-guards.js';
import { indirectOf, mayChangeRules } from './shell-indirect.js';
import { placed } from './shell-placed.js';
import { ShellScope } from './shell-scope.js';
import { stripPrefixes } from './shell-prefixes.js';
import type { Part, Redirection, Word } from './shell-parts.js';
import { parseShell, type Node, type Simple } from './shell-tree.js';
import { SourceText } from '../support/source-text.js';
import type { Value } from './shell-words.js';

const COMMAND_LIMIT = 10_000;
/** Nodes of the tree that are run through, calls and rounds of loops counted each time. */
const STEP_LIMIT = 200_000;
const CALL_DEPTH = 16;
/** Characters that `eval` and its kin read as commands, all of them together. */
const INNER_LIMIT = 1_000_000;
/** After one of these, `&&` is taken to go on: they set something up, they do not ask. */
const DOERS = new Set(
  (
    'iptables ip6tables iptables-restore ip6tables-restore iptables-save netfilter-persistent nft ufw firewall-cmd ' +
    'firewall-offline-cmd modprobe docker podman sysctl echo printf cd mkdir cp mv rm ln chmod chown touch cat tee ' +
    'set export true : apt apt-get apk dnf yum pip npm make sleep adduser useradd addgroup groupadd sed'
  ).split(' '),
);
/** Of these the ones whose variables end with the function. */
const LOCAL = new Set(['local', 'declare', 'typeset']);

/** What a command reads and writes. */
interface Streams {
  readonly input: ShellInput | undefined;
  readonly redirections: readonly Redirection[];
}

/** Words that name variables or values of them. */
const DECLARERS = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

/** Runs through the tree of a script without running anything: which commands it comes to, and with which words. */
export class ShellRunner {
  private readonly commands: ShellCommand[] = [];
  private readonly scope = new ShellScope();
  private readonly functions = new Map<string, Node>();
  private readonly called = new Set<string>();
  private conditional = 0;
  private calls = 0;
  private steps = 0;
  private stop: 'exit' | 'return' | null = null;
  /** The last simple command, for those that ask whether a rule is there. */
  private last: ShellCommand | undefined;
  /** What the last pipeline looked for among the rules. */
  private search: Search | undefined;
  /** Tools that are there for certain, one for each condition that asks for no more than that. */
  private readonly given: string[] = [];
  private innerLength = 0;

  constructor(private readonly tree: Node) {}

  run(): readonly ShellCommand[] {
    this.node(this.tree);
    return this.commands;
  }

  private node(node: Node, input?: ShellInput): void {
    if (this.stop || this.commands.length >= COMMAND_LIMIT || ++this.steps > STEP_LIMIT) return;
    switch (node.kind) {
      case 'simple':
        this.simple(node, input);
        return;
      case 'sequence':
        for (const child of node.nodes) this.node(child);
        return;
      case 'pipeline':
        this.pipeline(node.nodes);
        return;
      case 'chain':
        this.chain(node);
        return;
      case 'if':
        this.branches(node);
        return;
      case 'while':
        for (const name of assignedIn(node, this.functions)) this.scope.forget(name);
        if (shifts(node)) this.scope.arguments = null;
        this.node(node.test);
        this.maybe([node.body]);
        return;
      case 'arithmetic':
        for (const name of changedBy(node.expression)) this.scope.forget(name);
        return;
      case 'subshell':
        this.apart(node.body);
        return;
      case 'for':
        this.overWords(node);
        return;
      case 'case':
        this.choice(node);
        return;
      case 'function':
        this.functions.set(node.name, node.body);
        return;
    }
  }

  /** What it assigns, and that it ends, does not matter behind it. */
  private apart(body: Node): void {
    const given = this.scope.arguments;
    this.scope.enter();
    this.node(body);
    this.scope.leave();
    this.scope.arguments = given;
    this.stop = null;
  }

  /** One of these is run, or none: what they assign is not known behind them. */
  private maybe(bodies: readonly Node[], tools: readonly (string | undefined)[] = []): void {
    const names = new Set<string>();
    this.conditional++;
    for (const [at, body] of bodies.entries()) {
      const tool = tools[at];
      if (tool !== undefined) this.given.push(tool);
      this.scope.enter();
      this.node(body);
      for (const name of this.scope.leave()) names.add(name);
      if (tool !== undefined) this.given.pop();
    }
    this.conditional--;
    for (const name of names) this.scope.forget(name);
  }

  /** Whether a command of this name is run as often as the text says, conditions that ask for its tool left out. */
  private isConditional(name: string): boolean {
    const tool = this.given.length > 0 ? toolOf(name) : undefined;
    return this.conditional > this.given.filter((each) => each === tool).length;
  }

  /** Runs it and says which simple command in it came last. */
  private runAlone(node: Node, input?: ShellInput): ShellCommand | undefined {
    this.clear();
    this.node(node, input);
    return this.last;
  }

  private clear(): void {
    this.last = undefined;
    this.search = undefined;
  }

  private pipeline(nodes: readonly Node[]): void {
    let input: ShellInput | undefined;
    const start = this.commands.length;
    for (const node of nodes) {
      const from = this.commands.length;
      const last = this.runAlone(node, input);
      input = node.kind === 'simple' ? handedOn(last) : allHandedOn(this.commands.slice(from));
    }
    this.search = nodes.length > 1 ? searchOf(this.commands.slice(start)) : undefined;
  }

  /** The tool that a test asks for, and nothing else. */
  private toolAskedBy(test: Node): string | undefined {
    if (test.kind === 'pipeline') {
      return !test.negated && this.search?.forUse === true ? this.search.tool : undefined;
    }
    if (test.kind !== 'simple') return undefined;
    const [head, ...words] = this.scope.words(test.words);
    if (!head?.known) return undefined;
    if (head.text !== 'sudo') return askedTool({ name: head.text, words });
    return askedTool({ name: words[0]?.text ?? '', words: words.slice(1) });
  }

  private chain({ first, rest }: Extract<Node, { kind: 'chain' }>): void {
    this.runAlone(first);
    let sure = true;
    let before: Node = first;
    let tool: string | undefined;
    for (const { operator, node } of rest) {
      // A rule that is asked for counts as missing; what goes on behind `||` is run then.
      if (operator === '&&' && this.isAsked()) continue;
      if (operator === '||') sure = this.asksFor(node);
      else sure &&= this.succeeds(before);
      const decided =
        operator === '&&' && before.kind === 'simple' ? outcomeOf(this.scope.words(before.words)) : undefined;
      if (decided !== undefined) sure = decided;
      tool = operator === '||' ? undefined : (tool ?? this.toolAskedBy(before));
      this.clear();
      if (sure) this.node(node);
      else if (decided === undefined) this.maybe([node], [tool]);
      before = node;
    }
  }

  private isAsked(): boolean {
    if (this.search) return !this.search.forUse;
    return this.last !== undefined && isQuestion(this.last);
  }

  private succeeds(node: Node): boolean {
    if (node.kind !== 'simple') return false;
    return this.last === undefined ? isAssignment(node) : DOERS.has(this.last.name);
  }

  /** `iptables -C RULE || iptables -A RULE`: in the end the rule is there. */
  private asksFor(node: Node): boolean {
    const asked = this.last;
    if (!asked || node.kind !== 'simple') return false;
    const { name } = stripPrefixes(this.scope.words(node.words));
    if (this.search) return !this.search.forUse && toolOf(name) === this.search.tool;
    return isQuestion(asked) && name === asked.name;
  }

  private branches({ arms, otherwise }: Extract<Node, { kind: 'if' }>): void {
    const open: Node[] = [];
    const tools: (string | undefined)[] = [];
    for (const { test, body } of arms) {
      const asked = this.runAlone(test);
      const tool = this.toolAskedBy(test);
      const negated = test.kind === 'pipeline' && test.negated;
      const inner = negated && test.nodes.length === 1 ? test.nodes[0] : test;
      let holds = inner?.kind === 'simple' ? outcomeOf(this.scope.words(inner.words)) : undefined;
      // Whether a rule is there already: the branch without it is the one that tells what the script does.
      if (asked && isQuestion(asked)) holds = false;
      if (negated && this.search?.forUse === false) holds = false;
      if (holds !== undefined && negated) holds = !holds;
      if (holds === false) continue;
      open.push(body);
      tools.push(tool);
      if (holds !== true) continue;
      this.someOf(open, true, tools);
      return;
    }
    if (otherwise) open.push(otherwise);
    this.someOf(open, otherwise !== null || open.length === 0, tools);
  }

  /** `complete`: one of them is run for certain. */
  private someOf(bodies: readonly Node[], complete: boolean, tools: readonly (string | undefined)[]): void {
    const [only] = bodies;
    if (complete && only && bodies.length === 1) this.node(only);
    else this.maybe(bodies, tools);
  }

  private choice({ subject, arms }: Extract<Node, { kind: 'case' }>): void {
    const [word] = this.scope.words([subject]);
    const texts = arms.map((arm) => arm.patterns.map((pattern) => this.scope.words([pattern])[0]));
    if (word?.known) {
      const plain = texts.every((patterns) =>
        patterns.every(
          (pattern) => pattern?.known === true && (pattern.text === '*' || !/[*?[]/.test(pattern.text)),
        ),
      );
      const at = texts.findIndex((patterns) =>
        patterns.some((p) => p?.text === '*' || p?.text === word.text),
      );
      if (plain) {
        for (let next = at < 0 ? arms.length : at; next < arms.length; next++) {
          const arm = arms[next];
          if (arm) this.node(arm.body);
          if (arm?.falls !== true) break;
        }
        return;
      }
    }
    const start = arms[texts.findIndex((patterns) => patterns.some((pattern) => pattern?.text === 'start'))];
    if (word?.known === false && start) this.node(start.body);
    else this.maybe(arms.map((arm) => arm.body));
  }

  private overWords({ name, words, header = '', body }: Extract<Node, { kind: 'for' }>): void {
    const values = words ? this.scope.words(words) : this.scope.arguments;
    if (!values || name === '') {
      for (const assigned of [...assignedIn(body, this.functions), ...changedBy(header)])
        this.scope.forget(assigned);
      this.scope.forget(name);
      this.maybe([body]);
      return;
    }
    const leaves = leavesEarly(body);
    for (const value of values) {
      if (this.stop || this.commands.length >= COMMAND_LIMIT || this.steps > STEP_LIMIT) return;
      this.scope.assign(name, value);
      if (value.known && !leaves) this.node(body);
      else this.maybe([body]);
    }
  }

  private simple(node: Simple, piped: ShellInput | undefined): void {
    let at = 0;
    while (at < node.words.length && assignmentOf(node.words[at])) at++;
    if (at === node.words.length) {
      for (const word of node.words) this.assign(word);
      return;
    }
    const [head] = this.scope.words(node.words.slice(at, at + 1));
    if (head?.known && DECLARERS.has(head.text)) {
      for (const word of node.words.slice(at + 1)) {
        const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(plainText(word))?.[0];
        if (name !== undefined && LOCAL.has(head.text)) this.scope.keep(name);
        this.assign(word);
      }
      return;
    }
    const words = this.scope.words(node.words.slice(at));
    this.command(words, node.span, {
      input: this.inputOf(node.redirections) ?? piped,
      redirections: node.redirections,
    });
  }

  private command(words: readonly ShellWord[], span: TextSpan, streams: Streams): void {
    const { name, nameKnown, prefixed, rest } = stripPrefixes(words);
    if (nameKnown && this.builtIn(name, rest, span)) return;
    const body = nameKnown && !prefixed ? this.functions.get(name) : undefined;
    if (body) {
      this.call(name, body, rest);
      return;
    }
    const start = this.commands.length;
    this.emit({ name, nameKnown, words: rest, span }, streams);
    this.runOthers({ name, nameKnown, words: rest, span }, streams.input);
    if (!nameKnown && this.commands.length === start + 1) this.callAny();
  }

  /** What `eval`, `sh -c`, `xargs` and the like run. */
  private runOthers(
    command: Pick<ShellCommand, 'name' | 'nameKnown' | 'words' | 'span'>,
    input: ShellInput | undefined,
  ): void {
    if (this.calls >= CALL_DEPTH) return;
    const other = indirectOf({ ...command, input });
    switch (other?.kind) {
      case 'text':
        this.runText(other.source, other.arguments);
        return;
      case 'command': {
        const [first] = other.words;
        const span = { start: first?.span.start ?? command.span.start, end: command.span.end };
        this.calls++;
        if (!other.sure) this.conditional++;
        if (span.start <= span.end) this.command(other.words, span, { input: undefined, redirections: [] });
        if (!other.sure) this.conditional--;
        this.calls--;
        return;
      }
      case 'script':
        this.elsewhere(other.path, command.span);
        return;
      case 'output':
        this.doubt('another command', command.span);
        return;
      case undefined:
    }
  }

  private runText(source: SourceText, given: readonly ShellWord[] | null): void {
    this.innerLength += source.text.length;
    if (this.innerLength > INNER_LIMIT) return;
    const before = this.scope.arguments;
    if (given) this.scope.arguments = given;
    this.calls++;
    this.node(placed(parseShell(source.text), source));
    this.calls--;
    this.scope.arguments = before;
    if (this.stop === 'return') this.stop = null;
  }

  /** Another file is run: it may let through more, if that is what it is for. */
  private elsewhere(path: ShellWord, span: TextSpan): void {
    const name = baseName(path.text);
    if (mayChangeRules(path)) this.doubt(name === '' ? path.text : name, span);
  }

  private doubt(file: string, span: TextSpan): void {
    const conditional = this.conditional > 0;
    this.commands.push({ name: '', nameKnown: true, words: [], span, conditional, elsewhere: file });
  }

  private assign(word: Word): void {
    const found = assignmentOf(word);
    if (!found) return;
    const value: Value = found.list
      ? { text: '', known: true, list: this.scope.words(found.list) }
      : this.scope.text(found.parts);
    if (found.appends) this.scope.append(found.name, value);
    else this.scope.assign(found.name, value);
  }

  /** Commands that change what variables hold, or end the script. */
  private builtIn(name: string, words: readonly ShellWord[], span: TextSpan): boolean {
    switch (name) {
      case 'printf':
        if (words[0]?.text === '-v') this.scope.forget(words[1]?.text ?? '');
        return false;
      case 'read':
      case 'unset':
      case 'mapfile':
      case 'readarray':
      case 'getopts':
      case 'let':
        for (const word of words) this.scope.forget(/^[A-Za-z0-9_]*/.exec(word.text)?.[0] ?? '');
        return true;
      case 'shift':
        this.scope.arguments =
          this.conditional > 0 || words.length > 0 ? null : (this.scope.arguments?.slice(1) ?? null);
        return true;
      case 'set': {
        const dashes = words.findIndex((word) => word.text === '--');
        if (dashes >= 0) this.scope.arguments = words.slice(dashes + 1);
        return true;
      }
      case '.':
      case 'source':
        // The usual files of functions set none of the script's own variables.
        if (!/functions$/.test(words[0]?.text ?? '')) this.scope.forgetAll();
        if (words[0]) this.elsewhere(words[0], span);
        return true;
      case 'exit':
      case 'return':
        if (this.conditional === 0) this.stop = name === 'return' && this.calls > 0 ? 'return' : 'exit';
        return true;
      default:
        return false;
    }
  }

  private call(name: string, body: Node, words: readonly ShellWord[]): void {
    if (this.calls >= CALL_DEPTH) return;
    this.called.add(name);
    const before = this.scope.arguments;
    this.scope.arguments = words;
    this.calls++;
    this.scope.open();
    this.node(body);
    this.scope.close();
    this.calls--;
    this.scope.arguments = before;
    if (this.stop === 'return') this.stop = null;
  }

  /** A command whose name is not known may be any function. */
  private callAny(): void {
    if (this.calls > 0) return;
    for (const [name, body] of this.functions) {
      if (this.called.has(name)) continue;
      this.calls++;
      this.called.add(name);
      this.maybe([body]);
      this.calls--;
    }
  }

  private emit(
    command: Pick<ShellCommand, 'name' | 'nameKnown' | 'words' | 'span'>,
    { input, redirections }: Streams,
  ): void {
    this.last = {
      ...command,
      conditional: this.isConditional(command.name),
      ...(input ? { input } : {}),
      ...this.outputOf(redirections, command),
    };
    this.commands.push(this.last);
  }

  private inputOf(redirections: readonly Redirection[]): ShellInput | undefined {
    let input: ShellInput | undefined;
    for (const { operator, target, body } of redirections) {
      if (body) input = this.inputText(body);
      else if (operator === '<<<' && target) input = this.inputText(target.parts);
      else if (operator === '<' && target) {
        const [path] = this.scope.words([target]);
        if (path) input = { kind: 'file', path };
      }
    }
    return input;
  }

  private inputText(parts: readonly Part[]): ShellInput {
    const { source, known } = this.scope.text(parts);
    return { kind: 'text', source, known };
  }

  private outputOf(
    redirections: readonly Redirection[],
    { name, words }: Pick<ShellCommand, 'name' | 'words'>,
  ): Pick<ShellCommand, 'output' | 'appends'> {
    if (name === 'tee') {
      const output = words.find((word) => !word.text.startsWith('-'));
      const appends = words.some(({ text }) => /^(?:-[a-z]*a[a-z]*|--append)$/.test(text));
      return output ? { output, ...(appends ? { appends } : {}) } : {};
    }
    const found = redirections.find(({ operator }) => /^>[|>]?$/.test(operator));
    const output = found?.target ? this.scope.words([found.target])[0] : undefined;
    return output ? { output, ...(found?.operator === '>>' ? { appends: true } : {}) } : {};
  }
}

/** Asks whether a rule is there. */
function isQuestion({ words }: ShellCommand): boolean {
  return words.some(({ text }) => text === '-C' || text === '--check' || text.startsWith('--query-'));
}

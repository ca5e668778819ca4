import type { ShellCommand, ShellInput, ShellWord } from './shell.js';
import { ShellScope } from './shell-scope.js';
import { stripPrefixes } from './shell-prefixes.js';
import type { Part, Redirection, Word } from './shell-syntax.js';
import type { Node, Simple } from './shell-tree.js';
import { SourceText } from './source-text.js';
import type { Value } from './shell-words.js';

const COMMAND_LIMIT = 10_000;
/** Nodes of the tree that are run through, calls and rounds of loops counted each time. */
const STEP_LIMIT = 200_000;
const CALL_DEPTH = 16;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

/** After one of these, `&&` is taken to go on: they set something up, they do not ask. */
const DOERS = new Set(
  (
    'iptables ip6tables iptables-restore ip6tables-restore iptables-save netfilter-persistent nft ufw firewall-cmd ' +
    'firewall-offline-cmd modprobe docker podman sysctl echo printf cd mkdir cp mv rm ln chmod chown touch cat tee ' +
    'set export true : apt apt-get apk dnf yum pip npm make sleep adduser useradd addgroup groupadd sed'
  ).split(' '),
);
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
        for (const name of assignedIn(node)) this.scope.forget(name);
        this.node(node.test);
        this.maybe([node.body]);
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

  /** One of these is run, or none: what they assign is not known behind them. */
  private maybe(bodies: readonly Node[]): void {
    const names = new Set<string>();
    this.conditional++;
    for (const body of bodies) {
      this.scope.enter();
      this.node(body);
      for (const name of this.scope.leave()) names.add(name);
    }
    this.conditional--;
    for (const name of names) this.scope.forget(name);
  }

  /** Runs it and says which simple command in it came last. */
  private runAlone(node: Node, input?: ShellInput): ShellCommand | undefined {
    this.clear();
    this.node(node, input);
    return this.last;
  }

  private clear(): void {
    this.last = undefined;
  }

  private pipeline(nodes: readonly Node[]): void {
    let input: ShellInput | undefined;
    for (const node of nodes) {
      input = handedOn(this.runAlone(node, input));
    }
  }

  private chain({ first, rest }: Extract<Node, { kind: 'chain' }>): void {
    this.runAlone(first);
    let sure = true;
    let before: Node = first;
    for (const { operator, node } of rest) {
      if (operator === '||') sure = this.asksFor(node);
      else sure &&= this.succeeds(before);
      const decided = operator === '&&' && before.kind === 'simple' ? this.decide(before) : undefined;
      if (decided !== undefined) sure = decided;
      this.clear();
      if (sure) this.node(node);
      else if (decided === undefined) this.maybe([node]);
      before = node;
    }
  }

  private succeeds(node: Node): boolean {
    if (node.kind !== 'simple') return false;
    return this.last === undefined ? isAssignment(node) : DOERS.has(this.last.name);
  }

  /** `iptables -C RULE || iptables -A RULE`: in the end the rule is there. */
  private asksFor(node: Node): boolean {
    const asked = this.last;
    if (!asked || node.kind !== 'simple' || !isQuestion(asked)) return false;
    return stripPrefixes(this.scope.words(node.words)).name === asked.name;
  }

  private branches({ arms, otherwise }: Extract<Node, { kind: 'if' }>): void {
    const open: Node[] = [];
    for (const { test, body } of arms) {
      const asked = this.runAlone(test);
      const negated = test.kind === 'pipeline' && test.negated;
      const inner = negated && test.nodes.length === 1 ? test.nodes[0] : test;
      let holds = inner?.kind === 'simple' ? this.decide(inner) : undefined;
      // Whether a rule is there already: the branch without it is the one that tells what the script does.
      if (asked && isQuestion(asked)) holds = false;
      if (holds !== undefined && negated) holds = !holds;
      if (holds === false) continue;
      open.push(body);
      if (holds !== true) continue;
      this.someOf(open, true);
      return;
    }
    if (otherwise) open.push(otherwise);
    this.someOf(open, otherwise !== null || open.length === 0);
  }

  /** `complete`: one of them is run for certain. */
  private someOf(bodies: readonly Node[], complete: boolean): void {
    const [only] = bodies;
    if (complete && only && bodies.length === 1) this.node(only);
    else this.maybe(bodies);
  }

  /** A test whose outcome the text tells. A script is read as if started with `start`. */
  private decide(node: Simple): boolean | undefined {
    const words = this.scope.words(node.words);
    const [open, ...rest] = words;
    if (open?.text === 'true' || open?.text === ':') return true;
    if (open?.text === 'false') return false;
    if (open?.text !== '[' && open?.text !== '[[' && open?.text !== 'test') return undefined;
    const operands = open.text === 'test' ? rest : rest.slice(0, -1);
    const [a, operator, b] = operands;
    if (operands.length === 2 && operator?.known) {
      if (a?.text === '-z') return operator.text === '';
      if (a?.text === '-n') return operator.text !== '';
    }
    if (operands.length !== 3 || !a || !b || !operator) return undefined;
    const equal = operator.text === '=' || operator.text === '==';
    if (!equal && operator.text !== '!=') return undefined;
    const left = startsWith(a);
    const right = startsWith(b);
    if (left === undefined || right === undefined) return undefined;
    return (left === right) === equal;
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
      const arm = arms[at];
      if (plain) {
        if (arm) this.node(arm.body);
        return;
      }
    }
    const start = arms[texts.findIndex((patterns) => patterns.some((pattern) => pattern?.text === 'start'))];
    if (word?.known === false && start) this.node(start.body);
    else this.maybe(arms.map((arm) => arm.body));
  }

  private overWords({ name, words, body }: Extract<Node, { kind: 'for' }>): void {
    const values = words ? this.scope.words(words) : this.scope.arguments;
    if (!values || name === '') {
      for (const assigned of assignedIn(body)) this.scope.forget(assigned);
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
      for (const word of node.words.slice(at + 1)) this.assign(word);
      return;
    }
    const words = this.scope.words(node.words.slice(at));
    const { name, nameKnown, rest } = stripPrefixes(words);
    if (nameKnown && this.builtIn(name, rest)) return;
    const body = nameKnown ? this.functions.get(name) : undefined;
    if (body) this.call(name, body, rest);
    else this.emit(node, { name, nameKnown, words: rest }, piped);
    if (!nameKnown) this.callAny();
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
  private builtIn(name: string, words: readonly ShellWord[]): boolean {
    switch (name) {
      case 'read':
      case 'unset':
      case 'mapfile':
      case 'readarray':
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
    this.node(body);
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
    node: Simple,
    command: Pick<ShellCommand, 'name' | 'nameKnown' | 'words'>,
    piped: ShellInput | undefined,
  ): void {
    const input = this.inputOf(node.redirections) ?? piped;
    const output = this.outputOf(node.redirections, command);
    this.last = {
      ...command,
      span: node.span,
      conditional: this.conditional > 0,
      ...(input ? { input } : {}),
      ...(output ? { output } : {}),
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
  ): ShellWord | undefined {
    if (name === 'tee') return words.find((word) => !word.text.startsWith('-'));
    const found = redirections.find(({ operator }) => operator === '>' || operator === '>|');
    return found?.target ? this.scope.words([found.target])[0] : undefined;
  }
}

/** What a command of a pipeline hands on, where that is in the text: `cat <<EOF |`, `echo RULES |`. */
function handedOn(command: ShellCommand | undefined): ShellInput {
  if (command?.name === 'cat' && command.words.length === 0 && command.input) return command.input;
  const [path] = command?.words ?? [];
  if (command?.name === 'cat' && command.words.length === 1 && path) return { kind: 'file', path };
  if (command?.name === 'echo' && !command.words.some((word) => word.text.startsWith('-e'))) {
    const words = command.words.filter((word) => word.text !== '-n');
    return { kind: 'text', source: joinWords(words), known: words.every((word) => word.known) };
  }
  return { kind: 'command' };
}

/** Words with a blank between, as one text; each stands where it is used. */
export function joinWords(words: readonly Pick<ShellWord, 'text' | 'source' | 'span'>[]): SourceText {
  const parts = words.flatMap(({ text, source, span }, i) => {
    const own = source.parts();
    const here = own.every((part) => span.start <= part.source.start && part.source.end <= span.end);
    const blank = i > 0 ? [{ text: ' ', source: { start: span.start, end: span.start } }] : [];
    return [...blank, ...(here ? own : [{ text, source: span }])];
  });
  return SourceText.from(parts);
}

/** Asks whether a rule is there. */
function isQuestion({ words }: ShellCommand): boolean {
  return words.some(({ text }) => text === '-C' || text === '--check' || text.startsWith('--query-'));
}

/** The script's own first argument counts as `start`. */
function startsWith(word: ShellWord): string | undefined {
  if (word.known) return word.text;
  return word.why === 'the argument $1' && /^\$\{?1\}?$/.test(word.text) ? 'start' : undefined;
}

interface Assignment {
  readonly name: string;
  readonly appends: boolean;
  readonly parts: readonly Part[];
  readonly list?: readonly Word[];
}

function assignmentOf(word: Word | undefined): Assignment | undefined {
  const [first, ...rest] = word?.parts ?? [];
  if (!word || first?.kind !== 'text' || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (match?.[1] === undefined) return undefined;
  const start = first.span.start + match[0].length;
  const text = first.text.slice(match[0].length);
  const head: Part = { kind: 'text', text, quoted: false, span: { start, end: start + text.length } };
  return {
    name: match[1],
    appends: match[2] === '+',
    parts: [head, ...rest],
    ...(word.list ? { list: word.list } : {}),
  };
}

function isAssignment(node: Simple): boolean {
  return node.words.every((word) => assignmentOf(word) !== undefined);
}

function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'simple':
      return [];
    case 'sequence':
    case 'pipeline':
      return node.nodes;
    case 'chain':
      return [node.first, ...node.rest.map((each) => each.node)];
    case 'if':
      return [
        ...node.arms.flatMap(({ test, body }) => [test, body]),
        ...(node.otherwise ? [node.otherwise] : []),
      ];
    case 'while':
      return [node.test, node.body];
    case 'case':
      return node.arms.map((arm) => arm.body);
    case 'for':
    case 'function':
      return [node.body];
  }
}

/** Variables that are assigned somewhere in it. */
function assignedIn(node: Node, names = new Set<string>()): ReadonlySet<string> {
  if (node.kind === 'for') names.add(node.name);
  if (node.kind === 'simple') {
    const reads = node.words[0]?.bare === 'read';
    for (const word of node.words) {
      const name = assignmentOf(word)?.name ?? (reads ? word.bare : undefined);
      if (name !== undefined) names.add(name);
    }
  }
  for (const child of children(node)) assignedIn(child, names);
  return names;
}

function leavesEarly(node: Node): boolean {
  const name = node.kind === 'simple' ? node.words[0]?.bare : undefined;
  return name === 'break' || name === 'continue' || children(node).some(leavesEarly);
}

import type { TextSpan } from '../../reading.js';
import type { Hook } from '../netfilter/rules.js';
import type { SourceText } from '../support/source-text.js';
import { readTokens, type Token } from './lexer.js';
import type { NftChain, NftFamily, NftRule, NftRuleset, NftTable } from './ruleset.js';

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);
/** Hooks at single devices, and where in the way of a packet they stand. */
const EDGES: Readonly<Partial<Record<string, Hook>>> = { ingress: 'prerouting', egress: 'postrouting' };
const HOOKS: ReadonlySet<string> = new Set(['prerouting', 'input', 'forward', 'output', 'postrouting']);
/** nft(8): standard priority names, of the families that matter here. */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
/** A rule may grow to so many tokens by its variables, and rules to so many in one file. */
const RULE_TOKENS = 20_000;
const RULE_LIMIT = 50_000;
const TEMPLATE = 'a rule that a template leaves out or not';
const MAYBE = 'a rule that is there only under a condition';

/** Reads texts for nft, one after the other, into one ruleset. */
export class NftReader {
  private readonly variables = new Map<string, readonly Token[]>();
  private tokens: readonly Token[] = [];
  private at = 0;
  private rules = 0;
  /** Why what is read now may not happen. */
  private unsure: string | undefined;
  private templates = 0;
  private expansions = 0;

  constructor(private readonly ruleset: NftRuleset) {}

  read(source: SourceText, conditional = false): void {
    this.tokens = readTokens(source);
    this.at = 0;
    this.templates = 0;
    this.unsure = conditional ? MAYBE : undefined;
    while (this.at < this.tokens.length) {
      const before = this.at;
      if (!this.separator()) this.command();
      if (this.at === before) this.at++;
    }
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  private take(): Token | undefined {
    return this.tokens[this.at++];
  }

  private is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.text === text && token.kind !== 'string';
  }

  private accept(...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if (!token || token.kind === 'string' || !texts.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  /** Passes over a line's end, a semicolon or a template's statement. */
  private separator(): boolean {
    const token = this.peek();
    if (token?.kind === 'template') {
      const word = /^\{%-?\s*(\w+)/.exec(token.text)?.[1] ?? '';
      if (word === 'if' || word === 'for') this.templates++;
      else if (word === 'endif' || word === 'endfor') this.templates = Math.max(0, this.templates - 1);
    } else if (token?.kind !== 'line' && !this.is(';')) return false;
    this.at++;
    return true;
  }

  private command(): void {
    const start = this.peek();
    const verb = this.accept(
      ...['add', 'create', 'insert', 'delete', 'destroy', 'replace', 'flush', 'list', 'reset', 'rename'],
    );
    const object = this.take();
    if (!start || !object) return;
    switch (object.text) {
      case 'define':
      case 'redefine':
        this.define();
        return;
      case 'include':
        this.ruleset.doubtEnds(this.span(start), `the file ${this.take()?.text ?? ''}`);
        return;
      case 'ruleset':
        if (verb === 'flush') this.flushRuleset();
        break;
      case 'table':
        this.tableCommand(verb ?? 'add');
        return;
      case 'chain':
        this.chainCommand(verb ?? 'add', start);
        return;
      case 'rule':
        this.ruleCommand(verb ?? 'add', start);
        return;
      case 'element':
        this.elementCommand(verb ?? 'add');
        return;
      case 'set':
      case 'map':
        this.setCommand(verb ?? 'add');
        return;
      case 'ct':
        if (this.accept('helper') !== undefined && (verb ?? 'add') === 'add')
          this.helperObject(this.tableName());
        break;
    }
    this.skipStatement();
  }

  private span(first: Token): TextSpan {
    return { start: first.at.start, end: this.tokens[this.at]?.at.end ?? first.at.end };
  }

  private flushRuleset(): void {
    if (this.unsure === undefined) this.ruleset.tables.clear();
    else this.ruleset.doubtRules(this.ruleset.allChains(), this.unsure);
  }

  /** `define NAME = VALUE`, up to the line's end. */
  private define(): void {
    const name = this.take()?.text ?? '';
    if (this.accept('=') === undefined) return;
    const value = this.statement();
    if (this.unsure === undefined && this.templates === 0) this.variables.set(`$${name}`, value);
    else this.variables.delete(`$${name}`);
  }

  private familyName(): NftFamily {
    const token = this.peek();
    if (token?.kind !== 'word' || !FAMILIES.has(token.text)) return 'ip';
    this.at++;
    return token.text as NftFamily;
  }

  private tableName(): NftTable {
    const family = this.familyName();
    return this.ruleset.table(family, this.take()?.text ?? '');
  }

  private tableCommand(verb: string): void {
    const family = this.familyName();
    const name = this.peek();
    if (name?.kind !== 'word' && name?.kind !== 'string') return;
    this.at++;
    if (verb === 'add' || verb === 'create') {
      const table = this.ruleset.table(family, name.text);
      if (this.accept('{') !== undefined) this.tableBody(table);
      return;
    }
    const table = this.ruleset.tables.get(`${family} ${name.text}`);
    if (!table) return;
    if (this.unsure !== undefined) this.ruleset.doubtRules(table.chains.values(), this.unsure);
    else if (verb === 'delete' || verb === 'destroy') this.ruleset.tables.delete(`${family} ${name.text}`);
    else if (verb === 'flush') for (const chain of table.chains.values()) chain.rules = [];
  }

  private tableBody(table: NftTable): void {
    for (;;) {
      if (this.separator()) continue;
      const token = this.take();
      if (!token || token.text === '}') return;
      switch (token.text) {
        case 'chain': {
          const name = this.take();
          if (!name) return;
          const chain = this.ruleset.chain(table, name.text, { start: token.at.start, end: name.at.end });
          if (this.accept('{') !== undefined) this.chainBody(chain);
          break;
        }
        case 'set':
        case 'map':
          this.setBody(table);
          break;
        case 'ct':
          if (this.accept('helper') !== undefined) this.helperObject(table);
          else this.skipStatement();
          break;
        case 'flags':
          if (this.is('dormant')) table.dormant = true;
          this.skipStatement();
          break;
        case 'define':
          this.define();
          break;
        case 'include':
          this.ruleset.doubtEnds(token.at, `the file ${this.take()?.text ?? ''}`);
          break;
        default:
          this.skipStatement();
      }
    }
  }

  private chainBody(chain: NftChain): void {
    for (;;) {
      if (this.separator()) continue;
      const token = this.peek();
      if (!token) return;
      if (token.text === '}' && token.kind === 'mark') {
        chain.end = token.at;
        this.at++;
        return;
      }
      switch (token.kind === 'word' ? token.text : '') {
        case 'type':
          this.chainType(chain);
          break;
        case 'policy':
          this.at++;
          this.policy(chain, token);
          break;
        case 'devices':
        case 'device':
          this.at++;
          this.devices(chain);
          break;
        case 'comment':
        case 'flags':
          this.skipStatement();
          break;
        case 'define':
          this.at++;
          this.define();
          break;
        case 'include': {
          this.at++;
          const why = `the file ${this.take()?.text ?? ''}`;
          this.ruleset.unread.push({ at: token.at, why });
          chain.rules.push({ tokens: [], at: token.at, elsewhere: why, unsure: why, command: true });
          break;
        }
        default:
          this.addRule(chain, chain.rules.length, token, false);
      }
    }
  }

  /** `type filter hook input priority filter; policy drop;` */
  private chainType(chain: NftChain): void {
    const first = this.take();
    chain.type = this.take()?.text ?? '';
    for (let token = this.peek(); token && !this.atEnd(token); token = this.peek()) {
      this.at++;
      if (token.text === 'hook') {
        const hook = this.take()?.text ?? '';
        const edge = Object.hasOwn(EDGES, hook) ? EDGES[hook] : undefined;
        if (edge) chain.devices ??= [];
        if (edge ?? HOOKS.has(hook)) chain.hook = edge ?? (hook as Hook);
      } else if (token.text === 'device' || token.text === 'devices') {
        this.devices(chain);
      } else if (token.text === 'priority') chain.priority = this.priority();
      else if (token.text === 'policy') this.policy(chain, token);
    }
    const last = this.peek(-1);
    if (first && last) chain.at = { start: first.at.start, end: last.at.end };
  }

  /** `device "eth0"`, `devices = { eth0, $lan }` */
  private devices(chain: NftChain): void {
    this.accept('=');
    const from = this.at;
    if (this.is('{')) while (this.peek() && !this.is('}')) this.at++;
    const names = this.expanded(this.tokens.slice(from, ++this.at));
    chain.devices = names.filter(({ kind }) => kind !== 'mark' && kind !== 'line');
  }

  private policy(chain: NftChain, first: Token): void {
    const word = this.take();
    if (!word) return;
    const [value] = this.expanded([word]);
    chain.policy = value?.text === 'drop' || value?.text === 'accept' ? value.text : 'unknown';
    chain.policyAt = { start: first.at.start, end: word.at.end };
  }

  /** `filter`, `-10`, `filter - 10`, `dstnat+5`, `$priority`. */
  private priority(): number {
    let text = '';
    for (let token = this.peek(); token && !this.atEnd(token); token = this.peek()) {
      if (text !== '' && !/^[-+\d]/.test(token.text)) break;
      text += this.expanded([token])
        .map((each) => each.text)
        .join('');
      this.at++;
    }
    const match = /^([a-z]*)([-+]?\d*)$/.exec(text.replaceAll(' ', ''));
    return (PRIORITIES[match?.[1] ?? ''] ?? 0) + Number(match?.[2] ?? 0);
  }

  private atEnd(token: Token): boolean {
    return token.kind === 'line' || (token.kind === 'mark' && (token.text === ';' || token.text === '}'));
  }

  private chainCommand(verb: string, start: Token): void {
    const table = this.tableName();
    const name = this.take();
    if (!name) return;
    if (verb === 'add' || verb === 'create') {
      const chain = this.ruleset.chain(table, name.text, { start: start.at.start, end: name.at.end });
      if (this.accept('{') === undefined) return;
      this.chainBody(chain);
      // What is added to it later stands elsewhere.
      delete chain.end;
      return;
    }
    const chain = table.chains.get(name.text);
    if (!chain) return;
    if (this.unsure !== undefined) this.ruleset.doubtRules([chain], this.unsure);
    else if (verb === 'flush') chain.rules = [];
    else if (verb === 'delete' || verb === 'destroy') table.chains.delete(name.text);
    else if (verb === 'rename') {
      table.chains.delete(name.text);
      const to = this.take()?.text ?? '';
      table.chains.set(to, { ...chain, name: to });
    }
  }

  private ruleCommand(verb: string, start: Token): void {
    const table = this.tableName();
    const name = this.take();
    if (!name) return;
    const chain = this.ruleset.chain(table, name.text, { start: start.at.start, end: name.at.end });
    const by = this.accept('position', 'handle', 'index');
    const number = by === undefined ? undefined : Number(this.take()?.text);
    if (verb === 'delete' || verb === 'destroy' || verb === 'replace') {
      // Handles are given by the kernel: which rule it is cannot be told.
      this.ruleset.doubtRules([chain], 'a rule that is deleted by its number');
      if (verb !== 'replace') return;
    }
    const place = this.placeFor(chain, verb, by, number);
    this.addRule(chain, place, start, true);
  }

  private placeFor(
    chain: NftChain,
    verb: string,
    by: string | undefined,
    number: number | undefined,
  ): number {
    const last = chain.rules.length;
    if (by === 'index' && number !== undefined && Number.isFinite(number)) {
      return Math.min(last, verb === 'insert' ? number : number + 1);
    }
    if (by !== undefined) this.ruleset.doubtRules([chain], 'a rule that is placed by a number');
    return verb === 'insert' ? 0 : last;
  }

  private addRule(chain: NftChain, place: number, first: Token, command: boolean): void {
    const from = this.at;
    const tokens = this.statement();
    const last = this.tokens[this.at - 1];
    if (this.at === from || !last || ++this.rules > RULE_LIMIT) return;
    const unsure = this.unsure ?? (this.templates > 0 ? TEMPLATE : undefined);
    const rule: NftRule = {
      tokens,
      at: { start: first.at.start, end: last.at.end },
      command,
      ...(unsure === undefined ? {} : { unsure }),
    };
    chain.rules.splice(place, 0, rule);
  }

  private elementCommand(verb: string): void {
    const table = this.tableName();
    const set = this.ruleset.set(table, this.take()?.text ?? '');
    const tokens = this.statement();
    if (verb === 'add' || verb === 'create') this.addElements(set, tokens);
    else set.opaque = `the set @${set.name}, whose elements are deleted one by one`;
  }

  private addElements(set: { elements: Token[]; opaque?: string }, tokens: readonly Token[]): void {
    const inner = withoutBraces(tokens);
    const [first] = inner;
    if (!first) return;
    if (this.unsure !== undefined || this.templates > 0) {
      set.opaque = 'a set whose elements depend on a condition';
    }
    if (set.elements.length > 0) set.elements.push({ ...first, kind: 'mark', text: ',' });
    for (const token of inner) set.elements.push(token);
  }

  private setCommand(verb: string): void {
    const table = this.tableName();
    if (verb === 'add' || verb === 'create') {
      this.setBody(table);
      return;
    }
    const set = this.ruleset.set(table, this.take()?.text ?? '');
    if (verb === 'flush') set.elements = [];
  }

  private setBody(table: NftTable): void {
    const set = this.ruleset.set(table, this.take()?.text ?? '');
    if (this.accept('{') === undefined) return;
    for (;;) {
      if (this.separator()) continue;
      const token = this.take();
      if (!token || token.text === '}') return;
      if (token.text === 'elements') {
        this.accept('=');
        this.addElements(set, this.statement());
        continue;
      }
      const words = this.statement().map(({ text }) => text);
      if (token.text === 'flags' && words.includes('interval')) set.interval = true;
      const changes =
        token.text === 'timeout' ||
        (token.text === 'flags' && words.some((text) => /^(dynamic|timeout)$/.test(text)));
      if (changes) set.opaque = `the set @${set.name}, which changes by itself`;
    }
  }

  private helperObject(table: NftTable): void {
    const name = this.take()?.text ?? '';
    const body = this.statement();
    const type = body.findIndex(({ text }) => text === 'type');
    table.helpers.set(name, body[type + 1]?.text ?? '');
  }

  private skipStatement(): void {
    this.statement();
  }

  /** Up to the end of the statement, line ends within brackets left out and variables replaced. */
  private statement(): readonly Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    for (let token = this.peek(); token; token = this.peek()) {
      const mark = token.kind === 'mark' ? token.text : '';
      if (depth === 0 && this.atEnd(token)) break;
      if (mark === '{' || mark === '(') depth++;
      else if (mark === '}' || mark === ')') depth = Math.max(0, depth - 1);
      this.at++;
      if (token.kind === 'template') this.separatorAgain();
      if (token.kind !== 'line' && token.kind !== 'template') this.expand(token, tokens, 0);
    }
    return tokens;
  }

  /** A template's statement within brackets: its block begins or ends there. */
  private separatorAgain(): void {
    this.at--;
    this.separator();
  }

  /** With variables replaced. */
  private expanded(tokens: readonly Token[]): readonly Token[] {
    const found: Token[] = [];
    for (const token of tokens) this.expand(token, found, 0);
    return found;
  }

  private expand(token: Token, into: Token[], depth: number): void {
    if (!token.text.startsWith('$') || token.kind !== 'word') {
      into.push(token);
      return;
    }
    const value = this.variables.get(token.text.replace(/[{}]/g, ''));
    if (!value || depth > 8 || into.length + value.length > RULE_TOKENS || this.expansions > 1_000_000) {
      into.push({ ...token, kind: 'unknown', why: `the variable ${token.text}` });
      return;
    }
    this.expansions += value.length;
    for (const each of value) this.expand(each, into, depth + 1);
  }
}

export function withoutBraces(tokens: readonly Token[]): readonly Token[] {
  const last = tokens[tokens.length - 1];
  return tokens[0]?.text === '{' && last?.text === '}' ? tokens.slice(1, -1) : tokens;
}

import type { SourceText } from '../../../shell/source-text.js';
import { ChainReader } from './chain-reader.js';
import type { Token } from './lexer.js';
import type { NftChain, NftFamily, NftRuleset, NftTable } from './ruleset.js';
import { TokenStream } from './token-stream.js';

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);

/** Reads texts for nft, one after the other, into one ruleset. */
export class NftReader {
  private readonly stream = new TokenStream();
  private readonly chains: ChainReader;

  constructor(private readonly ruleset: NftRuleset) {
    this.chains = new ChainReader(this.stream, ruleset);
  }

  read(source: SourceText, conditional = false): void {
    this.stream.load(source, conditional);
    while (!this.stream.done) {
      const before = this.stream.at;
      if (!this.stream.separator()) this.command();
      if (this.stream.at === before) this.stream.at++;
    }
  }

  private command(): void {
    const start = this.stream.peek();
    const verb = this.stream.accept(
      ...['add', 'create', 'insert', 'delete', 'destroy', 'replace', 'flush', 'list', 'reset', 'rename'],
    );
    const object = this.stream.take();
    if (!start || !object) return;
    switch (object.text) {
      case 'define':
      case 'redefine':
        this.stream.define();
        return;
      case 'include':
        this.ruleset.doubtEnds(this.stream.span(start), `the file ${this.stream.take()?.text ?? ''}`);
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
        if (this.stream.accept('helper') !== undefined && (verb ?? 'add') === 'add')
          this.helperObject(this.tableName());
        break;
    }
    this.stream.skipStatement();
  }

  private flushRuleset(): void {
    if (this.stream.unsure === undefined) this.ruleset.tables.clear();
    else this.ruleset.doubtRules(this.ruleset.allChains(), this.stream.unsure);
  }

  private familyName(): NftFamily {
    const token = this.stream.peek();
    if (token?.kind !== 'word' || !FAMILIES.has(token.text)) return 'ip';
    this.stream.at++;
    return token.text as NftFamily;
  }

  private tableName(): NftTable {
    const family = this.familyName();
    return this.ruleset.table(family, this.stream.take()?.text ?? '');
  }

  private tableCommand(verb: string): void {
    const family = this.familyName();
    const name = this.stream.peek();
    if (name?.kind !== 'word' && name?.kind !== 'string') return;
    this.stream.at++;
    if (verb === 'add' || verb === 'create') {
      const table = this.ruleset.table(family, name.text);
      if (this.stream.accept('{') !== undefined) this.tableBody(table);
      return;
    }
    const table = this.ruleset.tables.get(`${family} ${name.text}`);
    if (!table) return;
    if (this.stream.unsure !== undefined) this.ruleset.doubtRules(table.chains.values(), this.stream.unsure);
    else if (verb === 'delete' || verb === 'destroy') this.ruleset.tables.delete(`${family} ${name.text}`);
    else if (verb === 'flush') for (const chain of table.chains.values()) chain.rules = [];
  }

  private tableBody(table: NftTable): void {
    for (const token of this.stream.body()) {
      switch (token.text) {
        case 'chain': {
          const name = this.stream.take();
          if (!name) return;
          const chain = this.ruleset.chain(table, name.text, { start: token.at.start, end: name.at.end });
          if (this.stream.accept('{') !== undefined) this.chains.chainBody(chain);
          break;
        }
        case 'set':
        case 'map':
          this.setBody(table);
          break;
        case 'ct':
          if (this.stream.accept('helper') !== undefined) this.helperObject(table);
          else this.stream.skipStatement();
          break;
        case 'flags':
          if (this.stream.is('dormant')) table.dormant = true;
          this.stream.skipStatement();
          break;
        case 'define':
          this.stream.define();
          break;
        case 'include':
          this.ruleset.doubtEnds(token.at, `the file ${this.stream.take()?.text ?? ''}`);
          break;
        default:
          this.stream.skipStatement();
      }
    }
  }

  private chainCommand(verb: string, start: Token): void {
    const table = this.tableName();
    const name = this.stream.take();
    if (!name) return;
    if (verb === 'add' || verb === 'create') {
      const chain = this.ruleset.chain(table, name.text, { start: start.at.start, end: name.at.end });
      if (this.stream.accept('{') !== undefined) this.chains.chainBody(chain);
      return;
    }
    const chain = table.chains.get(name.text);
    if (!chain) return;
    if (this.stream.unsure !== undefined) this.ruleset.doubtRules([chain], this.stream.unsure);
    else if (verb === 'flush') chain.rules = [];
    else if (verb === 'delete' || verb === 'destroy') table.chains.delete(name.text);
    else if (verb === 'rename') {
      table.chains.delete(name.text);
      const to = this.stream.take()?.text ?? '';
      table.chains.set(to, { ...chain, name: to });
    }
  }

  private ruleCommand(verb: string, start: Token): void {
    const table = this.tableName();
    const name = this.stream.take();
    if (!name) return;
    const chain = this.ruleset.chain(table, name.text, { start: start.at.start, end: name.at.end });
    const by = this.stream.accept('position', 'handle', 'index');
    const number = by === undefined ? undefined : Number(this.stream.take()?.text);
    if (verb === 'delete' || verb === 'destroy' || verb === 'replace') {
      // Handles are given by the kernel: which rule it is cannot be told.
      this.ruleset.doubtRules([chain], 'a rule that is deleted by its number');
      if (verb !== 'replace') return;
    }
    const place = this.placeFor(chain, verb, by, number);
    this.chains.addRule(chain, place, start, true);
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

  private elementCommand(verb: string): void {
    const table = this.tableName();
    const set = this.ruleset.set(table, this.stream.take()?.text ?? '');
    const tokens = this.stream.statement();
    if (verb === 'add' || verb === 'create') this.addElements(set, tokens);
    else set.opaque = `the set @${set.name}, whose elements are deleted one by one`;
  }

  private addElements(set: { elements: Token[]; opaque?: string }, tokens: readonly Token[]): void {
    const inner = withoutBraces(tokens);
    const [first] = inner;
    if (!first) return;
    if (this.stream.doubt !== undefined) {
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
    const set = this.ruleset.set(table, this.stream.take()?.text ?? '');
    if (verb === 'flush') set.elements = [];
  }

  private setBody(table: NftTable): void {
    const set = this.ruleset.set(table, this.stream.take()?.text ?? '');
    if (this.stream.accept('{') === undefined) return;
    for (const token of this.stream.body()) {
      if (token.text === 'elements') {
        this.stream.accept('=');
        this.addElements(set, this.stream.statement());
        continue;
      }
      const words = this.stream.statement().map(({ text }) => text);
      if (token.text === 'flags' && words.includes('interval')) set.interval = true;
      const changes =
        token.text === 'timeout' ||
        (token.text === 'flags' && words.some((text) => /^(dynamic|timeout)$/.test(text)));
      if (changes) set.opaque = `the set @${set.name}, which changes by itself`;
    }
  }

  private helperObject(table: NftTable): void {
    const name = this.stream.take()?.text ?? '';
    const body = this.stream.statement();
    const type = body.findIndex(({ text }) => text === 'type');
    table.helpers.set(name, body[type + 1]?.text ?? '');
  }
}

export function withoutBraces(tokens: readonly Token[]): readonly Token[] {
  const last = tokens[tokens.length - 1];
  return tokens[0]?.text === '{' && last?.text === '}' ? tokens.slice(1, -1) : tokens;
}

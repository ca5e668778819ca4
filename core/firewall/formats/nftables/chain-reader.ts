import type { Hook } from '../netfilter/rules.js';
import type { Token } from './lexer.js';
import type { NftChain, NftRule, NftRuleset } from './ruleset.js';
import type { TokenStream } from './token-stream.js';

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
/** Of one file. */
const RULE_LIMIT = 50_000;

/** Reads what a chain is and holds. */
export class ChainReader {
  private rules = 0;

  constructor(
    private readonly stream: TokenStream,
    private readonly ruleset: NftRuleset,
  ) {}

  chainBody(chain: NftChain): void {
    for (const token of this.stream.body()) {
      switch (token.kind === 'word' ? token.text : '') {
        case 'type':
          this.chainType(chain, token);
          break;
        case 'policy':
          this.policy(chain, token);
          break;
        case 'devices':
        case 'device':
        case 'comment':
        case 'flags':
          this.stream.skipStatement();
          break;
        case 'define':
          this.stream.define();
          break;
        case 'include': {
          const why = `the file ${this.stream.take()?.text ?? ''}`;
          this.ruleset.unread.push({ at: token.at, why });
          chain.rules.push({ tokens: [], at: token.at, elsewhere: why, unsure: why, command: true });
          break;
        }
        default:
          this.stream.at--;
          this.addRule(chain, chain.rules.length, token, false);
      }
    }
  }

  /** `type filter hook input priority filter; policy drop;` */
  private chainType(chain: NftChain, first: Token): void {
    chain.type = this.stream.take()?.text ?? '';
    for (let token = this.stream.peek(); token && !this.stream.atEnd(token); token = this.stream.peek()) {
      this.stream.at++;
      if (token.text === 'hook') {
        const hook = this.stream.take()?.text ?? '';
        if (HOOKS.has(hook)) chain.hook = hook as Hook;
        else this.ruleset.unread.push({ at: first.at, why: `a chain of the hook ${hook}` });
      } else if (token.text === 'priority') chain.priority = this.priority();
      else if (token.text === 'policy') this.policy(chain, token);
    }
    const last = this.stream.peek(-1);
    if (last) chain.at = { start: first.at.start, end: last.at.end };
  }

  private policy(chain: NftChain, first: Token): void {
    const word = this.stream.take();
    if (!word) return;
    const [value] = this.stream.expanded([word]);
    chain.policy = value?.text === 'drop' || value?.text === 'accept' ? value.text : 'unknown';
    chain.policyAt = { start: first.at.start, end: word.at.end };
  }

  /** `filter`, `-10`, `filter - 10`, `dstnat+5`, `$priority`. */
  private priority(): number {
    let text = '';
    for (let token = this.stream.peek(); token && !this.stream.atEnd(token); token = this.stream.peek()) {
      if (text !== '' && !/^[-+\d]/.test(token.text)) break;
      text += this.stream
        .expanded([token])
        .map((each) => each.text)
        .join('');
      this.stream.at++;
    }
    const match = /^([a-z]*)([-+]?\d*)$/.exec(text.replaceAll(' ', ''));
    const name = match?.[1] ?? '';
    return (Object.hasOwn(PRIORITIES, name) ? (PRIORITIES[name] ?? 0) : 0) + Number(match?.[2] ?? 0);
  }

  addRule(chain: NftChain, place: number, first: Token, command: boolean): void {
    const from = this.stream.at;
    const tokens = this.stream.statement();
    const last = this.stream.peek(-1);
    if (this.stream.at === from || !last || ++this.rules > RULE_LIMIT) return;
    const unsure = this.stream.doubt;
    const rule: NftRule = {
      tokens,
      at: { start: first.at.start, end: last.at.end },
      command,
      ...(unsure === undefined ? {} : { unsure }),
    };
    chain.rules.splice(place, 0, rule);
  }
}

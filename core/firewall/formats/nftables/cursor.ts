import type { Token } from './lexer.js';
import type { Value } from './selectors.js';

/** A place in the tokens of a rule. */
export class Cursor {
  at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** What stands there without quotes; empty for a string and at the end. */
  text(ahead = 0): string {
    const token = this.peek(ahead);
    return token === undefined || token.kind === 'string' ? '' : token.text;
  }

  accept(...texts: readonly string[]): string | undefined {
    const text = this.text();
    if (!texts.includes(text) || text === '') return undefined;
    this.at++;
    return text;
  }

  /** One value, range or block. */
  value(): Value {
    const { value, next } = valueAt(this.tokens, this.at);
    this.at = next;
    return value;
  }

  /** Skips a set in brackets, or the name of one. */
  skipSet(): void {
    this.at = this.text() === '{' ? closing(this.tokens, this.at) + 1 : this.at + 1;
  }

  /** Up to where the next statement begins. */
  skipToHead(): void {
    for (let depth = 0; !this.done; this.at++) {
      const text = this.text();
      if (depth === 0 && isHead(text) && !LEADS_ON.has(this.text(-1))) return;
      if (text === '{' || text === '(') depth++;
      else if (text === '}' || text === ')') depth--;
    }
  }

  atHead(): boolean {
    return this.done || isHead(this.text());
  }
}

/** Words that statements begin with, for where something in front of them is not read. */
const HEADS: ReadonlySet<string> = new Set(
  (
    'accept drop reject return jump goto continue queue counter log limit quota comment dnat snat masquerade redirect ' +
    'notrack flow add update delete meter set tcp udp th ip ip6 icmp icmpv6 meta ct fib iif oif iifname oifname mark ' +
    'tproxy synproxy dup fwd ether vlan arp rt socket xt last udplite sctp dccp esp ah comp igmp exthdr frag hbh mh osf ' +
    'ipsec numgen jhash symhash l4proto nfproto pkttype cpu skuid skgid iifgroup oifgroup rtclassid iiftype oiftype ' +
    'cgroup nftrace secmark hour day time'
  ).split(' '),
);
/** What nft lists as a comment is a statement too. */
function isHead(text: string): boolean {
  return HEADS.has(text) || text.startsWith('#');
}

/** `reject with tcp reset`, `log flags ip options`, `dup to ip saddr`: after these words no statement begins. */
const LEADS_ON: ReadonlySet<string> = new Set([
  'with',
  'type',
  'flags',
  'to',
  'group',
  'level',
  'prefix',
  'tcp',
  // A rate: `5/day`.
  '/',
]);

/** Where the bracket that opens at `at` is closed; the end where it is not. */
export function closing(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.kind === 'mark' ? tokens[i]?.text : '';
    if (text === '{') depth++;
    else if (text === '}' && --depth === 0) return i;
  }
  return tokens.length;
}

export function valueAt(
  tokens: readonly Token[],
  at: number,
): { readonly value: Value; readonly next: number } {
  const [first, mark, last] = tokens.slice(at, at + 3);
  if (!first) {
    const end = tokens[at - 1]?.at ?? { start: 0, end: 0 };
    return { value: { text: '', at: end, why: 'a value that is missing' }, next: at + 1 };
  }
  const value: Value = {
    text: first.text,
    at: first.at,
    ...(first.kind === 'unknown' ? { why: first.why ?? 'a value that is not known' } : {}),
    ...(first.text === '*' && first.kind === 'mark' ? { every: true } : {}),
  };
  if (mark?.kind !== 'mark' || !last || last.kind === 'mark') return { value, next: at + 1 };
  const whole = { start: first.at.start, end: last.at.end };
  if (mark.text === '-') {
    const why = value.why ?? last.why;
    const range = { ...value, high: last.text, at: whole };
    return { value: why === undefined ? range : { ...range, why }, next: at + 3 };
  }
  if (mark.text === '/' && /^\d+$/.test(last.text)) {
    return { value: { ...value, prefix: last.text, at: whole }, next: at + 3 };
  }
  return { value, next: at + 1 };
}

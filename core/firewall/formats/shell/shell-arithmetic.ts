/** Characters of an expression that are read, and brackets within brackets. */
const LENGTH = 300;
const DEPTH = 20;

const TOKEN = /\s*(?:(0|[1-9]\d{0,8})|\$\{?([A-Za-z_]\w{0,60})\}?|([A-Za-z_]\w{0,60})|([-+*/%()]))/y;

/** What `((...))` comes to; null where that is not known, or is more than a sum. `valueOf`: null for what is not known. */
export function arithmetic(expression: string, valueOf: (name: string) => string | null): number | null {
  if (expression.length > LENGTH) return null;
  const tokens = tokensOf(expression);
  return tokens && new Sum(tokens, valueOf).result();
}

/** `p++`, `p += 2`, `p = 5`: the names that get another value. */
export function changedBy(expression: string): readonly string[] {
  const names: string[] = [];
  const text = expression.slice(0, 1000);
  for (const [, name] of text.matchAll(/([A-Za-z_]\w{0,60})\s{0,9}(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))/g))
    if (name !== undefined) names.push(name);
  for (const [, name] of text.matchAll(/(?:\+\+|--)\s{0,9}([A-Za-z_]\w{0,60})/g))
    if (name !== undefined) names.push(name);
  return names;
}

type Token = { readonly number: string } | { readonly name: string } | { readonly sign: string };

function tokensOf(expression: string): readonly Token[] | null {
  const text = expression.trim();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    const [, number, dollar, plain, sign = ''] = match;
    const name = dollar ?? plain;
    tokens.push(number !== undefined ? { number } : name !== undefined ? { name } : { sign });
  }
  return tokens;
}

class Sum {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly valueOf: (name: string) => string | null,
  ) {}

  result(): number | null {
    const value = this.sum();
    return this.at === this.tokens.length && value !== null && Number.isSafeInteger(value) ? value : null;
  }

  private sign(...signs: readonly string[]): string | null {
    const token = this.tokens[this.at];
    if (!token || !('sign' in token) || !signs.includes(token.sign)) return null;
    this.at++;
    return token.sign;
  }

  private sum(): number | null {
    let value = this.product();
    for (let sign = this.sign('+', '-'); sign !== null; sign = this.sign('+', '-')) {
      const next = this.product();
      if (value === null || next === null) return null;
      value = sign === '+' ? value + next : value - next;
    }
    return value;
  }

  private product(): number | null {
    let value = this.single();
    for (let sign = this.sign('*', '/', '%'); sign !== null; sign = this.sign('*', '/', '%')) {
      const next = this.single();
      if (value === null || next === null || (sign !== '*' && next === 0)) return null;
      value = sign === '*' ? value * next : sign === '/' ? Math.trunc(value / next) : value % next;
    }
    return value;
  }

  private single(): number | null {
    if (++this.depth > DEPTH) return null;
    const value = this.operand();
    this.depth--;
    return value;
  }

  private operand(): number | null {
    if (this.sign('(') !== null) {
      const value = this.sum();
      return this.sign(')') === null ? null : value;
    }
    if (this.sign('-') !== null) {
      const value = this.single();
      return value === null ? null : -value;
    }
    const token = this.tokens[this.at++];
    if (!token || 'sign' in token) return null;
    const text = 'number' in token ? token.number : this.valueOf(token.name);
    return text !== null && /^(?:0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : null;
  }
}

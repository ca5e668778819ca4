/** What a variable holds: null where that is not known, undefined where it is not set. */
export type Lookup = (name: string) => string | null | undefined;

const TERM = /\s*(?:(\d{1,9})|\$?\{?([A-Za-z_]\w{0,60})\}?|(\())\s*/y;

/** `$((LOW + 10))`; null where it cannot be told. */
export function arithmetic(text: string, valueOf: Lookup): string | null {
  let at = 0;
  const term = (depth: number): number => {
    TERM.lastIndex = at;
    const [all = '', digits, name, bracket] = TERM.exec(text) ?? [];
    if (all === '' || depth > 10) return NaN;
    at += all.length;
    if (digits !== undefined) return /^0\d/.test(digits) ? NaN : Number(digits);
    if (name !== undefined) {
      const value = valueOf(name);
      return typeof value === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : NaN;
    }
    const inner = bracket === undefined ? NaN : sum(depth + 1);
    return text[at++] === ')' ? inner : NaN;
  };
  const product = (depth: number): number => {
    let value = term(depth);
    while (text[at] === '*') {
      at++;
      value *= term(depth);
    }
    return value;
  };
  const sum = (depth: number): number => {
    let value = product(depth);
    while (text[at] === '+' || text[at] === '-')
      value += text[at++] === '+' ? product(depth) : -product(depth);
    return value;
  };
  const found = sum(0);
  return at >= text.length && Number.isSafeInteger(found) ? `${found}` : null;
}

const OPERATION = /^\$\{(\w{1,100})(:?[-=+?]|%%?|##?)(.*)\}$/s;
const CUT =
  /^(?:\$\(|`)\s*echo\s+"?\$\{?(\w+)\}?"?\s*\|\s*cut\s+-d\s*["']?([^"'\s])["']?\s+-f\s*(\d)\s*(?:\)|`)$/;

/** What an expansion with an operator comes to, and the cut of a value; null where it cannot be told. */
export function expansion(text: string, valueOf: Lookup, isWhole: boolean): string | null {
  const [, source = '', sign = '', field] = CUT.exec(text) ?? [];
  if (field !== undefined) {
    const parts = valueOf(source)?.split(sign);
    return (parts?.length === 1 ? parts[0] : parts?.[Number(field) - 1]) ?? null;
  }
  const [, name = '', operator = '', word = ''] = OPERATION.exec(text) ?? [];
  if (name === '') return null;
  const value = valueOf(name);
  if (value === null) return null;
  const isSet = operator.startsWith(':') ? Boolean(value) : value !== undefined;
  if (operator.endsWith('+'))
    return isSet ? filled(word, valueOf, isWhole) : isWhole || value === '' ? '' : null;
  if (/[-=]$/.test(operator)) return isSet ? (value ?? null) : filled(word, valueOf, isWhole);
  if (operator.endsWith('?') || value === undefined) return isSet ? (value ?? null) : null;
  return trimmed(value, operator, word);
}

/** `%-*`, `#*-` and those with two signs. */
function trimmed(value: string, operator: string, pattern: string): string | null {
  const isEnd = operator.startsWith('%');
  const [, sign] = (isEnd ? /^([^*?[\\$"']+)\*$/ : /^\*([^*?[\\$"']+)$/).exec(pattern) ?? [];
  if (sign === undefined) return null;
  const isFirst = isEnd === (operator.length === 2);
  const at = isFirst ? value.indexOf(sign) : value.lastIndexOf(sign);
  if (at < 0) return value;
  return isEnd ? value.slice(0, at) : value.slice(at + sign.length);
}

/** A word with all its variables filled in. */
function filled(word: string, valueOf: Lookup, isWhole: boolean): string | null {
  let text = word.replace(/^"(.*)"$/s, '$1');
  for (let round = 0; round < 5 && text.includes('$'); round++) {
    const unknown: string[] = [];
    text = text.replace(
      /\$(?:(\w+)|\{(\w+)\}|\{\w+(?::?[-+?=]|%%?|##?)[^{}]*\})/g,
      (found, plain?: string, braced?: string) => {
        const name = plain ?? braced;
        const value = name === undefined ? expansion(found, valueOf, isWhole) : (valueOf(name) ?? null);
        if (value === null || value.includes('$')) unknown.push(found);
        return value ?? '';
      },
    );
    if (unknown.length > 0) return null;
  }
  return /[$`"'\\{}]/.test(text) ? null : text;
}

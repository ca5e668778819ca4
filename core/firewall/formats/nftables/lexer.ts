import type { TextSpan } from '../../reading.js';
import type { SourceText } from '../../../shell/source-text.js';

export interface Token {
  /**
   * - `word`: names, numbers, addresses, `$variable`, `@set`
   * - `string`: what stands in quotes, without them
   * - `mark`: brackets, operators and separators
   * - `line`: a line's end
   * - `unknown`: what something else puts in before nft reads it, or what nft itself lists as a comment
   * - `template`: a statement of a template language, which may leave out what follows
   */
  readonly kind: 'word' | 'string' | 'mark' | 'line' | 'unknown' | 'template';
  readonly text: string;
  readonly at: TextSpan;
  readonly why?: string;
}

const V4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
/** Each with the characters that it may begin with. */
const PATTERNS: readonly (readonly [Token['kind'] | 'skip', RegExp, RegExp])[] = [
  ['line', /[\r\n]/, /\r?\n/y],
  ['skip', /[ \t\r\\]/, /[ \t\r]+|\\\r?\n/y],
  ['template', /\{/, /\{%[^%]{0,400}%\}/y],
  ['skip', /\{/, /\{#[^}]{0,2000}#\}/y],
  ['unknown', /[{<]/, /\{\{[^{}]{0,400}\}\}|<%[^%]{0,400}%>/y],
  // What nft lists of iptables' extensions, and with it the rest of the rule.
  ['unknown', /#/, /(?<=[^\s][ \t]{1,8})#(?: ?xt_|[^\n]* counter packets \d{1,20} bytes \d)[^\n]*/y],
  ['skip', /#/, /#[^\n]*/y],
  ['string', /"/, /"[^"\n]*"\*?/y],
  ['word', /[$@]/, /\$\{[A-Za-z_]\w{0,200}\}|\$[A-Za-z_][\w./-]{0,200}|@[A-Za-z_][\w./-]{0,200}/y],
  ['word', /[\da-fA-F:]/, new RegExp(String.raw`(?:[0-9a-fA-F]{0,4}:){2,6}${V4}`, 'y')],
  ['word', /[\da-fA-F:]/, /[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}/y],
  ['word', /\d/, new RegExp(V4, 'y')],
  ['word', /\d/, /0[xX][0-9a-fA-F]+|\d+[A-Za-z]\w*|\d+/y],
  ['word', /[A-Za-z_]/, /[A-Za-z_][\w./\\-]*\*?/y],
  ['mark', /[^\s\w]/, /==|!=|<=|>=|<<|>>|[^\s\w]/y],
];
/** By the code of the first character; the last ones are for all beyond ASCII. */
const BY_START = Array.from({ length: 129 }, (_, code) =>
  PATTERNS.filter(([, start]) => start.test(String.fromCharCode(code))),
);

/** A text for nft cut into tokens. Linear; anything passes. */
export function readTokens(source: SourceText): readonly Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const start = at;
    for (const [kind, , pattern] of BY_START[Math.min(text.charCodeAt(start), 128)] ?? []) {
      pattern.lastIndex = start;
      if (!pattern.test(text)) continue;
      at = pattern.lastIndex;
      if (kind !== 'skip') tokens.push(tokenOf(kind, text.slice(start, at), source.span(start, at)));
      break;
    }
    if (at === start) at++;
  }
  return tokens;
}

function tokenOf(kind: Token['kind'], found: string, at: TextSpan): Token {
  switch (kind) {
    case 'line':
      return { kind, text: '\n', at };
    case 'string':
      // A star after the quotes stands for anything, like one within.
      return { kind, text: found.replaceAll('"', ''), at };
    case 'unknown':
      return {
        kind,
        text: found,
        at,
        why: found.startsWith('#') ? 'a part that nft lists as a comment' : 'a part that a template fills in',
      };
    default:
      return { kind, text: found, at };
  }
}

import type { ShellCommand, ShellWord } from './command.js';

/** Left by the first start of a container, so not there before it. */
const FIRST_START = /\.(?:bak|orig|old|lock|done|init)\b|init|configured|first|setup|\.check/i;

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['[[', ']]'],
  ['test', ''],
]);
/** What may come of a comparison, as `Math.sign` tells it. */
const ORDERS: ReadonlyMap<string, readonly number[]> = new Map([
  ['-eq', [0]],
  ['-ne', [1, -1]],
  ['-gt', [1]],
  ['-ge', [1, 0]],
  ['-lt', [-1]],
  ['-le', [-1, 0]],
]);

/** What a test of known words comes to; undefined for any other command. */
export function truthOf(command: ShellCommand, isUnset: (name: string) => boolean): boolean | undefined {
  if (command.input) return undefined;
  const { name, words } = command;
  if (name === 'true' || name === ':' || name === 'false') return name !== 'false';
  const closer = CLOSERS.get(name);
  if (closer === undefined) return undefined;
  // As with a default: what nothing sets is taken to be empty where the script says what then.
  const asked = words.length === (closer === '' ? 2 : 3) && words[0]?.text === '-z' ? words[1] : undefined;
  const variable = asked?.known === false ? /^\$\{?(\w{1,100})\}?$/.exec(asked.text)?.[1] : undefined;
  if (variable !== undefined && isUnset(variable)) return true;
  // A script is started without arguments unless something else is said.
  const isNone = ({ text, known }: ShellWord): boolean =>
    !known && /^\$\d$/.test(text) && isUnset(text.slice(1));
  if (!words.every((word) => word.known || isNone(word))) return undefined;
  const texts = words.map((word) => (word.known ? word.text : ''));
  if (closer !== '' && texts.pop() !== closer) return undefined;
  const isNot = texts[0] === '!';
  const found = simpleTest(isNot ? texts.slice(1) : texts, closer === ']]');
  return found === undefined || !isNot ? found : !found;
}

function simpleTest(texts: readonly string[], isPattern: boolean): boolean | undefined {
  const [a = '', b = '', c = ''] = texts;
  if (texts.length === 1) return a !== '';
  if (texts.length === 2) {
    if (/^-[efs]$/.test(a) && FIRST_START.test(b)) return false;
    return a === '-z' ? b === '' : a === '-n' ? b !== '' : undefined;
  }
  if (texts.length !== 3) return undefined;
  const numbers = /^-?\d{1,15}$/.test(a) && /^-?\d{1,15}$/.test(c);
  const order = numbers ? Math.sign(Number(a) - Number(c)) : undefined;
  const asked = ORDERS.get(b);
  if (asked) return order === undefined ? undefined : asked.includes(order);
  const isSame = isPattern ? globMatches(c, a) : a === c;
  if (b === '=' || b === '==') return isSame;
  return b === '!=' && isSame !== undefined ? !isSame : undefined;
}

/** Whether a text is what a pattern of the shell stands for; undefined for patterns that are not read. */
export function globMatches(pattern: string, text: string): boolean | undefined {
  if (/[\\[?]|[@!+]\(/.test(pattern)) return undefined;
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.startsWith(first) && text.endsWith(last) && text.length - last.length >= at;
}

import type { ShellWord } from '../support/shell-command.js';

const NUMBER_TESTS: Readonly<Record<string, ((a: number, b: number) => boolean) | undefined>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** The outcome of a test where its text tells. A script is read as if started with `start`. */
export function outcomeOf(words: readonly ShellWord[]): boolean | undefined {
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
  const numbers = NUMBER_TESTS[operator.text];
  if (numbers && /^\d{1,9}$/.test(a.text) && /^\d{1,9}$/.test(b.text))
    return a.known && b.known ? numbers(Number(a.text), Number(b.text)) : undefined;
  const equal = operator.text === '=' || operator.text === '==';
  if (!equal && operator.text !== '!=') return undefined;
  const left = startsWith(a);
  const right = startsWith(b);
  if (left === undefined || right === undefined) return undefined;
  return (left === right) === equal;
}

/** The script's own first argument counts as `start`. */
function startsWith(word: ShellWord): string | undefined {
  if (word.known) return word.text;
  return word.why === 'the argument $1' && /^\$\{?1\}?$/.test(word.text) ? 'start' : undefined;
}

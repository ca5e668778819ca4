import type { TextSpan } from '../../reading.js';
import type { Part } from './shell-parts.js';

/** Words or numbers that one range may stand for. */
const CHOICE_LIMIT = 1000;

/** `1..5` and `1..9..2`; leading zeros, which bash keeps, are left alone. */
const COUNTED = /^(0|[1-9]\d{0,5})\.\.(0|[1-9]\d{0,5})(?:\.\.([1-9]\d{0,5}))?$/;

/** Whether what stands between braces is a list or a range that `choices` understands. */
export function isRange(inner: string): boolean {
  return inner.includes(',') || COUNTED.test(inner);
}

/** What a text in braces may be, each with its place; null where that is too much. */
export function choices(
  written: string,
  { start, end }: TextSpan,
): readonly { readonly text: string; readonly span: TextSpan }[] | null {
  const inner = written.slice(1, -1);
  const match = COUNTED.exec(inner);
  if (match) {
    const numbers = count(Number(match[1]), Number(match[3] ?? 1), Number(match[2]), true);
    return (
      numbers && numbers.map((number) => ({ text: `${number}`, span: { start: start + 1, end: end - 1 } }))
    );
  }
  let from = start + 1;
  const items = inner.split(',').map((text) => {
    const span = { start: from, end: from + text.length };
    from = span.end + 1;
    return { text, span };
  });
  return items.length <= CHOICE_LIMIT ? items : null;
}

/** From the first to the last number, both included; null where there are too many. */
export function count(
  first: number,
  step: number,
  last: number,
  downwards: boolean,
): readonly number[] | null {
  const distance = last - first;
  if (distance < 0 && !downwards) return [];
  const length = Math.floor(Math.abs(distance) / step) + 1;
  if (length > CHOICE_LIMIT) return null;
  return Array.from({ length }, (_, i) => first + Math.sign(distance) * i * step);
}

const BOUND = '(?:\\d{1,6}|"?\\$\\{?[A-Za-z_]\\w{0,60}\\}?"?)';
const SEQUENCE = new RegExp(`^\\s*seq\\s+(${BOUND})(?:\\s+(${BOUND}))?(?:\\s+(${BOUND}))?\\s*$`);

/** `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`; null for any other command. */
export function sequence(inner: string, span: TextSpan, quoted: boolean): Part | null {
  const [, ...bounds]: readonly (string | undefined)[] = SEQUENCE.exec(inner.slice(0, 300)) ?? [];
  const given = bounds.flatMap((bound) => bound ?? []);
  const last = given[given.length - 1];
  if (last === undefined) return null;
  const [first = '1', step = '1'] = given.length === 3 ? given : given.slice(0, -1);
  return numbers({ first, step, last, below: false }, `$(${inner})`, span, quoted);
}

const COUNTING = new RegExp(
  `^\\(\\(\\s*([A-Za-z_]\\w{0,60})\\s*=\\s*(${BOUND}|[A-Za-z_]\\w{0,60})\\s*;\\s*([A-Za-z_]\\w{0,60})\\s*(<=?)\\s*(${BOUND}|[A-Za-z_]\\w{0,60})\\s*;\\s*(?:\\+\\+)?([A-Za-z_]\\w{0,60})\\s*(?:\\+\\+|\\+=\\s*(\\d{1,6}))?\\s*\\)\\)$`,
);

/** `((p=3001; p<=3100; p++))`: the variable and its values; null for any other header of a loop. */
export function countingLoop(header: string, span: TextSpan): { name: string; values: Part } | null {
  const match = COUNTING.exec(header.slice(0, 300));
  if (!match) return null;
  const [, name = '', first = '', second, operator, last = '', third, step = '1'] = match;
  if (second !== name || third !== name) return null;
  const plain = (bound: string): string => (/^[A-Za-z_]/.test(bound) ? `$${bound}` : bound);
  const bounds = { first: plain(first), step, last: plain(last), below: operator === '<' };
  return { name, values: numbers(bounds, header, span, false) };
}

function numbers(
  bounds: { readonly first: string; readonly step: string; readonly last: string; readonly below: boolean },
  written: string,
  span: TextSpan,
  quoted: boolean,
): Part {
  const part = (bound: string): Part => {
    const name = /[A-Za-z_]\w*/.exec(bound)?.[0];
    if (name === undefined) return { kind: 'text', text: bound, quoted: true, span };
    return { kind: 'variable', name, quoted: true, span, list: false, assigns: false };
  };
  return {
    kind: 'numbers',
    first: part(bounds.first),
    step: part(bounds.step),
    last: part(bounds.last),
    below: bounds.below,
    quoted,
    written,
    span,
  };
}

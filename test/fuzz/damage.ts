import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../oracle/random.js';

/** Every file below these folders: what the tests have of a kind. */
export function textsBelow(...folders: readonly string[]): ReadonlyMap<string, string> {
  const names = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  const files = names.filter((name) => statSync(name).isFile()).sort();
  return new Map(files.map((name) => [name, readFileSync(name, 'utf8')]));
}

/** Letters that readers take for the end or the beginning of something. */
const ODD = [
  ...'\0\r\n\t\v\u001b \'"`\\{}[]()<>|&;$#%!*:,=-_~^?@'.split(''),
  '\r\n',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  '${',
  '{{',
  '<<EOF\n',
  '227 ',
  '229 (|||',
  '999999999999999999999',
  '-1',
];

/** Longest text that comes out. UTF-16 units. */
const LONGEST = 200_000;

type Change = (text: string, random: Random, other: string) => string;

function span(text: string, random: Random, most = text.length): readonly [number, number] {
  const from = random.between(0, text.length);
  return [from, Math.min(text.length, from + random.between(0, most))];
}

const CHANGES: readonly Change[] = [
  function cut(text, random) {
    const [from, to] = span(text, random, 200);
    return text.slice(0, from) + text.slice(to);
  },
  function end(text, random) {
    return text.slice(0, random.between(0, text.length));
  },
  function insert(text, random) {
    const at = random.between(0, text.length);
    return text.slice(0, at) + random.word(ODD, random.between(1, 4)) + text.slice(at);
  },
  function repeat(text, random) {
    const [from, to] = span(text, random, 60);
    return text.slice(0, to) + text.slice(from, to).repeat(random.pick([1, 30, 1000])) + text.slice(to);
  },
  function swap(text, random) {
    const lines = text.split('\n');
    const [a, b] = [random.between(0, lines.length - 1), random.between(0, lines.length - 1)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return lines.join('\n');
  },
  function graft(text, random, other) {
    const at = random.between(0, text.length);
    const [from, to] = span(other, random, 400);
    return text.slice(0, at) + other.slice(from, to) + text.slice(at);
  },
  function nest(text, random) {
    const [from, to] = span(text, random, 300);
    const [open, close] = random.pick([
      ['{', '}'],
      ['[', ']'],
      ['$(', ')'],
      ['if true; then ', '; fi'],
      ['"', '"'],
    ] as const);
    const depth = random.pick([1, 50, 5000]);
    return text.slice(0, from) + open.repeat(depth) + text.slice(from, to) + close.repeat(depth);
  },
];

/** The text after a few changes; `other` lends what is grafted in. */
export function damaged(text: string, random: Random, other: string): string {
  let changed = text;
  for (let rounds = random.between(1, 6); rounds > 0; rounds--) {
    changed = random.pick(CHANGES)(changed, random, other).slice(0, LONGEST);
  }
  return changed;
}

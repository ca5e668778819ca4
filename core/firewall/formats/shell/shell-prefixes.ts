import { baseName } from '../support/base-name.js';
import type { ShellWord } from '../support/shell-command.js';

interface Prefix {
  /** Options that take the next word. */
  readonly valued: string;
  /** Words of its own behind the options. */
  readonly own: number;
}

/** Commands that run the command behind them. */
const PREFIXES: ReadonlyMap<string, Prefix> = new Map([
  ['sudo', { valued: '-u -g -h -p -C -D -R -T -U', own: 0 }],
  ['doas', { valued: '-u -C', own: 0 }],
  ['env', { valued: '-u -C', own: 0 }],
  ['command', { valued: '', own: 0 }],
  ['builtin', { valued: '', own: 0 }],
  ['exec', { valued: '-a', own: 0 }],
  ['nohup', { valued: '', own: 0 }],
  ['time', { valued: '', own: 0 }],
  ['nice', { valued: '-n', own: 0 }],
  ['ionice', { valued: '-c -n', own: 0 }],
  ['timeout', { valued: '-k -s', own: 1 }],
  ['flock', { valued: '-w -E', own: 1 }],
  ['setsid', { valued: '', own: 0 }],
  ['stdbuf', { valued: '-i -o -e', own: 0 }],
  ['busybox', { valued: '', own: 0 }],
]);

/** The command that is meant: without sudo and its kin, and without its folder. */
export function stripPrefixes(words: readonly ShellWord[]): {
  readonly name: string;
  readonly nameKnown: boolean;
  /** Something stood in front: then it is no function. */
  readonly prefixed: boolean;
  readonly rest: readonly ShellWord[];
} {
  let at = 0;
  for (;;) {
    const word = words[at];
    const name = word ? baseName(word.text) : '';
    const prefix = word?.known ? PREFIXES.get(name) : undefined;
    const behind = prefix ? behindPrefix(words, at + 1, prefix) : words.length;
    if (!prefix || behind >= words.length) {
      const prefixed = at > 0 && words[0]?.text !== 'time';
      return { name, nameKnown: word?.known === true, prefixed, rest: words.slice(at + 1) };
    }
    at = behind;
  }
}

function behindPrefix(words: readonly ShellWord[], from: number, { valued, own }: Prefix): number {
  const takesNext = valued.split(' ');
  let at = from;
  for (let text = words[at]?.text; text !== undefined; text = words[at]?.text) {
    if (text === '--') return at + 1 + own;
    if (text.startsWith('-')) at += takesNext.includes(text) ? 2 : 1;
    else if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(text)) at++;
    else break;
  }
  return at + own;
}

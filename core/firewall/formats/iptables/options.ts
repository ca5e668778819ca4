import type { RuleWord } from './words.js';

/** Options of every rule, with the number of words each takes. */
export const CORE: Readonly<Record<string, number>> = {
  ...arity(
    1,
    '--protocol --source --destination --in-interface --out-interface --jump --goto --match --modprobe',
  ),
  ...arity(0, '--fragment --ipv4 --ipv6 --verbose --numeric --exact --line-numbers --wait'),
  ...arity(2, '--set-counters'),
};
const SHORT = aliases(
  '-p=--protocol --proto=--protocol -s=--source --src=--source -d=--destination --dst=--destination ' +
    '-i=--in-interface -o=--out-interface -j=--jump -g=--goto -m=--match -f=--fragment ' +
    '-c=--set-counters -4=--ipv4 -6=--ipv6 -v=--verbose -n=--numeric -x=--exact -w=--wait',
);

/** Options of targets that take words beginning with a dash, or none although words follow. */
export const TARGET_ARITY: Readonly<Record<string, number>> = arity(
  1,
  '--log-prefix --nflog-prefix --ulog-prefix --reject-with --to-destination --to-source --to-ports --helper',
);

type Options = Readonly<Record<string, number>>;

export function isCore(name: string): boolean {
  return exactly(name, CORE) !== undefined;
}

export function exactly(name: string, options: Options): string | undefined {
  const long = SHORT[name] ?? name;
  return Object.hasOwn(options, long) ? long : undefined;
}

/** An option by its full name, by its short one, or by as much of it as tells it from the others. */
export function full(name: string, options: Options): string | undefined {
  const whole = exactly(name, options);
  if (whole !== undefined || !name.startsWith('--') || name.length < 5) return whole;
  const [only, ...more] = Object.keys(options).filter((option) => option.startsWith(name));
  return more.length === 0 ? only : undefined;
}

/** `--dport=21` and `-ptcp` carry their value with them. */
export function spelling(word: RuleWord): {
  name: string;
  joined: RuleWord | null;
} {
  const { text } = word;
  const part = (from: number): RuleWord => ({
    text: text.slice(from),
    known: word.known,
    why: word.why,
    span: (start = 0, end = text.length - from) => word.span(from + start, from + end),
    written: word.written,
  });
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  if (equals > 0) return { name: text.slice(0, equals), joined: part(equals + 1) };
  if (!text.startsWith('--') && text.length > 2 && 'psdiojgm'.includes(text[1] ?? ' ')) {
    return { name: text.slice(0, 2), joined: part(2) };
  }
  return { name: text, joined: null };
}

/** Options that each take so many words. */
export function arity(count: number, names: string): Readonly<Record<string, number>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, count]));
}

/** `-p=--protocol -s=--source`: the names that short ones stand for. */
export function aliases(list: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    list.split(' ').map((pair): [string, string] => {
      const [short = '', name = ''] = pair.split('=');
      return [short, name];
    }),
  );
}

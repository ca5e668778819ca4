/**
 * What a piece of a pattern matches. `exact`: all that it can match, where that is little; `needed`: of these words each
 * match holds at least one; null: nothing is known.
 */
interface Known {
  readonly exact: readonly string[] | null;
  readonly needed: readonly string[] | null;
}

const EMPTY: Known = { exact: [''], needed: null };
const ANYTHING: Known = { exact: null, needed: null };
const MOST_EXACT = 24;
/** A class of more characters is as good as any. */
const MOST_OF_CLASS = 6;
const MOST_REPEATS = 8;
/** In every log: they tell little. */
const COMMON: ReadonlySet<string> = new Set(['error', 'exception', 'response', 'reply']);

/** Words in lower case, of which every text that the pattern matches holds one; null: there are none. */
export function literalsOf({ source }: RegExp): readonly string[] | null {
  const found = new PatternReader(source).alternatives();
  return better(found.exact, found.needed);
}

function better(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  return value(other) > value(one) ? other : one && value(one) > 0 ? one : null;
}

/** The word of a list that tells least counts: a short one is in many texts. */
function value(words: readonly string[] | null): number {
  return words
    ? Math.min(...words.map((word) => (word.length > 2 && COMMON.has(word) ? 2.5 : word.length)))
    : 0;
}

/** Reads as much of the syntax of patterns as ours use; of the rest nothing is known. */
class PatternReader {
  private at = 0;

  constructor(private readonly source: string) {}

  alternatives(): Known {
    const all = [this.sequence()];
    while (this.takes('|')) all.push(this.sequence());
    const [only] = all;
    if (all.length === 1 && only) return only;
    const exact = all.every((one) => one.exact) ? all.flatMap((one) => one.exact ?? []) : null;
    const needed = all.map((one) => better(one.exact, one.needed));
    return {
      exact: exact && exact.length <= MOST_EXACT ? exact : null,
      needed: needed.every((words) => words !== null) ? needed.flat() : null,
    };
  }

  private sequence(): Known {
    let run: readonly string[] | null = [''];
    let needed: readonly string[] | null = null;
    let isExact = true;
    while (this.at < this.source.length && !/[|)]/.test(this.source.charAt(this.at))) {
      const piece = this.repeated(this.atom());
      const joined: readonly string[] =
        piece.exact?.flatMap((end) => (run ?? ['']).map((start) => start + end)) ?? [];
      needed = better(needed, piece.needed);
      if (piece.exact && joined.length <= MOST_EXACT) {
        run = joined;
        continue;
      }
      isExact = false;
      needed = better(needed, run);
      run = piece.exact;
    }
    return isExact ? { exact: run, needed } : { exact: null, needed: better(needed, run) };
  }

  /** An atom with what follows it: `?`, `*`, `+`, `{2,5}`. */
  private repeated(atom: Known): Known {
    const match = /^(?:[?*+]|\{(\d+)(?:(,)\d*)?\})\??/.exec(this.source.slice(this.at));
    if (!match) return atom;
    const [mark, least, comma] = match;
    this.at += mark.length;
    if (mark.startsWith('?')) return atom.exact ? { exact: ['', ...atom.exact], needed: null } : ANYTHING;
    const times = mark.startsWith('+') ? 1 : Number(least ?? 0);
    if (times === 0) return ANYTHING;
    const [only] = atom.exact ?? [];
    if (comma === undefined && atom.exact?.length === 1 && only !== undefined && times <= MOST_REPEATS)
      return { exact: [only.repeat(times)], needed: null };
    return { exact: null, needed: better(atom.exact, atom.needed) };
  }

  private atom(): Known {
    const first = this.source.charAt(this.at);
    if (first === '(') return this.group();
    if (first === '[') return this.characters();
    if (first === '\\') return this.escaped();
    this.at += 1;
    if (first === '^' || first === '$') return EMPTY;
    return first === '.' ? ANYTHING : { exact: [first.toLowerCase()], needed: null };
  }

  private group(): Known {
    const [opening = '', look] = /^\((?:\?(?:(<?[=!])|:|<\w+>))?/.exec(this.source.slice(this.at)) ?? [];
    this.at += opening.length;
    const inner = this.alternatives();
    this.takes(')');
    if (look === undefined) return inner;
    return look === '=' ? { exact: [''], needed: better(inner.exact, inner.needed) } : EMPTY;
  }

  private characters(): Known {
    const [whole = '', body = ''] = /^\[((?:[^\]\\]|\\.)*)\]/.exec(this.source.slice(this.at)) ?? [];
    this.at += Math.max(1, whole.length);
    const isPlain = whole !== '' && !/^\^|\\|.-./.test(body) && body.length <= MOST_OF_CLASS;
    return isPlain ? { exact: Array.from(body.toLowerCase()), needed: null } : ANYTHING;
  }

  private escaped(): Known {
    const [whole = ''] =
      /^\\(?:k<\w+>|p\{\w+\}|x[\da-f]{2}|u[\da-f]{4}|[^])/i.exec(this.source.slice(this.at)) ?? [];
    this.at += Math.max(1, whole.length);
    if (/^\\b$/i.test(whole)) return EMPTY;
    if (whole === '\\t') return { exact: ['\t'], needed: null };
    return /^\\\W$/.test(whole) ? { exact: [whole.charAt(1)], needed: null } : ANYTHING;
  }

  private takes(mark: string): boolean {
    const isThere = this.source.charAt(this.at) === mark;
    if (isThere) this.at += 1;
    return isThere;
  }
}

import type { FtpHelper, PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import { isLimit, isNever, VERDICT_WORDS, watchedPorts } from '../netfilter/rules.js';
import type { Step, Target } from '../netfilter/rules.js';
import type { NamedPorts } from '../support/port-words.js';
import type { RuleWord } from './words.js';

/** A rule whose words have been read. */
interface RuleWords {
  readonly steps: readonly Step[];
  readonly span: TextSpan;
  readonly ports: readonly { readonly named: readonly NamedPorts[]; readonly word: RuleWord }[];
  readonly target: string | undefined;
  readonly targetOptions: ReadonlyMap<string, readonly RuleWord[]>;
  /** It can match TCP. */
  readonly tcp: boolean;
}

/** What of the rule cannot be read; nothing of a rule that never matches. */
export function unreadOf({ steps, span }: RuleWords): readonly Unread[] {
  if (steps.some(isNever)) return [];
  return steps.flatMap((step) => {
    if (step.kind === 'verdict' && step.verdict.kind === 'unknown')
      return [{ at: span, why: step.verdict.why }];
    if (step.kind !== 'match' || step.condition.kind !== 'fixed') return [];
    const { match, why = 'something in it' } = step.condition.answer;
    return match === 'unknown' ? [{ at: span, why }] : [];
  });
}

/** The FTP helper that it assigns. */
export function helperOf({ target, targetOptions, tcp, ports, span }: RuleWords): FtpHelper | null {
  if (target !== 'CT' || targetOptions.get('--helper')?.[0]?.text !== 'ftp' || !tcp) return null;
  const ranges = ports.flatMap(({ named }) => named.map((each) => each.ports));
  return { at: span, ports: watchedPorts(ranges), how: 'assigned' };
}

/** Where it names ports, and what it does with them. */
export function mentionsOf(rule: RuleWords): readonly PortMention[] {
  const { steps, ports: places } = rule;
  const last = steps[steps.length - 1];
  const verdict = last?.kind === 'verdict' ? last.verdict : undefined;
  const does = helperOf(rule) ? 'watches' : verdict ? VERDICT_WORDS[verdict.kind] : undefined;
  if (!rule.tcp || does === undefined || (does !== 'accepts' && steps.some(isLimit))) return [];
  const target = verdict?.kind === 'translate' ? verdict.target : undefined;
  const found = places.flatMap(({ named, word }) =>
    named.map(({ ports, start, end }): PortMention => {
      const inner = target && innerRange(ports, target);
      return mentionAt(rule, word.span(start, end), { ports, does, ...(inner ? { inner } : {}) });
    }),
  );
  const [only, ...more] = found;
  const inner = target?.ports && only && more.length === 0 ? innerMention(rule, only, target) : null;
  return inner ? [...found, inner] : found;
}

/** The numbers may stand where a variable is set. */
function mentionAt({ span }: RuleWords, at: TextSpan, what: Omit<PortMention, 'at'>): PortMention {
  const within = span.start <= at.start && at.end <= span.end;
  return { at, ...what, ...(within ? {} : { rule: span }) };
}

/** The ports of `--to-destination` or `--to-ports`, which stand for the outer ones too. */
function innerMention(rule: RuleWords, { ports, inner }: PortMention, target: Target): PortMention | null {
  const { targetOptions } = rule;
  const [word] = targetOptions.get('--to-destination') ?? targetOptions.get('--to-ports') ?? [];
  const { low, high } = target.ports ?? { low: 0, high: 0 };
  const text = low === high ? `${low}` : `${low}-${high}`;
  const start = word?.text.lastIndexOf(text) ?? -1;
  if (!word || start < 0) return null;
  const at = word.span(start, start + text.length);
  return mentionAt(rule, at, { ports, does: 'forwards', ...(inner ? { inner } : {}) });
}

/** Where a range ends up, if it stays one. */
function innerRange(outer: PortRange, { ports, spread }: Target): PortRange | null {
  if (!ports) return outer;
  const size = outer.high - outer.low;
  if (spread === 'pick') {
    if (ports.low <= outer.low && outer.high <= ports.high) return outer;
    return ports.low === ports.high ? ports : null;
  }
  const low = ports.low + outer.low - spread.from;
  return low >= ports.low && low + size <= ports.high ? { low, high: low + size } : null;
}

import { joined } from '../../ports/port-spans.js';
import type { FtpHelper, PortMention, PortRange, TextSpan, Unread } from '../../reading.js';
import { addresses, fixed, MATCHES, portsOf, unknown, whyUnknown, type MatchModule } from './matches.js';
import type { Ipsets } from './ipsets.js';
import { optionKey, targetKey } from './rule-key.js';
import { TARGETS } from './targets.js';
import type { RuleWord } from './words.js';
import type { Condition, Step, Target } from '../netfilter/rules.js';
import { type NamedPorts } from '../support/port-words.js';

/** One rule as its words say it. */
export interface ReadRule {
  readonly steps: readonly Step[];
  readonly unread: readonly Unread[];
  readonly helper: FtpHelper | null;
  readonly mentions: readonly PortMention[];
  /** To compare it with the rule that `-D` names. */
  readonly key: string;
}

/** Options of every rule, with the number of words each takes. */
const CORE: Readonly<Record<string, number>> = {
  '--protocol': 1,
  '--source': 1,
  '--destination': 1,
  '--in-interface': 1,
  '--out-interface': 1,
  '--jump': 1,
  '--goto': 1,
  '--match': 1,
  '--fragment': 0,
  '--set-counters': 2,
  '--ipv4': 0,
  '--ipv6': 0,
  '--verbose': 0,
  '--numeric': 0,
  '--exact': 0,
  '--line-numbers': 0,
  '--wait': 0,
  '--modprobe': 1,
};
const SHORT: Readonly<Record<string, string>> = {
  '-p': '--protocol',
  '--proto': '--protocol',
  '-s': '--source',
  '--src': '--source',
  '-d': '--destination',
  '--dst': '--destination',
  '-i': '--in-interface',
  '-o': '--out-interface',
  '-j': '--jump',
  '-g': '--goto',
  '-m': '--match',
  '-f': '--fragment',
  '-c': '--set-counters',
  '-4': '--ipv4',
  '-6': '--ipv6',
  '-v': '--verbose',
  '-n': '--numeric',
  '-x': '--exact',
  '-w': '--wait',
};

/** Options of targets that take words beginning with a dash, or none although words follow. */
const TARGET_ARITY: Readonly<Record<string, number>> = {
  '--log-prefix': 1,
  '--nflog-prefix': 1,
  '--ulog-prefix': 1,
  '--reject-with': 1,
  '--to-destination': 1,
  '--to-source': 1,
  '--to-ports': 1,
  '--helper': 1,
};

/** Reads the words behind the chain's name. `family` decides which of -4 and -6 drops the rule in a shared file. */
export function readRule(
  words: readonly RuleWord[],
  at: TextSpan,
  source: boolean,
  family: 4 | 6,
  sets?: Ipsets,
): ReadRule {
  return new RuleReader(words, at, source, family, sets).read();
}

class RuleReader {
  private at = 0;
  private readonly conditions: Condition[] = [];
  private readonly choices: Step[] = [];
  private readonly modules: MatchModule[] = [];
  private readonly ports: { readonly named: readonly NamedPorts[]; readonly word: RuleWord }[] = [];
  private readonly key: string[] = [];
  private target: RuleWord | undefined;
  private goes = false;
  private readonly targetOptions = new Map<string, readonly RuleWord[]>();
  private tcp = true;

  constructor(
    private readonly words: readonly RuleWord[],
    private readonly span: TextSpan,
    /** A chain for what the machine sends: its own ports are the source ports. */
    private readonly outgoing: boolean,
    private readonly family: 4 | 6,
    private readonly sets: Ipsets | undefined,
  ) {}

  read(): ReadRule {
    let negated = false;
    for (let word = this.words[this.at]; word; word = this.words[this.at]) {
      this.at++;
      if (word.text === '!') {
        negated = true;
        continue;
      }
      if (word.text.startsWith('-') && (word.known || word.text.startsWith('--'))) this.option(word, negated);
      else this.conditions.push(unknown(word.why ?? `the word ${word.text}`));
      negated = false;
    }
    const outcome = this.outcome();
    const matches = this.conditions.map((condition): Step => ({ kind: 'match', condition }));
    const steps = [...matches, ...this.choices, ...outcome];
    if (this.target) this.key.push(targetKey(this.target.text, this.targetOptions, outcome, this.family));
    return {
      steps,
      unread: this.unread(steps),
      helper: this.helper(),
      mentions: this.tcp ? this.mentions(steps) : [],
      key: [...new Set(this.key)].sort().join(' '),
    };
  }

  private option(word: RuleWord, negated: boolean): void {
    const { name, joined } = this.spelling(word);
    const found = this.moduleFor(name, exactly) ?? (isCore(name) ? undefined : this.moduleFor(name, full));
    const core = exactly(name, CORE) ?? (found || this.target ? undefined : full(name, CORE));
    if (core !== undefined) this.core(core, this.values(joined, CORE[core]), negated);
    else if (found) this.match(found.module, found.option, joined, negated);
    else if (this.target) {
      const option = this.targetOption(name);
      this.targetOptions.set(option, this.values(joined, TARGET_ARITY[option]));
    } else {
      const values = this.values(joined, undefined);
      // A module that says all by being there has options that do not matter.
      const explained = this.modules.some(({ always }) => always !== undefined);
      if (!explained) this.conditions.push(unknown(whyUnknown(values) ?? `the option ${name}`));
      this.note(name, values, negated);
    }
  }

  /** `--to` is short for another option with each target. */
  private targetOption(name: string): string {
    const target = this.target?.text;
    if (name.startsWith('--to') && target === 'DNAT') return '--to-destination';
    if (name.startsWith('--to') && target === 'REDIRECT') return '--to-ports';
    return full(name, TARGET_ARITY) ?? name;
  }

  private match(module: MatchModule, option: string, joined: RuleWord | null, negated: boolean): void {
    let sense = negated;
    // The old spelling has the exclamation mark behind the option.
    if (joined === null && module.options?.[option] !== 0 && this.words[this.at]?.text === '!') {
      sense = true;
      this.at++;
    }
    const values = this.values(joined, module.options?.[option]);
    if (module === SET && this.matchSet(values, sense)) {
      this.note(option, values, sense);
      return;
    }
    const condition = module.read?.(option, values, sense) ?? null;
    if (condition) this.conditions.push(condition);
    if (condition?.kind === 'port' && !condition.negated) this.notePorts(condition.side, values);
    if (module === TCP) this.loaded('tcp');
    this.note(option, values, sense, condition);
  }

  /** Whether these are the name of a set and how it is asked, and have been read. */
  private matchSet(values: readonly RuleWord[], negated: boolean): boolean {
    const [name, flags] = values;
    if (!name?.known || !flags?.known || !this.sets) return false;
    const demand = this.sets.demand(name.text, flags.text, negated);
    if (typeof demand === 'string') this.conditions.push(unknown(demand));
    else if (demand.kind === 'choose') this.choices.push(demand);
    else this.conditions.push(demand);
    return true;
  }

  /** `-m tcp` is there without being named once one of its options is. */
  private loaded(module: string): void {
    this.key.push(`-m ${module}`);
  }

  private notePorts(side: string, values: readonly RuleWord[]): void {
    if (side === (this.outgoing ? 'destination' : 'source')) return;
    const named = portsOf(values);
    const [word] = values;
    if (named && word) this.ports.push({ named, word });
  }

  private note(
    option: string,
    values: readonly RuleWord[],
    negated: boolean,
    condition: Condition | null = null,
  ): void {
    const key = optionKey(option, values, negated, condition);
    if (key !== null) this.key.push(key);
  }

  /** `--dport=21` and `-ptcp` carry their value with them. */
  private spelling({ text, known, why, span, written }: RuleWord): { name: string; joined: RuleWord | null } {
    const part = (from: number): RuleWord => ({
      text: text.slice(from),
      known,
      why,
      span: (start = 0, end = text.length - from) => span(from + start, from + end),
      written,
    });
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    if (equals > 0) return { name: text.slice(0, equals), joined: part(equals + 1) };
    if (!text.startsWith('--') && text.length > 2 && 'psdiojgm'.includes(text[1] ?? ' ')) {
      return { name: text.slice(0, 2), joined: part(2) };
    }
    return { name: text, joined: null };
  }

  private values(joined: RuleWord | null, count: number | undefined): readonly RuleWord[] {
    const values: RuleWord[] = joined ? [joined] : [];
    while (count === undefined || values.length < count) {
      const word = this.words[this.at];
      if (!word || (count === undefined && (word.text.startsWith('-') || word.text === '!'))) break;
      values.push(word);
      this.at++;
    }
    return values;
  }

  private moduleFor(name: string, by: typeof full): { module: MatchModule; option: string } | undefined {
    for (let i = this.modules.length - 1; i >= 0; i--) {
      const module = this.modules[i];
      const option = module?.options ? by(name, module.options) : undefined;
      if (module && option !== undefined) return { module, option };
    }
    return undefined;
  }

  private core(option: string, values: readonly RuleWord[], negated: boolean): void {
    let sense = negated;
    let [word] = values;
    if (word?.text === '!') {
      sense = true;
      word = this.words[this.at++];
    }
    const given = word ? [word] : [];
    switch (option) {
      case '--protocol':
        this.protocol(word, sense);
        break;
      case '--source':
      case '--destination': {
        const condition = addresses(option === '--source' ? 'source' : 'destination')(given, sense);
        this.conditions.push(condition);
        this.note(option, given, sense, condition);
        return;
      }
      case '--in-interface':
      case '--out-interface':
        this.interface(option === '--in-interface' ? 'in' : 'out', word, sense);
        break;
      case '--jump':
      case '--goto':
        this.target = word;
        this.goes = option === '--goto';
        break;
      case '--match':
        this.load(word);
        return;
      case '--fragment':
        this.conditions.push(fixed(sense));
        break;
      case '--ipv4':
      case '--ipv6':
        this.conditions.push(fixed((option === '--ipv4') === (this.family === 4)));
        break;
      case '--wait':
        // Seconds may follow.
        if (/^\d+$/.test(this.words[this.at]?.text ?? '')) this.at++;
        return;
      default:
        return;
    }
    this.note(option, given, sense);
  }

  private protocol(word: RuleWord | undefined, negated: boolean): void {
    if (!word?.known) {
      this.conditions.push(unknown(word?.why ?? 'a protocol that is missing'));
      this.modules.unshift(TCP);
      return;
    }
    const name = word.text.toLowerCase();
    const every = name === 'all' || name === '0';
    const tcp = name === 'tcp' || name === '6';
    this.tcp = (tcp || every) !== negated;
    if (!every || negated) this.conditions.push(fixed(this.tcp));
    // Its options need no -m.
    this.modules.unshift(TCP);
  }

  private interface(side: 'in' | 'out', word: RuleWord | undefined, negated: boolean): void {
    if (!word?.known) {
      this.conditions.push(unknown(word?.why ?? 'an interface that is missing'));
      return;
    }
    const name = word.text.endsWith('+') ? `${word.text.slice(0, -1)}*` : word.text;
    this.conditions.push({ kind: 'interface', side, names: [name], negated });
  }

  private load(word: RuleWord | undefined): void {
    const name = word?.text ?? '';
    this.loaded(name);
    const module = word?.known === true ? MATCHES.get(name) : undefined;
    if (!module) {
      const why = word?.why ?? `the match "${name}"`;
      this.modules.push({ always: { match: 'unknown', why } });
      this.conditions.push(unknown(why));
      return;
    }
    if (module.always) this.conditions.push({ kind: 'fixed', answer: module.always });
    this.modules.push(module);
  }

  private outcome(): readonly Step[] {
    const { target } = this;
    if (!target) return [];
    if (!target.known) {
      return [
        { kind: 'verdict', verdict: { kind: 'unknown', why: target.why ?? 'a target that is not known' } },
      ];
    }
    const kind = TARGETS.get(target.text);
    if (kind && !this.goes) return kind.read(this.targetOptions);
    return [{ kind: 'verdict', verdict: { kind: this.goes ? 'goto' : 'jump', chain: target.text } }];
  }

  private unread(steps: readonly Step[]): readonly Unread[] {
    if (
      steps.some(
        (step) =>
          step.kind === 'match' && step.condition.kind === 'fixed' && step.condition.answer.match === 'no',
      )
    ) {
      return [];
    }
    return steps.flatMap((step) => {
      if (
        step.kind === 'match' &&
        step.condition.kind === 'fixed' &&
        step.condition.answer.match === 'unknown'
      ) {
        return [{ at: this.span, why: step.condition.answer.why ?? 'something in it' }];
      }
      if (step.kind === 'verdict' && step.verdict.kind === 'unknown')
        return [{ at: this.span, why: step.verdict.why }];
      return [];
    });
  }

  private helper(): FtpHelper | null {
    if (this.target?.text !== 'CT' || this.targetOptions.get('--helper')?.[0]?.text !== 'ftp' || !this.tcp)
      return null;
    const ranges = joined(this.ports.flatMap(({ named }) => named.map((each) => each.ports)));
    const ports = ranges.flatMap(({ low, high }) =>
      Array.from({ length: Math.min(high - low + 1, 16) }, (_, i) => low + i),
    );
    return { at: this.span, ports: ports.length > 0 ? ports.slice(0, 16) : [21], how: 'assigned' };
  }

  private mentions(steps: readonly Step[]): readonly PortMention[] {
    const last = steps[steps.length - 1];
    const verdict = last?.kind === 'verdict' ? last.verdict : undefined;
    const does = this.helper() ? 'watches' : verdict ? DOES[verdict.kind] : undefined;
    if (does === undefined || (does !== 'accepts' && steps.some(isLimit))) return [];
    const target = verdict?.kind === 'translate' ? verdict.target : undefined;
    const found = this.ports.flatMap(({ named, word }) =>
      named.map(({ ports, start, end }): PortMention => {
        const inner = target && innerRange(ports, target);
        return this.mentionAt(word.span(start, end), { ports, does, ...(inner ? { inner } : {}) });
      }),
    );
    const [only, ...more] = found;
    const inner = target?.ports && only && more.length === 0 ? this.innerMention(only, target) : null;
    return inner ? [...found, inner] : found;
  }

  /** The numbers may stand where a variable is set. */
  private mentionAt(at: TextSpan, what: Omit<PortMention, 'at'>): PortMention {
    const within = this.span.start <= at.start && at.end <= this.span.end;
    return { at, ...what, ...(within ? {} : { rule: this.span }) };
  }

  /** The ports of `--to-destination` or `--to-ports`, which stand for the outer ones too. */
  private innerMention({ ports, inner }: PortMention, target: Target): PortMention | null {
    const [word] = this.targetOptions.get('--to-destination') ?? this.targetOptions.get('--to-ports') ?? [];
    const { low, high } = target.ports ?? { low: 0, high: 0 };
    const text = low === high ? `${low}` : `${low}-${high}`;
    const start = word?.text.lastIndexOf(text) ?? -1;
    if (!word || start < 0) return null;
    const at = word.span(start, start + text.length);
    return this.mentionAt(at, { ports, does: 'forwards', ...(inner ? { inner } : {}) });
  }
}

/** Holds for a part of the connections only: a rate. */
function isLimit(step: Step): boolean {
  return step.kind === 'match' && step.condition.kind === 'fixed' && step.condition.answer.match === 'some';
}

const TCP: MatchModule = MATCHES.get('tcp') ?? {};
const SET: MatchModule = MATCHES.get('set') ?? {};

const DOES: Readonly<Partial<Record<string, PortMention['does']>>> = {
  accept: 'accepts',
  drop: 'drops',
  reject: 'rejects',
  translate: 'forwards',
};

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

type Options = Readonly<Record<string, number>>;

function isCore(name: string): boolean {
  return exactly(name, CORE) !== undefined;
}

function exactly(name: string, options: Options): string | undefined {
  const long = SHORT[name] ?? name;
  return Object.hasOwn(options, long) ? long : undefined;
}

/** An option by its full name, by its short one, or by as much of it as tells it from the others. */
function full(name: string, options: Options): string | undefined {
  const whole = exactly(name, options);
  if (whole !== undefined || !name.startsWith('--') || name.length < 5) return whole;
  const [only, ...more] = Object.keys(options).filter((option) => option.startsWith(name));
  return more.length === 0 ? only : undefined;
}

import type { FtpHelper, PortMention, TextSpan, Unread } from '../../reading.js';
import { fixed, unknown } from '../netfilter/rules.js';
import { addresses, MATCHES, portsOf, whyUnknown, type MatchModule } from './matches.js';
import { CORE, exactly, full, isCore, spelling, TARGET_ARITY } from './options.js';
import { helperOf, mentionsOf, unreadOf } from './rule-mentions.js';
import { optionKey, targetKey } from './rule-key.js';
import { TARGETS } from './targets.js';
import type { RuleWord } from './words.js';
import type { Condition, Step } from '../netfilter/rules.js';
import { type NamedPorts } from '../support/port-words.js';

/** One rule as its words say it. */
export interface ReadRule {
  readonly steps: readonly Step[];
  readonly unread: readonly Unread[];
  readonly helper: FtpHelper | null;
  readonly mentions: readonly PortMention[];
}

/** Reads the words after the chain's name. `family` decides which of -4 and -6 drops the rule in a shared file. */
export function readRule(words: readonly RuleWord[], at: TextSpan, source: boolean, family: 4 | 6): ReadRule {
  return new RuleReader(words, at, source, family).read();
}

/** To compare a rule with the one that `-D` names. */
export function keyOfRule(words: readonly RuleWord[], source: boolean, family: 4 | 6): string {
  const key: string[] = [];
  new RuleReader(words, { start: 0, end: 0 }, source, family, key).read();
  return [...new Set(key)].sort().join(' ');
}

class RuleReader {
  private at = 0;
  private readonly conditions: Condition[] = [];
  private readonly modules: MatchModule[] = [];
  private readonly ports: { readonly named: readonly NamedPorts[]; readonly word: RuleWord }[] = [];
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
    /** Takes what two rules that are the same have in common. */
    private readonly key?: string[],
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
    const steps = [...matches, ...outcome];
    if (this.target) this.key?.push(targetKey(this.target.text, this.targetOptions, outcome, this.family));
    const { span, ports, targetOptions, tcp } = this;
    const words = { steps, span, ports, target: this.target?.text, targetOptions, tcp };
    return {
      steps,
      unread: unreadOf(words),
      helper: helperOf(words),
      mentions: mentionsOf(words),
    };
  }

  private option(word: RuleWord, negated: boolean): void {
    const { name, joined } = spelling(word);
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
    // The old spelling has the exclamation mark after the option.
    if (joined === null && module.options?.[option] !== 0 && this.words[this.at]?.text === '!') {
      sense = true;
      this.at++;
    }
    const values = this.values(joined, module.options?.[option]);
    const condition = module.read?.(option, values, sense) ?? null;
    if (condition) this.conditions.push(condition);
    if (condition?.kind === 'port' && !condition.negated) this.notePorts(condition.side, values);
    if (module === TCP) this.loaded('tcp');
    this.note(option, values, sense, condition);
  }

  /** `-m tcp` is there without being named once one of its options is. */
  private loaded(module: string): void {
    this.key?.push(`-m ${module}`);
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
    if (!this.key) return;
    const key = optionKey(option, values, negated, condition);
    if (key !== null) this.key.push(key);
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
      this.lendTcp();
      return;
    }
    const name = word.text.toLowerCase();
    const every = name === 'all' || name === '0';
    const tcp = name === 'tcp' || name === '6';
    this.tcp = (tcp || every) !== negated;
    if (!every || negated) this.conditions.push(fixed(this.tcp));
    this.lendTcp();
  }

  /** Options of TCP need no -m after -p; those of a module that was loaded go first. */
  private lendTcp(): void {
    if (!this.modules.includes(TCP)) this.modules.unshift(TCP);
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
      this.latest(UNREAD);
      this.conditions.push(unknown(word?.why ?? `the match "${name}"`));
      return;
    }
    if (module.always) this.conditions.push({ kind: 'fixed', answer: module.always });
    this.latest(module);
  }

  /** Each module stands once, so that a line of nothing but `-m` stays cheap. */
  private latest(module: MatchModule): void {
    const at = this.modules.indexOf(module);
    if (at >= 0) this.modules.splice(at, 1);
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
}

/** A match that is not read: its options are explained by that. */
const UNREAD: MatchModule = { always: { match: 'unknown', why: '' } };
const TCP: MatchModule = MATCHES.get('tcp') ?? {};

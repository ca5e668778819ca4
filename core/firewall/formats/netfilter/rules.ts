/** Rules of the kernel's packet filter as iptables and nftables both mean them: what the two readers hand to one evaluation. */
import type { PortMention, PortRange, TextSpan } from '../../reading.js';
import { joined } from '../../ports/port-spans.js';
import type { AddressRange } from '../support/address-range.js';

/** How sure it is that a packet matches: for every client, for some clients, or not to be told from the file. */
export type Certainty = 'yes' | 'no' | 'some' | 'unknown';

export interface Answer {
  readonly match: Certainty;
  /** For `some` and `unknown`, in a few words. */
  readonly why?: string;
}

/** State of the connection in connection tracking that the packet belongs to. */
export const CONNECTION_STATES = ['new', 'established', 'related', 'invalid', 'untracked'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export type Condition =
  | { readonly kind: 'fixed'; readonly answer: Answer }
  | {
      readonly kind: 'port';
      /** `original`: the port as it was dialled, before any translation. */
      readonly side: 'source' | 'destination' | 'either' | 'original';
      readonly ports: readonly PortRange[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'address';
      readonly side: 'source' | 'destination' | 'original';
      readonly ranges: readonly AddressRange[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      /** A trailing `*` stands for anything. */
      readonly names: readonly string[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'state';
      readonly states: readonly ConnectionState[];
      /** Or the destination was translated, whatever the state. */
      readonly orTranslated?: boolean;
      readonly negated: boolean;
    }
  /** The destination was translated. */
  | { readonly kind: 'translated'; readonly negated: boolean }
  /** The destination is an address of this machine. */
  | { readonly kind: 'local'; readonly negated: boolean }
  | {
      readonly kind: 'mark';
      readonly of: 'packet' | 'connection';
      readonly value: number;
      readonly mask: number;
      readonly negated: boolean;
    }
  | { readonly kind: 'family'; readonly family: 4 | 6; readonly negated: boolean };

/** Where a translation sends a connection. */
export interface Target {
  /** Null: this machine itself. */
  readonly host: string | null;
  /** Null: the port stays. `high` above `low`: see `spread`. */
  readonly ports: PortRange | null;
  /**
   * How ports are spread over `ports`:
   * - `pick`: those within it stay, others are replaced by any of it
   * - `shift`: the first port of `from` becomes the first of `ports`, and so on
   */
  readonly spread: 'pick' | { readonly from: number };
  /** What cannot be read of it. */
  readonly unknown?: string;
}

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'return' }
  /** The source is translated, which does not matter here, and the chain is at its end. */
  | { readonly kind: 'masquerade' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'translate'; readonly target: Target }
  /** Something else decides: a program in user space, a target that is not known. */
  | { readonly kind: 'unknown'; readonly why: string };

export type Step =
  | { readonly kind: 'match'; readonly condition: Condition }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** The first option that matches says what happens: a verdict, on with the rule, or its end. */
  | {
      readonly kind: 'choose';
      readonly options: readonly {
        readonly when: readonly Condition[];
        readonly then: Verdict | 'on' | 'end';
      }[];
      /** Where none matches. */
      readonly otherwise: 'on' | 'end';
    }
  | { readonly kind: 'untrack' }
  | {
      readonly kind: 'mark';
      readonly of: 'packet' | 'connection';
      /** `(old & ~mask) ^ value`; null: not known. */
      readonly value: number | null;
      readonly mask: number;
    }
  /** `(old & ~mask) ^ (the other mark & fromMask)` */
  | {
      readonly kind: 'copyMark';
      readonly to: 'packet' | 'connection';
      readonly mask: number;
      readonly fromMask: number;
    };

export interface Rule {
  readonly steps: readonly Step[];
  readonly at: TextSpan;
  /** Why the rule may not be there at all. */
  readonly unsure?: string;
}

export interface Chain {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Where it is declared, or its first rule. */
  readonly at: TextSpan;
}

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** A chain that the kernel itself calls. Wherever several are listed, they stand in the order they were made in. */
export interface BaseChain extends Chain {
  /** Chains that its rules may jump to are looked up here. */
  readonly table: ReadonlyMap<string, Chain>;
  /** For people: `chain INPUT`. */
  readonly title: string;
  readonly hook: Hook;
  /** Lower ones are called first. */
  readonly priority: number;
  /** Address translation: asked once per connection, and not again once one has translated it. */
  readonly nat: boolean;
  readonly families: readonly (4 | 6)[];
  readonly policy: 'accept' | 'drop' | 'unknown';
  /** Where the policy is set, if anywhere. */
  readonly policyAt?: TextSpan;
}

/** Every condition that a rule knows, in whatever part of it. */
export function conditionsOf(rule: Rule): readonly Condition[] {
  const found: Condition[] = [];
  for (const step of rule.steps) {
    if (step.kind === 'match') found.push(step.condition);
    else if (step.kind === 'choose') for (const { when } of step.options) found.push(...when);
  }
  return found;
}

/** Holds for a part of the connections only: a rate. */
export function isLimit(step: Step): boolean {
  return isFixed(step, 'some');
}

/** Matches nothing. */
export function isNever(step: Step): boolean {
  return isFixed(step, 'no');
}

function isFixed(step: Step, match: 'some' | 'no'): boolean {
  return step.kind === 'match' && step.condition.kind === 'fixed' && step.condition.answer.match === match;
}

/** What a rule with this verdict does with the ports that it names. */
export const VERDICT_WORDS: Readonly<Partial<Record<Verdict['kind'], PortMention['does']>>> = {
  accept: 'accepts',
  drop: 'drops',
  reject: 'rejects',
  translate: 'forwards',
};

/** A helper is told a few ports at most. */
const WATCHED = 16;

/** Control ports that a rule hands to the FTP helper; 21 where it names none. */
export function watchedPorts(ranges: readonly PortRange[]): readonly number[] {
  const ports = joined(ranges).flatMap(({ low, high }) =>
    Array.from({ length: Math.min(high - low + 1, WATCHED) }, (_, i) => low + i),
  );
  return ports.length > 0 ? ports.slice(0, WATCHED) : [21];
}

export function unknown(why: string): Condition {
  return { kind: 'fixed', answer: { match: 'unknown', why } };
}

const ALWAYS: Condition = { kind: 'fixed', answer: { match: 'yes' } };
const NEVER: Condition = { kind: 'fixed', answer: { match: 'no' } };

export function fixed(matches: boolean): Condition {
  return matches ? ALWAYS : NEVER;
}

import type { PortRun, PortStatus, TextSpan, PortRange } from '../reading.js';
import { PortOutcomes, type PortOutcome } from './port-outcomes.js';
import { PortSet } from './port-set.js';
import { cutRun } from './port-runs.js';
import { ALL_PORTS, joined, overlap } from './port-spans.js';

/** One rule of a firewall whose rules are asked from the top, until one matches. */
export interface OrderedRule {
  readonly ports: readonly PortRange[];
  readonly status: PortOutcome['status'];
  /** Whether it matches every client; where it does not, the rest falls through to the next rule. */
  readonly certainty: 'yes' | 'some' | 'unknown';
  readonly why?: string;
  readonly at?: TextSpan;
  /** The port to which the first of `ports` is forwarded. */
  readonly innerLow?: number;
  readonly innerHost?: string;
  /** The missing definition that makes it `unknown`. */
  readonly awaits?: string;
}

/** Further rules are not asked: what gets to them is unknown. */
const RULE_LIMIT = 2000;
const TOO_MANY: PortOutcome = {
  status: 'unknown',
  certainty: 'unknown',
  why: 'more rules than can be followed',
};

/** The status of every port by rules in their order; `rest` is that of what no rule matches. */
export function firstMatch(rules: readonly OrderedRule[], rest: PortOutcome): readonly PortRun[] {
  const asked = rules.slice(0, RULE_LIMIT);
  const last = rules.length > RULE_LIMIT ? TOO_MANY : rest;
  const found = outcomesOf(asked, last);
  const names = [...new Set(asked.flatMap(({ awaits }) => awaits ?? []))];
  if (names.length === 0) return found;
  const certain = outcomesOf(
    asked.filter(({ awaits }) => awaits === undefined),
    last,
  );
  return found.flatMap((run) => (run.status === 'unknown' ? awaiting(run, certain, names) : [run]));
}

/** Unknown only because a definition is missing, with the status it has otherwise. */
function awaiting(run: PortRun, certain: readonly PortRun[], names: readonly string[]): readonly PortRun[] {
  return certain.flatMap((other): PortRun[] => {
    const ports = overlap(other.ports, run.ports);
    if (!ports) return [];
    return other.status === 'unknown'
      ? [{ ...run, ports }]
      : [{ ...run, ports, awaits: { names, otherwise: other.status } }];
  });
}

function outcomesOf(rules: readonly OrderedRule[], last: PortOutcome): readonly PortRun[] {
  const outcomes = new PortOutcomes();
  let left = PortSet.ALL;
  for (const rule of rules) {
    for (const ports of rule.ports) outcomes.addAll(left.within([ports]).ranges(), rule, ports.low);
    if (rule.certainty === 'yes') left = left.without(joined(rule.ports));
  }
  outcomes.addAll(left.ranges(), last, ALL_PORTS.low);
  return outcomes.runs();
}

/** What one entry of a file says about some ports. */
export interface Claim extends Omit<PortRun, 'at'> {
  readonly at: TextSpan;
}

/** The status of the ports that no entry names. */
export type Unclaimed = Omit<PortRun, 'ports'>;

const RANK: Readonly<Record<PortStatus, number>> = { open: 0, some: 1, unknown: 2, rejected: 3, dropped: 3 };

/** For entries that only add: one that lets a port through decides. Keeps the file's order otherwise. */
export function mostOpenFirst(claims: readonly Claim[]): readonly Claim[] {
  return [...claims].sort((a, b) => RANK[a.status] - RANK[b.status]);
}

/** All ports, each with the first claim that names it. */
export function firstClaims(claims: readonly PortRun[], rest: Unclaimed): readonly PortRun[] {
  const found: PortRun[] = [];
  let left = PortSet.ALL;
  for (const claim of claims) {
    const own = left.within([claim.ports]);
    if (own.empty) continue;
    found.push(...own.ranges().map((ports) => cutRun(claim, ports)));
    left = left.minus(own);
  }
  found.push(...left.ranges().map((ports) => ({ ...rest, ports })));
  return found.sort((a, b) => a.ports.low - b.ports.low);
}

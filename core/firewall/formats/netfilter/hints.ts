/** What rules tell of the network: the inner machines, and the interfaces that lead to them. */
import { isNeverOutside, type AddressRange } from '../support/address-range.js';
import { INSIDE } from './match.js';
import { conditionsOf, type BaseChain, type Chain, type Rule, type Target, type Verdict } from './rules.js';

/** A ruleset may name so many networks with their interfaces. */
const WAY_LIMIT = 1000;

const REACHED = new WeakMap<BaseChain, readonly Rule[]>();

/** Every rule that a base chain can come to. */
function rulesOf(chain: BaseChain): readonly Rule[] {
  const known = REACHED.get(chain);
  if (known) return known;
  const seen = new Set<Chain>([chain]);
  for (const each of seen) {
    for (const rule of each.rules) {
      for (const name of jumpsOf(rule)) {
        const next = chain.table.get(name);
        if (next) seen.add(next);
      }
    }
  }
  const rules = [...seen].flatMap((each) => each.rules);
  REACHED.set(chain, rules);
  return rules;
}

function verdictsOf(rule: Rule): readonly Verdict[] {
  const found: Verdict[] = [];
  for (const step of rule.steps) {
    if (step.kind === 'verdict') found.push(step.verdict);
    else if (step.kind === 'choose')
      for (const { then } of step.options) if (typeof then !== 'string') found.push(then);
  }
  return found;
}

function jumpsOf(rule: Rule): readonly string[] {
  return verdictsOf(rule).flatMap((verdict) =>
    verdict.kind === 'jump' || verdict.kind === 'goto' ? [verdict.chain] : [],
  );
}

function targetsOf(rule: Rule): readonly Target[] {
  return verdictsOf(rule).flatMap((verdict) => (verdict.kind === 'translate' ? [verdict.target] : []));
}

/** Sends connections on to another machine. */
export function sendsOn(chain: BaseChain): boolean {
  return (
    chain.hook === 'prerouting' &&
    rulesOf(chain).some((rule) => targetsOf(rule).some(({ host }) => host !== null))
  );
}

/** Single addresses that rules send connections for, or let them go to. */
export function hostsIn(chains: readonly BaseChain[]): readonly AddressRange[] {
  const found = new Map<bigint, AddressRange>();
  const translating = chains.some((chain) => chain.nat);
  for (const rule of new Set(chains.flatMap(rulesOf))) {
    if (translating && targetsOf(rule).length === 0) continue;
    for (const condition of conditionsOf(rule)) {
      if (condition.kind !== 'address' || condition.side === 'source' || condition.negated) continue;
      for (const range of condition.ranges) {
        if (range.low === range.high && !isNeverOutside(range)) found.set(range.low, range);
      }
    }
  }
  return [...found.values()];
}

/** The one interface by which translated connections come in, or by which inner ones go out under its address. */
export function outerInterface(chains: readonly BaseChain[]): string | null {
  const names = new Set<string>();
  for (const chain of chains.filter((each) => each.nat)) {
    const side = chain.hook === 'prerouting' ? 'in' : 'out';
    const kind = side === 'in' ? 'translate' : 'masquerade';
    for (const rule of rulesOf(chain)) {
      if (!verdictsOf(rule).some((verdict) => verdict.kind === kind)) continue;
      for (const condition of conditionsOf(rule)) {
        if (condition.kind !== 'interface' || condition.side !== side || condition.negated) continue;
        for (const name of condition.names) names.add(name);
      }
    }
  }
  const [name] = names;
  return names.size === 1 && name !== undefined && !name.includes('*') && !INSIDE.test(name) ? name : null;
}

/** Rules that name an address and the interface to it: `-d ADDRESS -o NAME`, and `-s NET ! -o NAME` of containers. */
export function waysOut(
  chains: readonly BaseChain[],
): readonly { readonly range: AddressRange; readonly name: string }[] {
  const found: { range: AddressRange; name: string }[] = [];
  for (const chain of chains) {
    for (const rule of rulesOf(chain)) {
      const conditions = conditionsOf(rule);
      const out = conditions.find((each) => each.kind === 'interface' && each.side === 'out');
      const name = out?.kind === 'interface' ? out.names[0] : undefined;
      if (out?.kind !== 'interface' || out.names.length !== 1 || name === undefined || name.includes('*'))
        continue;
      for (const each of conditions) {
        if (each.kind !== 'address' || each.negated) continue;
        const matters = out.negated
          ? chain.hook === 'postrouting' && each.side === 'source'
          : each.side === 'destination';
        if (matters) found.push(...each.ranges.map((range) => ({ range, name })));
      }
    }
  }
  return found.slice(0, WAY_LIMIT);
}

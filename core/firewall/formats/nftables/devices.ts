import type { BaseChain, Condition, Rule, Verdict } from '../netfilter/rules.js';
import type { Token } from './lexer.js';
import { unknown } from '../netfilter/rules.js';

/** More than any priority that nft takes. */
const BEYOND = 2 ** 32;

/**
 * A chain of the hooks ingress and egress (nft(8), "netdev address family"): it sees what comes in or goes out by its
 * devices alone, and what goes by others passes it by.
 */
export function atDevices(chain: BaseChain, devices: readonly Token[]): BaseChain {
  const { hook, priority, policy, policyAt, at, table } = chain;
  const incoming = hook === 'prerouting';
  const when = conditionOf(devices, incoming ? 'in' : 'out');
  const rule = (verdict: Verdict, place = at): Rule => ({
    steps: [
      { kind: 'match', condition: when },
      { kind: 'verdict', verdict },
    ],
    at: place,
  });
  const last: Verdict =
    policy === 'unknown' ? { kind: 'unknown', why: 'the policy is not known' } : { kind: policy };
  return {
    ...chain,
    rules: [
      rule({ kind: 'jump', chain: chain.name }),
      ...(policy === 'accept' ? [] : [rule(last, policyAt)]),
    ],
    table,
    policy: 'accept',
    priority: incoming ? priority - BEYOND : priority + BEYOND,
    edge: true,
  };
}

function conditionOf(devices: readonly Token[], side: 'in' | 'out'): Condition {
  const strange = devices.find(({ kind }) => kind !== 'word' && kind !== 'string');
  if (strange) return unknown(strange.why ?? 'a device that is not known');
  if (devices.length === 0) return unknown('devices that are named elsewhere');
  return { kind: 'interface', side, names: devices.map(({ text }) => text), negated: false };
}

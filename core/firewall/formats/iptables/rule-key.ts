import { addressText } from '../support/address-range.js';
import type { Condition, Step } from '../netfilter/rules.js';
import { portsOf } from './matches.js';
import type { TargetOptions } from './targets.js';
import type { RuleWord } from './words.js';

/** Long and short names of the same option. */
const SAME: Readonly<Record<string, string>> = {
  '--source-port': '--sport',
  '--destination-port': '--dport',
  '--source-ports': '--sports',
  '--destination-ports': '--dports',
  '--state': '--ctstate',
  '--src': '--source',
  '--dst': '--destination',
};

/** libipt_REJECT.c: the short names of its answers. */
const ANSWERS: Readonly<Record<string, string>> = {
  'net-unreach': 'icmp-net-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'net-prohib': 'icmp-net-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'admin-prohib': 'icmp-admin-prohibited',
  'tcp-rst': 'tcp-reset',
};
const USUAL_ANSWER = { 4: 'icmp-port-unreachable', 6: 'icmp6-port-unreachable' } as const;

/** One option as `-D` compares it: what is the same to the kernel is the same text. Null: says nothing. */
export function optionKey(
  option: string,
  values: readonly RuleWord[],
  negated: boolean,
  condition: Condition | null,
): string | null {
  const value = valueOf(option, values, condition);
  return value === null && !negated ? null : `${negated ? '!' : ''}${SAME[option] ?? option}=${value ?? ''}`;
}

function valueOf(option: string, values: readonly RuleWord[], condition: Condition | null): string | null {
  const text = values.map((value) => value.text).join(' ');
  if (option === '--protocol') return protocol(text.toLowerCase());
  switch (condition?.kind) {
    case 'port':
      return (portsOf(values) ?? []).map(({ ports }) => `${ports.low}:${ports.high}`).join(',');
    case 'address': {
      const ranges = condition.ranges.map(addressText);
      return ranges.length === 1 && /\/0$/.test(text) ? null : ranges.join(',');
    }
    case 'state':
      return text.toUpperCase().split(',').sort().join(',');
    case 'mark':
      return `${condition.value}/${condition.mask}`;
    default:
      return text;
  }
}

function protocol(name: string): string | null {
  if (name === 'all' || name === '0') return null;
  return name === '6' ? 'tcp' : name === '17' ? 'udp' : name === '1' ? 'icmp' : name;
}

/** What the target is told, as `-D` compares it: rules that differ in nothing else are different rules. */
export function targetKey(
  target: string,
  options: TargetOptions,
  steps: readonly Step[],
  family: 4 | 6,
): string {
  const own = [...options].map(
    ([option, values]) => [option, values.map(({ text }) => text).join(' ')] as const,
  );
  if (target === 'REJECT') {
    const answer = own.find(([option]) => option === '--reject-with')?.[1] ?? USUAL_ANSWER[family];
    return ANSWERS[answer] ?? answer;
  }
  // What is understood counts as it is understood, the rest as it is spelt.
  const understood = /^(?:MARK|CONNMARK|DNAT|REDIRECT)$/.test(target);
  const spelt = own.filter(([, value]) => !understood || value === '').map((each) => each.join('='));
  return [...spelt.sort(), understood ? JSON.stringify(steps) : ''].join(' ');
}

import type { Fate, PortMention, PortRange, RuleAddition, TextSpan, Unread } from '../../reading.js';
import type { HclBlock, HclValue } from './hcl-tree.js';
import { HIGHEST_PORT, type Claim } from '../../ports/port-cover.js';
import type { Known, TerraformScope } from './values.js';

/** The settings of one rule, wherever they are written: a resource, a block in it, an object in a list. */
export interface RuleFields {
  readonly at: TextSpan;
  get(name: string): HclValue | undefined;
  /** Where it stands: `,` between objects of a list. */
  readonly separator: '' | ',';
  /** The label of a resource, without quotes. */
  readonly label?: TextSpan;
}

/** What one rule says. */
export interface RuleReading {
  readonly claims: readonly Claim[];
  readonly mentions: readonly PortMention[];
  readonly unread: readonly Unread[];
  /** Why it may let any port through; absent where that is certain. */
  readonly hides?: string;
  /** How another one like it is written. */
  readonly addition?: RuleAddition;
}

export const ALL_PORTS: PortRange = { low: 1, high: HIGHEST_PORT };
export const NO_RULE: RuleReading = { claims: [], mentions: [], unread: [] };

export function fieldsOf({ at, attributes, label }: HclBlock): RuleFields {
  return { at, get: (name) => attributes.get(name)?.value, separator: '', ...(label ? { label } : {}) };
}

export function fieldsOfObject(value: HclValue): RuleFields | undefined {
  if (value.kind !== 'object') return undefined;
  return {
    at: value.at,
    separator: ',',
    get: (name) => {
      const found = value.entries.get(name);
      return found?.kind === 'null' ? undefined : found;
    },
  };
}

/** Whether a rule is for TCP: `tcp`, its number, or every protocol. */
export function speaksTcp(
  scope: TerraformScope,
  value: HclValue | undefined,
): boolean | 'all' | Known<never> {
  if (!value) return { known: false, why: 'a rule without a protocol' };
  const protocol = scope.text(value);
  if (!protocol.known) return protocol;
  const name = protocol.value.toLowerCase();
  return name === '-1' || name === 'all' || name === '*' ? 'all' : name === 'tcp' || name === '6';
}

/** Who may use a rule. */
export interface Clients {
  readonly fate: Fate;
  readonly why?: string;
}

export const EVERYONE: Clients = { fate: 'open' };

const WORLD = /^(?:0\.0\.0\.0\/0|\*|internet|any)$/i;
const WORLD6 = /^(?:::|0:0:0:0:0:0:0:0)\/0$/;

/** Who the networks of a rule hold. */
export function clientsIn(networks: readonly string[]): Clients | undefined {
  const halves = ['0.0.0.0/1', '128.0.0.0/1'];
  if (networks.some((text) => WORLD.test(text)) || halves.every((half) => networks.includes(half)))
    return EVERYONE;
  if (networks.some((text) => WORLD6.test(text))) return { fate: 'some', why: 'only over IPv6' };
  const [first] = networks;
  if (first === undefined) return undefined;
  const more = networks.length > 1 ? ` and ${networks.length - 1} more` : '';
  return { fate: 'some', why: `only from ${first.slice(0, 60)}${more}` };
}

/** Claims and mentions for ports that are known. `written`: where each of them stands. */
export function ruleFor(
  ports: readonly PortRange[],
  written: readonly TextSpan[],
  clients: Clients,
  at: TextSpan,
): RuleReading {
  const does = clients.fate === 'dropped' || clients.fate === 'rejected' ? 'drops' : 'accepts';
  return {
    claims: ports.map((range) => ({ ports: range, at, ...clients })),
    mentions: ports.flatMap((range, index) => {
      const place = written[index];
      return place ? [{ at: place, ports: range, does } as const] : [];
    }),
    unread: clients.fate === 'unknown' ? [{ at, why: clients.why ?? 'a value that is worked out' }] : [],
  };
}

/** A rule whose ports are not known. */
export function hiddenRule(at: TextSpan, why: string): RuleReading {
  return { ...NO_RULE, unread: [{ at, why }], hides: why };
}

/** Rules of a resource that may not be made at all (`count`), and of one that is made several times. */
export function underCount(scope: TerraformScope, block: HclBlock, reading: RuleReading): RuleReading {
  const count = block.attributes.get('count')?.value;
  const made = count && scope.number(count);
  if (made?.known === true) return made.value > 0 ? reading : NO_RULE;
  if (!made) return reading;
  const why = 'it is made only under a condition';
  return { ...reading, claims: reading.claims.map((claim) => ({ ...claim, fate: 'unknown', why })) };
}

/** `21`, `21100-21110`, `*`; null where it is none of these. */
export function portsOf(text: string): PortRange | null {
  if (text === '*') return ALL_PORTS;
  const match = /^\s{0,9}(\d{1,5})(?:\s{0,9}-\s{0,9}(\d{1,5}))?\s{0,9}$/.exec(text);
  return match ? portRange(Number(match[1]), Number(match[2] ?? match[1])) : null;
}

/** Null where there is no such port. Port 0 is in no connection, so it does not count. */
export function portRange(low: number, high: number): PortRange | null {
  const range = { low: Math.max(low, 1), high: Math.min(high, HIGHEST_PORT) };
  return low >= 0 && range.low <= range.high ? range : null;
}

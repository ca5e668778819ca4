import { fixed, unknown } from '../netfilter/rules.js';
import { ALL_PORTS, joined } from '../../ports/port-spans.js';
import { readAddresses, type AddressRange } from '../support/address-range.js';
import type { Condition } from '../netfilter/rules.js';
import { destinationType, stateNamed, SYN, TCP_FLAGS } from '../netfilter/conditions.js';
import { readPort } from '../support/port-words.js';
import type { PortRange, TextSpan } from '../../reading.js';

/** What a rule compares: the left side. */
export type Selector =
  | { readonly kind: 'port'; readonly side: 'source' | 'destination' | 'original' }
  | {
      readonly kind: 'address';
      readonly side: 'source' | 'destination' | 'original';
      readonly family: 4 | 6 | null;
    }
  | { readonly kind: 'interface'; readonly side: 'in' | 'out' }
  | { readonly kind: 'state' }
  | { readonly kind: 'translated' }
  | { readonly kind: 'mark'; readonly of: 'packet' | 'connection' }
  | { readonly kind: 'family' }
  | { readonly kind: 'flags' }
  /** The place of a fragment, with flags in front: a first packet is none. */
  | { readonly kind: 'fragment' }
  /** The type of the destination's address. */
  | { readonly kind: 'type' }
  /** One of a few words that a first TCP packet from outside has; others it has not. */
  | { readonly kind: 'word'; readonly yes: readonly string[] }
  /** The helper of the connection: only what it has announced has one. */
  | { readonly kind: 'helper' }
  /** Where no first TCP packet has it. */
  | { readonly kind: 'never' }
  | { readonly kind: 'some'; readonly why: string }
  | { readonly kind: 'opaque'; readonly why: string };

/** One value on the right side. */
export interface Value {
  readonly text: string;
  /** Of a range. */
  readonly high?: string;
  /** Bits, of a block of addresses. */
  readonly prefix?: string;
  readonly at: TextSpan;
  /** Why it is not known. */
  readonly why?: string;
  /** `*` in a map: everything else. */
  readonly every?: boolean;
}

/** `!`: none of several bits is set. */
export type Operator = '==' | '!=' | '!' | '<' | '>' | '<=' | '>=' | 'implicit';

const SIGNS = ['==', '!=', '!', '<', '>', '<=', '>='] as const;
const WORDS = { eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' } as const;
/** By their signs, and by the words that nft has for them. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...SIGNS.map((sign) => [sign, sign] as const),
  ...Object.entries(WORDS),
]);

export function isNegated(operator: Operator): boolean {
  return operator === '!=' || operator === '!';
}

/** One condition for any of the values; null where they have to be asked one by one. */
export function compare(selector: Selector, operator: Operator, values: readonly Value[]): Condition | null {
  const why = values.find((value) => value.why !== undefined)?.why;
  if (selector.kind === 'never') return fixed(false);
  if (selector.kind === 'helper') {
    return { kind: 'state', states: ['related', 'established'], negated: isNegated(operator) };
  }
  if (selector.kind === 'some') return { kind: 'fixed', answer: { match: 'some', why: selector.why } };
  if (selector.kind === 'fragment') return unknown('the flags of a fragment');
  if (selector.kind === 'opaque') return unknown(why ?? selector.why);
  if (values.some((value) => value.every === true)) return fixed(!isNegated(operator));
  if (why !== undefined) return unknown(why);
  const negated = isNegated(operator);
  switch (selector.kind) {
    case 'port':
      return comparePorts(selector.side, operator, values);
    case 'address':
      return compareAddresses(selector, negated, values);
    case 'interface':
      return { kind: 'interface', side: selector.side, names: values.map((value) => value.text), negated };
    case 'state':
      return compareStates(negated, values);
    case 'translated':
      return compareStatus(operator, values);
    case 'mark':
      return compareMark(selector.of, negated, values);
    case 'family':
      return compareFamily(negated, values);
    case 'flags':
      return compareFlags(operator, values);
    case 'type':
      return destinationType(
        values.map(({ text }) => text),
        negated,
      );
    case 'word':
      return fixed(values.some((value) => selector.yes.includes(value.text.toLowerCase())) !== negated);
  }
}

/** The ports that a value stands for; null for none. */
export function portRange({ text, high }: Value): PortRange | null {
  const low = readPort(text);
  const last = high === undefined ? low : readPort(high);
  return low === null || last === null || low > last ? null : { low, high: last };
}

function comparePorts(
  side: 'source' | 'destination' | 'original',
  operator: Operator,
  values: readonly Value[],
): Condition {
  const ranges = values.map(portRange);
  const [first] = ranges;
  const bad = ranges.findIndex((range) => range === null);
  if (!first || bad >= 0) return unknown(`the port ${values[bad]?.text ?? ''}`);
  const port = (low: number, high: number): Condition => ({
    kind: 'port',
    side,
    ports: low <= high ? [{ low, high }] : [],
    negated: false,
  });
  switch (operator) {
    case '<':
      return port(0, first.low - 1);
    case '<=':
      return port(0, first.low);
    case '>':
      return port(first.low + 1, ALL_PORTS.high);
    case '>=':
      return port(first.low, ALL_PORTS.high);
    default: {
      const ports = joined(ranges.filter((range) => range !== null));
      return { kind: 'port', side, ports, negated: isNegated(operator) };
    }
  }
}

function compareAddresses(
  { side, family }: Extract<Selector, { kind: 'address' }>,
  negated: boolean,
  values: readonly Value[],
): Condition {
  const ranges: AddressRange[] = [];
  for (const { text, high, prefix } of values) {
    const whole =
      high === undefined ? (prefix === undefined ? text : `${text}/${prefix}`) : `${text}-${high}`;
    const range = readAddresses(whole);
    if (!range || (family !== null && range.family !== family)) return unknown(`the address of ${whole}`);
    ranges.push(range);
  }
  return { kind: 'address', side, ranges, negated };
}

function compareStates(negated: boolean, values: readonly Value[]): Condition {
  const states = values.flatMap(({ text, high }) => (high === undefined ? (stateNamed(text) ?? []) : []));
  const other = values.find(({ text, high }) => high !== undefined || !stateNamed(text));
  return other ? unknown(`the state ${other.text}`) : { kind: 'state', states, negated };
}

/** `ct status dnat` asks for any of the bits, `ct status ! dnat` for none, `ct status == dnat` for that bit alone. */
function compareStatus(operator: Operator, values: readonly Value[]): Condition {
  if (operator !== 'implicit' && operator !== '!') return unknown('the status of the connection');
  const negated = operator === '!';
  // Nothing else is set of a connection that has just begun.
  return values.some(({ text }) => text === 'dnat') ? { kind: 'translated', negated } : fixed(negated);
}

export function readNumber(text: string): number | null {
  const value = /^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) ? Number(text) : NaN;
  return value <= 0xffff_ffff ? value : null;
}

function compareMark(
  of: 'packet' | 'connection',
  negated: boolean,
  values: readonly Value[],
): Condition | null {
  const [only, ...more] = values;
  if (more.length > 0) return null;
  const value = only?.high === undefined ? readNumber(only?.text ?? '') : null;
  if (value === null) return unknown('a mark');
  return { kind: 'mark', of, value, mask: 0xffff_ffff, negated };
}

function compareFamily(negated: boolean, values: readonly Value[]): Condition {
  const [v4, v6] = [
    ['ipv4', 'ip'],
    ['ipv6', 'ip6'],
  ].map((names) => values.some(({ text }) => names.includes(text)));
  return v4 === v6 ? fixed((v4 === true) !== negated) : { kind: 'family', family: v4 ? 4 : 6, negated };
}

/** `syn`, `syn|ack`, `0x2`; null for anything else. */
function readFlags(text: string): number | null {
  let sum = 0;
  for (const name of text.split('|')) {
    const value = TCP_FLAGS.get(name) ?? readNumber(name);
    if (value === null) return null;
    sum |= value;
  }
  return sum;
}

/** A value alone asks whether any of its flags is set; with `==` they are compared as a whole. */
function compareFlags(operator: Operator, values: readonly Value[]): Condition {
  const flags = values.map((value) => readFlags(value.text));
  if (flags.includes(null)) return unknown('flags');
  if (operator === 'implicit' && flags.length === 1) return fixed(((flags[0] ?? 0) & SYN) !== 0);
  return fixed(flags.includes(SYN) !== (operator === '!='));
}

/** RFC 791, 3.1: 13 bits for the place, and above them the one for more to come. */
const FRAGMENT = 0x3fff;

/** `ip frag-off & 0x1fff != 0` */
export function compareFragment(mask: string, operator: Operator, value: string): Condition {
  const [bits, wanted] = [readNumber(mask), readNumber(value)];
  const known = bits !== null && wanted !== null && (bits & ~FRAGMENT) === 0 && /^[!=]=$/.test(operator);
  return known ? fixed((wanted === 0) !== isNegated(operator)) : unknown('the flags of a fragment');
}

export function compareMaskedFlags(mask: string, operator: Operator, value: string): Condition {
  const [bits, wanted] = [readFlags(mask), readFlags(value)];
  if (bits === null || wanted === null) return unknown('flags');
  return fixed(((SYN & bits) === wanted) !== (operator === '!='));
}

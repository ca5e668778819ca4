import type { Cursor } from './cursor.js';
import type { Selector } from './selectors.js';

/** What a rule compares, with the family of addresses that naming it demands; null where that is not read here. */
export interface Field {
  readonly selector: Selector;
  readonly family?: 4 | 6;
}

/** By names, several of them for one selector. */
type Selectors = ReadonlyMap<string, Selector>;

function selectors(...lines: readonly (readonly [names: string, selector: Selector])[]): Selectors {
  return new Map(lines.flatMap(([names, one]) => names.split(' ').map((name) => [name, one] as const)));
}

const IS_TCP: Selector = { kind: 'word', yes: ['tcp', '6'] };
const TRANSPORT = selectors(
  ['dport', { kind: 'port', side: 'destination' }],
  ['sport', { kind: 'port', side: 'source' }],
  ['flags', { kind: 'flags' }],
);
const NETWORK = selectors(['protocol nexthdr', IS_TCP], ['frag-off', { kind: 'fragment' }]);
const META = selectors(
  ['iif iifname', { kind: 'interface', side: 'in' }],
  ['oif oifname', { kind: 'interface', side: 'out' }],
  ['mark', { kind: 'mark', of: 'packet' }],
  ['pkttype', { kind: 'word', yes: ['unicast', 'host'] }],
  ['iiftype', { kind: 'word', yes: ['ether'] }],
  ['skuid skgid', { kind: 'some', why: 'programs of certain users' }],
  ['l4proto', IS_TCP],
  ['nfproto protocol', { kind: 'family' }],
  ['time hour day', { kind: 'some', why: 'certain hours' }],
);
const CONNECTION = selectors(
  ['state', { kind: 'state' }],
  ['status', { kind: 'translated' }],
  ['mark', { kind: 'mark', of: 'connection' }],
  ['direction', { kind: 'word', yes: ['original', '0'] }],
  ['l3proto', { kind: 'family' }],
  ['protocol', IS_TCP],
  ['count', { kind: 'some', why: 'a limit of connections' }],
  ['helper', { kind: 'helper' }],
);
/** Of a connection as it was dialled. */
const ORIGINAL = selectors(
  ['proto-dst', { kind: 'port', side: 'original' }],
  ['proto-src', { kind: 'port', side: 'source' }],
  ['saddr', { kind: 'address', side: 'source', family: null }],
  ['daddr', { kind: 'address', side: 'original', family: null }],
);
const OTHER_PROTOCOLS = 'udp udplite sctp dccp icmp icmpv6 igmp esp ah comp arp vlan'.split(' ');

/** Reads the left side of a comparison, as nft(8) describes them under "expressions". */
export function readField(cursor: Cursor): Field | null {
  const head = take(cursor);
  switch (head) {
    case 'tcp':
    case 'th':
      return { selector: transport(cursor, head) };
    case 'ip':
      return { selector: network(cursor, 4), family: 4 };
    case 'ip6':
      return { selector: network(cursor, 6), family: 6 };
    case 'meta': {
      const key = take(cursor);
      return { selector: META.get(key) ?? { kind: 'opaque', why: `"meta ${key}"` } };
    }
    case 'ct':
      return { selector: connection(cursor) };
    case 'fib':
      return { selector: route(cursor) };
  }
  if (OTHER_PROTOCOLS.includes(head)) {
    cursor.at++;
    return { selector: { kind: 'never' } };
  }
  // Most of them are known without `meta` in front too.
  const selector = META.get(head);
  return selector ? { selector } : null;
}

function take(cursor: Cursor): string {
  const text = cursor.text();
  cursor.at++;
  return text;
}

function transport(cursor: Cursor, head: string): Selector {
  const field = take(cursor);
  if (field === 'option') cursor.at += 2;
  return TRANSPORT.get(field) ?? { kind: 'opaque', why: `"${head} ${field}"` };
}

function network(cursor: Cursor, family: 4 | 6): Selector {
  const field = take(cursor);
  if (field === 'saddr') return { kind: 'address', side: 'source', family };
  if (field === 'daddr') return { kind: 'address', side: 'destination', family };
  if (field === 'version') return { kind: 'word', yes: [`${family}`] };
  return NETWORK.get(field) ?? { kind: 'opaque', why: `"ip${family === 6 ? '6' : ''} ${field}"` };
}

function connection(cursor: Cursor): Selector {
  let direction = cursor.accept('original', 'reply');
  if (direction !== undefined) cursor.accept('ip', 'ip6');
  const key = take(cursor);
  // `ct direction original` compares with that word.
  if (key !== 'direction') direction ??= cursor.accept('original', 'reply');
  const own = direction === 'original' ? ORIGINAL.get(key) : undefined;
  return CONNECTION.get(key) ?? own ?? { kind: 'opaque', why: `"ct ${key}"` };
}

/** `fib daddr type local`, `fib saddr . iif oif missing` */
function route(cursor: Cursor): Selector {
  const keys: string[] = [];
  do keys.push(take(cursor));
  while (cursor.accept('.') !== undefined);
  const result = take(cursor);
  if (result === 'type')
    return keys.includes('daddr') ? { kind: 'type' } : { kind: 'word', yes: ['unicast'] };
  // A client's address has a way back, by the interface it came in by.
  if (result === 'oif' || result === 'oifname') return { kind: 'word', yes: ['exists'] };
  return { kind: 'opaque', why: '"fib"' };
}

import type { Cursor } from './cursor.js';
import type { Selector } from './selectors.js';

/** What a rule compares, with the family of addresses that naming it demands; null where that is not read here. */
export interface Field {
  readonly selector: Selector;
  readonly family?: 4 | 6;
}

/** Reads the left side of a comparison, as nft(8) describes them under "expressions". */
export function readField(cursor: Cursor): Field | null {
  const head = cursor.text();
  cursor.at++;
  switch (head) {
    case 'tcp':
    case 'th':
      return { selector: transport(cursor, head) };
    case 'udp':
    case 'udplite':
    case 'sctp':
    case 'dccp':
    case 'icmp':
    case 'icmpv6':
    case 'igmp':
    case 'esp':
    case 'ah':
    case 'comp':
    case 'arp':
    case 'vlan':
      cursor.at++;
      return { selector: { kind: 'never' } };
    case 'ip':
      return { selector: network(cursor, 4), family: 4 };
    case 'ip6':
      return { selector: network(cursor, 6), family: 6 };
    case 'meta':
      return { selector: meta(cursor) ?? { kind: 'opaque', why: `"meta ${cursor.text(-1)}"` } };
    case 'ct':
      return { selector: connection(cursor) };
    case 'fib':
      return { selector: route(cursor) };
    default: {
      cursor.at--;
      const selector = meta(cursor);
      return selector && { selector };
    }
  }
}

function transport(cursor: Cursor, head: string): Selector {
  const field = cursor.text();
  cursor.at++;
  if (field === 'dport') return { kind: 'port', side: 'destination' };
  if (field === 'sport') return { kind: 'port', side: 'source' };
  if (field === 'flags') return { kind: 'flags' };
  if (field === 'option') cursor.at += 2;
  return { kind: 'opaque', why: `"${head} ${field}"` };
}

function network(cursor: Cursor, family: 4 | 6): Selector {
  const field = cursor.text();
  cursor.at++;
  switch (field) {
    case 'saddr':
      return { kind: 'address', side: 'source', family };
    case 'daddr':
      return { kind: 'address', side: 'destination', family };
    case 'protocol':
    case 'nexthdr':
      return { kind: 'word', yes: ['tcp', '6'] };
    case 'frag-off':
      return { kind: 'fragment' };
    case 'version':
      return { kind: 'word', yes: [`${family}`] };
    default:
      return { kind: 'opaque', why: `"ip${family === 6 ? '6' : ''} ${field}"` };
  }
}

/** With `meta` in front, or for most of them without. */
function meta(cursor: Cursor): Selector | null {
  const key = cursor.text();
  cursor.at++;
  switch (key) {
    case 'iif':
    case 'iifname':
      return { kind: 'interface', side: 'in' };
    case 'oif':
    case 'oifname':
      return { kind: 'interface', side: 'out' };
    case 'mark':
      return { kind: 'mark', of: 'packet' };
    case 'pkttype':
      return { kind: 'word', yes: ['unicast', 'host'] };
    case 'iiftype':
      return { kind: 'word', yes: ['ether'] };
    case 'skuid':
    case 'skgid':
      return { kind: 'some', why: 'programs of certain users' };
    case 'l4proto':
      return { kind: 'word', yes: ['tcp', '6'] };
    case 'nfproto':
    case 'protocol':
      return { kind: 'family' };
    case 'time':
    case 'hour':
    case 'day':
      return { kind: 'some', why: 'certain hours' };
    default:
      return null;
  }
}

function connection(cursor: Cursor): Selector {
  let direction = cursor.accept('original', 'reply');
  if (direction !== undefined) cursor.accept('ip', 'ip6');
  const key = cursor.text();
  cursor.at++;
  // `ct direction original` compares with that word.
  if (key !== 'direction') direction ??= cursor.accept('original', 'reply');
  const original = direction === 'original';
  switch (key) {
    case 'state':
      return { kind: 'state' };
    case 'status':
      return { kind: 'translated' };
    case 'mark':
      return { kind: 'mark', of: 'connection' };
    case 'direction':
      return { kind: 'word', yes: ['original', '0'] };
    case 'l3proto':
      return { kind: 'family' };
    case 'protocol':
      return { kind: 'word', yes: ['tcp', '6'] };
    case 'count':
      return { kind: 'some', why: 'a limit of connections' };
    case 'helper':
      return { kind: 'helper' };
    case 'proto-dst':
    case 'proto-src':
      if (!original) break;
      return { kind: 'port', side: key === 'proto-dst' ? 'original' : 'source' };
    case 'saddr':
    case 'daddr':
      if (!original) break;
      return { kind: 'address', side: key === 'saddr' ? 'source' : 'original', family: null };
  }
  return { kind: 'opaque', why: `"ct ${key}"` };
}

/** `fib daddr type local`, `fib saddr . iif oif missing` */
function route(cursor: Cursor): Selector {
  const keys: string[] = [];
  do {
    keys.push(cursor.text());
    cursor.at++;
  } while (cursor.accept('.') !== undefined);
  const result = cursor.text();
  cursor.at++;
  if (result === 'type')
    return keys.includes('daddr') ? { kind: 'type' } : { kind: 'word', yes: ['unicast'] };
  // A client's address has a way back, by the interface it came in by.
  if (result === 'oif' || result === 'oifname') return { kind: 'word', yes: ['exists'] };
  return { kind: 'opaque', why: '"fib"' };
}

import ipaddr from 'ipaddr.js';

/** What an address can be used for; the names are part of the JSON that `decode` prints. */
export type AddressClass =
  | 'private'
  | 'public'
  | 'loopback'
  | 'unspecified'
  | 'shared'
  | 'link-local'
  | 'multicast'
  | 'documentation'
  | 'reserved';

/** A block of the IANA special-purpose registries, or of the address architecture itself. */
export interface AddressBlock {
  /** CIDR notation. */
  readonly prefix: string;
  readonly class: AddressClass;
  /** The registry's name for it, shortened. */
  readonly name: string;
  /** The document that reserves it. */
  readonly source: string;
}

type BlockRow = readonly [prefix: string, of: AddressClass, name: string, source: string];

/** IANA IPv4 Special-Purpose Address Registry; the longest matching prefix counts. */
const IPV4_ROWS: readonly BlockRow[] = [
  ['0.0.0.0/8', 'reserved', 'this network', 'RFC 791'],
  ['0.0.0.0/32', 'unspecified', 'this host', 'RFC 1122'],
  ['10.0.0.0/8', 'private', 'private', 'RFC 1918'],
  ['100.64.0.0/10', 'shared', 'shared address space of carriers', 'RFC 6598'],
  ['127.0.0.0/8', 'loopback', 'loopback', 'RFC 1122'],
  ['169.254.0.0/16', 'link-local', 'link local', 'RFC 3927'],
  ['172.16.0.0/12', 'private', 'private', 'RFC 1918'],
  ['192.0.0.0/24', 'reserved', 'IETF protocol assignments', 'RFC 6890'],
  ['192.0.0.9/32', 'public', 'Port Control Protocol anycast', 'RFC 7723'],
  ['192.0.0.10/32', 'public', 'TURN anycast', 'RFC 8155'],
  ['192.0.2.0/24', 'documentation', 'TEST-NET-1', 'RFC 5737'],
  ['192.88.99.0/24', 'reserved', 'withdrawn 6to4 relay anycast', 'RFC 7526'],
  ['192.168.0.0/16', 'private', 'private', 'RFC 1918'],
  ['198.18.0.0/15', 'reserved', 'benchmarking', 'RFC 2544'],
  ['198.51.100.0/24', 'documentation', 'TEST-NET-2', 'RFC 5737'],
  ['203.0.113.0/24', 'documentation', 'TEST-NET-3', 'RFC 5737'],
  ['224.0.0.0/4', 'multicast', 'multicast', 'RFC 5771'],
  ['240.0.0.0/4', 'reserved', 'reserved for future use', 'RFC 1112'],
  ['255.255.255.255/32', 'reserved', 'limited broadcast', 'RFC 8190'],
  ['0.0.0.0/0', 'public', 'global unicast', 'RFC 791'],
];

/** IANA IPv6 Special-Purpose Address Registry and, outside 2000::/3, the IPv6 address space registry. */
const IPV6_ROWS: readonly BlockRow[] = [
  ['::/0', 'reserved', 'not assigned', 'RFC 4291'],
  ['::/128', 'unspecified', 'unspecified address', 'RFC 4291'],
  ['::1/128', 'loopback', 'loopback', 'RFC 4291'],
  ['64:ff9b:1::/48', 'reserved', 'local-use NAT64', 'RFC 8215'],
  ['100::/64', 'reserved', 'discard only', 'RFC 6666'],
  ['100:0:0:1::/64', 'reserved', 'dummy prefix', 'RFC 9780'],
  ['2000::/3', 'public', 'global unicast', 'RFC 4291'],
  ['2001::/23', 'reserved', 'IETF protocol assignments', 'RFC 2928'],
  ['2001:1::1/128', 'public', 'Port Control Protocol anycast', 'RFC 7723'],
  ['2001:1::2/128', 'public', 'TURN anycast', 'RFC 8155'],
  ['2001:1::3/128', 'public', 'DNS-SD service registration anycast', 'RFC 9665'],
  ['2001:2::/48', 'reserved', 'benchmarking', 'RFC 5180'],
  ['2001:3::/32', 'public', 'automatic multicast tunnelling', 'RFC 7450'],
  ['2001:4:112::/48', 'public', 'AS112', 'RFC 7535'],
  ['2001:10::/28', 'reserved', 'withdrawn ORCHID', 'RFC 4843'],
  ['2001:20::/28', 'public', 'ORCHIDv2', 'RFC 7343'],
  ['2001:30::/28', 'public', 'drone remote identification', 'RFC 9374'],
  ['2001:db8::/32', 'documentation', 'documentation', 'RFC 3849'],
  ['3fff::/20', 'documentation', 'documentation', 'RFC 9637'],
  ['5f00::/16', 'reserved', 'segment routing identifiers', 'RFC 9602'],
  ['fc00::/7', 'private', 'unique local', 'RFC 4193'],
  ['fe80::/10', 'link-local', 'link local', 'RFC 4291'],
  ['fec0::/10', 'private', 'withdrawn site local', 'RFC 3879'],
  ['ff00::/8', 'multicast', 'multicast', 'RFC 4291'],
];

/** IPv6 addresses that carry an IPv4 address, and where: only that one decides who can reach them. */
const EMBEDDING: readonly {
  readonly prefix: string;
  readonly name: string;
  readonly source: string;
  readonly firstByte: number;
  readonly inverted: boolean;
}[] = [
  { prefix: '::ffff:0:0/96', name: 'IPv4-mapped', source: 'RFC 4291', firstByte: 12, inverted: false },
  { prefix: '64:ff9b::/96', name: 'NAT64', source: 'RFC 6052', firstByte: 12, inverted: false },
  { prefix: '2002::/16', name: '6to4', source: 'RFC 3056', firstByte: 2, inverted: false },
  { prefix: '2001::/32', name: 'Teredo', source: 'RFC 4380', firstByte: 12, inverted: true },
];

/** One plain sentence per class: what follows for a client that is told to connect there. */
const CONSEQUENCES: Readonly<Record<AddressClass, string>> = {
  private: 'Only machines on the same private network can reach it; other clients time out.',
  public: 'It can be reached from the internet, provided the firewalls on the way let the port through.',
  loopback: 'It is the machine itself: a client on any other machine connects to itself and is refused.',
  unspecified: 'It is no address at all: clients either connect to themselves or give up.',
  shared: 'It is inside a carrier’s address translation or an overlay network: no way in from the internet.',
  'link-local': 'It works on one network segment only and no router passes it on.',
  multicast: 'It names a group of receivers; no TCP connection to it is possible.',
  documentation:
    'It is reserved for examples and never routed: it was copied, or the real address was masked.',
  reserved: 'It is reserved and not routed on the internet: no client outside can connect to it.',
};

/** No address is longer, in brackets and with a zone. UTF-16 units. */
const ADDRESS_LIMIT = 100;
/** Texts whose meaning is remembered. */
const REMEMBERED = 500;

interface Compiled {
  readonly bytes: readonly number[];
  readonly bits: number;
  readonly block: AddressBlock;
}

/** Longest prefix first, so that the first match counts. */
function compile(rows: readonly BlockRow[]): readonly Compiled[] {
  return rows
    .map(([prefix, of, name, source]) => {
      const [network, bits] = ipaddr.parseCIDR(prefix);
      return { bytes: network.toByteArray(), bits, block: { prefix, class: of, name, source } };
    })
    .sort((a, b) => b.bits - a.bits);
}

const IPV4 = compile(IPV4_ROWS);
const IPV6 = compile(IPV6_ROWS);
const CARRIERS = EMBEDDING.map((carrier) => {
  const [network, bits] = ipaddr.parseCIDR(carrier.prefix);
  return { ...carrier, bytes: network.toByteArray(), bits };
});

/**
 * The block a numeric address belongs to; null for anything that is not one (names, masked addresses, shortened
 * IPv4 forms). IPv4: four decimal octets. IPv6: any RFC 4291 form, also in brackets or with a zone. An address that
 * carries an IPv4 address (mapped, NAT64, 6to4, Teredo) gets the class of that address.
 */
export const addressBlock: (text: string) => AddressBlock | null = remembering((text) => {
  const bytes = addressBytes(text);
  if (!bytes) return null;
  if (bytes.length === 4) return longestMatch(IPV4, bytes);
  const carrier = CARRIERS.find((one) => within(bytes, one));
  if (!carrier) return longestMatch(IPV6, bytes);
  const inner = bytes.slice(carrier.firstByte, carrier.firstByte + 4);
  const block = longestMatch(IPV4, carrier.inverted ? inner.map((byte) => byte ^ 255) : inner);
  return block && { ...block, name: `${carrier.name}, ${block.name}`, source: carrier.source };
});

/** The class of a numeric address, null where the text is none. See addressBlock. */
export function classOf(text: string): AddressClass | null {
  return addressBlock(text)?.class ?? null;
}

/** What follows from the class for a client that is told to connect there: one sentence. */
export function consequenceOf(of: AddressClass): string {
  return CONSEQUENCES[of];
}

/** Whether two texts mean the same address; `::ffff:192.0.2.1` equals `192.0.2.1`. False where one is no address. */
export function sameAddress(a: string, b: string): boolean {
  const plainA = plainAddress(a);
  return plainA !== null && plainA === plainAddress(b);
}

/** The usual spelling: IPv4-mapped as IPv4, IPv6 shortened (RFC 5952), no brackets or zone. Null: no address. */
export const plainAddress: (text: string) => string | null = remembering((text) => {
  const bytes = addressBytes(text);
  if (!bytes) return null;
  const address = ipaddr.fromByteArray([...bytes]);
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
    ? address.toIPv4Address().toString()
    : address.kind() === 'ipv6'
      ? (address as ipaddr.IPv6).toRFC5952String()
      : address.toString();
});

/** The address that a connection to this one ends at: of mapped, NAT64 and 6to4 forms the embedded one. Null: no address. */
export function reachedAddress(text: string): string | null {
  const bytes = addressBytes(text);
  const carrier =
    bytes?.length === 16 ? CARRIERS.find((one) => !one.inverted && within(bytes, one)) : undefined;
  if (!bytes || !carrier) return plainAddress(text);
  return bytes.slice(carrier.firstByte, carrier.firstByte + 4).join('.');
}

/** 4 for IPv4 and IPv4-mapped addresses, 6 for IPv6, null for anything else. */
export function addressFamily(text: string): 4 | 6 | null {
  const plain = plainAddress(text);
  return plain === null ? null : plain.includes(':') ? 6 : 4;
}

/** Results for the last texts: a log names the same few addresses over and over. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = read(text);
    if (known.size >= REMEMBERED) known.clear();
    if (text.length <= ADDRESS_LIMIT) known.set(text, found);
    return found;
  };
}

/** ipaddr.js alone would also take inet_aton's short, octal and hexadecimal forms; a reply never means those. */
function addressBytes(text: string): readonly number[] | null {
  if (text.length > ADDRESS_LIMIT) return null;
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (!bare.includes(':')) return decimalOctets(bare);
  const [zoneless = ''] = bare.split('%', 1);
  const address = hexTail(zoneless);
  return ipaddr.IPv6.isValid(address) ? ipaddr.IPv6.parse(address).toByteArray() : null;
}

/** `::1.2.3.4` as `::102:304`: ipaddr.js would take it for an IPv4-mapped address. */
function hexTail(address: string): string {
  const colon = address.lastIndexOf(':') + 1;
  const octets = address.includes('.') ? decimalOctets(address.slice(colon)) : null;
  if (!octets) return address;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return `${address.slice(0, colon)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function decimalOctets(text: string): readonly number[] | null {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return null;
  const octets = text.split('.');
  if (octets.some((octet) => Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0')))) return null;
  return octets.map(Number);
}

function longestMatch(table: readonly Compiled[], bytes: readonly number[]): AddressBlock | null {
  return table.find((row) => within(bytes, row))?.block ?? null;
}

function within(
  bytes: readonly number[],
  { bytes: network, bits }: { bytes: readonly number[]; bits: number },
): boolean {
  if (bytes.length !== network.length) return false;
  for (let bit = 0; bit < bits; bit += 8) {
    const shift = Math.max(0, 8 - (bits - bit));
    if ((bytes[bit / 8] ?? 0) >> shift !== (network[bit / 8] ?? 0) >> shift) return false;
  }
  return true;
}

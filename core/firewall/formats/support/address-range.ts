import ipaddr from 'ipaddr.js';

/** Addresses from `low` to `high`, both included, as numbers. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

const BITS = { 4: 32n, 6: 128n } as const;

/** `192.0.2.1`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `192.0.2.1-192.0.2.9`, `2001:db8::/32`; null for names. */
export function readAddresses(text: string): AddressRange | null {
  if (text.length > 100) return null;
  const dash = text.indexOf('-');
  if (dash > 0) {
    const [low, high] = [readAddress(text.slice(0, dash)), readAddress(text.slice(dash + 1))];
    return low && high && low.family === high.family && low.low <= high.low
      ? { ...low, high: high.low }
      : null;
  }
  const slash = text.indexOf('/');
  if (slash < 0) return readAddress(text);
  const address = readAddress(text.slice(0, slash));
  const prefix = address && prefixLength(text.slice(slash + 1), address.family);
  if (!address || prefix === null) return null;
  const size = 1n << (BITS[address.family] - BigInt(prefix));
  const low = address.low - (address.low % size);
  return { family: address.family, low, high: low + size - 1n };
}

function readAddress(text: string): AddressRange | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const low = BigInt(ipaddr.IPv4.parse(text).octets.reduce((sum, byte) => sum * 256 + byte, 0));
    return { family: 4, low, high: low };
  }
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return null;
  const low = ipaddr.IPv6.parse(text).parts.reduce((sum, part) => sum * 65_536n + BigInt(part), 0n);
  return { family: 6, low, high: low };
}

/** `24`, or a mask without holes. */
function prefixLength(text: string, family: 4 | 6): number | null {
  if (/^\d{1,3}$/.test(text)) return BigInt(text) <= BITS[family] ? Number(text) : null;
  const mask = readAddress(text);
  if (mask?.family !== family) return null;
  const inverse = (1n << BITS[family]) - 1n - mask.low;
  if ((inverse & (inverse + 1n)) !== 0n) return null;
  return Number(BITS[family]) - (inverse === 0n ? 0 : inverse.toString(2).length);
}

/** The number and family of one address, for `holds`. */
export function addressOf(text: string): AddressRange | null {
  const address = readAddresses(text);
  return address && address.low === address.high ? address : null;
}

export function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.low <= inner.low && inner.high <= outer.high;
}

export function isEveryAddress({ family, low, high }: AddressRange): boolean {
  return low === 0n && high === (1n << BITS[family]) - 1n;
}

/** Blocks that no client outside has as its own address, and that none of them can reach. */
const NEVER_OUTSIDE = [
  '127.0.0.0/8',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '0.0.0.0/8',
  '::1/128',
  'ff00::/8',
  '::/128',
]
  .map(readAddresses)
  .filter((range) => range !== null);

/** Loopback, multicast and broadcast. */
export function isNeverOutside(range: AddressRange): boolean {
  return NEVER_OUTSIDE.some((block) => holds(block, range));
}

/** As people write it, with the prefix of a block. */
export function addressText({ family, low, high }: AddressRange): string {
  const bits = family === 4 ? 32 : 128;
  const size = high - low + 1n;
  const plain = (address: bigint): string => (family === 4 ? dotted(address) : colons(address));
  if (size === 1n) return plain(low);
  const prefix = size.toString(2).length - 1;
  return size === 1n << BigInt(prefix) ? `${plain(low)}/${bits - prefix}` : `${plain(low)}-${plain(high)}`;
}

function dotted(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function colons(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  ).join(':');
  return groups.replace(/(?:^|:)0(?::0)+(?:$|:)/, '::');
}

/** Whether addresses that a rule names hold the one that is asked about; `some` where either is not known. */
export function addressMatch(text: string, known: string | undefined): 'yes' | 'no' | 'some' {
  const range = readAddresses(text);
  if (range && isEveryAddress(range)) return 'yes';
  const one = known === undefined ? null : addressOf(known);
  if (!range || !one) return 'some';
  return holds(range, one) ? 'yes' : 'no';
}

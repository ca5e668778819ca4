import ipaddr from 'ipaddr.js';
import { be16, be32 } from '../bytes.js';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** Both ends of a TCP connection, as one packet names them. */
export interface Ends {
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
}

export interface Segment extends Ends {
  readonly kind: 'tcp';
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  /** Bytes of data on the wire; the capture may hold fewer. */
  readonly length: number;
  readonly payload: Uint8Array;
  /** Hops that are left, and the sender's number of the packet: what tells a copy from a repetition. */
  readonly ttl: number;
  readonly id: number;
}

/** A router or host says that it could not deliver a TCP packet, whose ends are given. */
export interface Undelivered extends Ends {
  readonly kind: 'icmp';
  readonly router: string;
  /** In words: `host unreachable (ICMP type 3 code 1)`. */
  readonly words: string;
  /** What a program's connect ends with; null where the packet was only too large. */
  readonly errno: string | null;
}

export type Packet = Segment | Undelivered | { readonly kind: 'fragment' };

interface Header {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  /** Where the payload begins, and where the packet ends on the wire. */
  readonly at: number;
  readonly end: number;
  readonly ttl: number;
  readonly id: number;
  /** Not the first piece of a packet in fragments. */
  readonly isRest: boolean;
}

/** The IP packet at that place, as far as it is of use; null for what is neither TCP nor a message about it. */
export function readPacket(data: Uint8Array, offset: number, depth = 0): Packet | null {
  const header = headerOf(data, offset);
  if (!header) return null;
  if (header.isRest) return { kind: 'fragment' };
  const inner = depth < MOST_TUNNELS ? tunnelled(data, header) : null;
  if (inner !== null) return readPacket(data, inner, depth + 1);
  const { protocol } = header;
  if (protocol === 6) return segmentOf(data, header);
  return protocol === 1 || protocol === 58 ? undeliveredOf(data, header) : null;
}

const MOST_TUNNELS = 4;

/** Where the inner packet begins that a tunnel carries (RFC 2003, 2473, 2784); null: it is no tunnel. */
function tunnelled(data: Uint8Array, { protocol, at }: Header): number | null {
  if (protocol === 4 || protocol === 41) return at;
  const [flags, type] = [be16(data, at), be16(data, at + 2)];
  if (protocol !== 47 || (flags & 7) !== 0 || (type !== 0x0800 && type !== 0x86dd)) return null;
  return at + 4 + [0x8000, 0x2000, 0x1000].filter((bit) => (flags & bit) !== 0).length * 4;
}

function headerOf(data: Uint8Array, offset: number): Header | null {
  const version = (data[offset] ?? 0) >> 4;
  if (version === 4) return ipv4(data, offset);
  return version === 6 ? ipv6(data, offset) : null;
}

function ipv4(data: Uint8Array, offset: number): Header | null {
  const length = ((data[offset] ?? 0) & 15) * 4;
  if (length < 20 || data.length < offset + length) return null;
  // A packet that the network card has yet to cut up has no length.
  const total = be16(data, offset + 2) || data.length - offset;
  return {
    from: dotted(data, offset + 12),
    to: dotted(data, offset + 16),
    protocol: data[offset + 9] ?? 0,
    at: offset + length,
    end: offset + total,
    ttl: data[offset + 8] ?? 0,
    id: be16(data, offset + 4),
    isRest: (be16(data, offset + 6) & 0x1fff) !== 0,
  };
}

const MOST_EXTENSIONS = 10;

function ipv6(data: Uint8Array, offset: number): Header | null {
  if (data.length < offset + 40) return null;
  const end = be16(data, offset + 4) === 0 ? data.length : offset + 40 + be16(data, offset + 4);
  let protocol = data[offset + 6] ?? 0;
  let at = offset + 40;
  let isRest = false;
  for (let i = 0; i < MOST_EXTENSIONS && at + 8 <= data.length; i++) {
    const isFragment = protocol === 44;
    const isOptions = protocol === 0 || protocol === 43 || protocol === 60 || protocol === 135;
    if (!isFragment && !isOptions && protocol !== 51) break;
    const size = data[at + 1] ?? 0;
    if (isFragment) isRest ||= (be16(data, at + 2) & 0xfff8) !== 0;
    const length = isFragment ? 8 : isOptions ? 8 * (size + 1) : 4 * (size + 2);
    protocol = data[at] ?? 59;
    at += length;
  }
  const addresses = { from: colons(data, offset + 8), to: colons(data, offset + 24) };
  return { ...addresses, protocol, at, end, ttl: data[offset + 7] ?? 0, id: 0, isRest };
}

function segmentOf(data: Uint8Array, { from, to, at, end, ttl, id }: Header): Segment | null {
  const size = ((data[at + 12] ?? 0) >> 4) * 4;
  if (data.length < at + 20 || size < 20) return null;
  const start = at + size;
  return {
    kind: 'tcp',
    from,
    fromPort: be16(data, at),
    to,
    toPort: be16(data, at + 2),
    seq: be32(data, at + 4),
    ack: be32(data, at + 8),
    flags: data[at + 13] ?? 0,
    length: Math.max(0, end - start),
    payload: data.subarray(start, Math.max(start, Math.min(end, data.length))),
    ttl,
    id,
  };
}

const NAMES_V4: Readonly<Record<number, readonly [string, string]>> = {
  0: ['network unreachable', 'ENETUNREACH'],
  1: ['host unreachable', 'EHOSTUNREACH'],
  3: ['port unreachable', 'ECONNREFUSED'],
  9: ['network administratively prohibited', 'ENETUNREACH'],
  10: ['host administratively prohibited', 'EHOSTUNREACH'],
  13: ['administratively prohibited', 'EHOSTUNREACH'],
};
const NAMES_V6: Readonly<Record<number, readonly [string, string]>> = {
  0: ['no route', 'ENETUNREACH'],
  1: ['administratively prohibited', 'EACCES'],
  3: ['address unreachable', 'EHOSTUNREACH'],
  4: ['port unreachable', 'ECONNREFUSED'],
};

/** RFC 792 and RFC 4443: destination unreachable, packet too big, time exceeded; the packet in question follows. */
function undeliveredOf(data: Uint8Array, { from: router, protocol, at }: Header): Undelivered | null {
  const [type = 0, code = 0] = data.subarray(at, at + 2);
  const isV6 = protocol === 58;
  const inner = data.length >= at + 8 ? headerOf(data, at + 8) : null;
  if (inner?.protocol !== 6 || inner.isRest || data.length < inner.at + 8) return null;
  const ends: Ends = {
    from: inner.from,
    fromPort: be16(data, inner.at),
    to: inner.to,
    toPort: be16(data, inner.at + 2),
  };
  const named = (words: string): string => `${words} (ICMP type ${type} code ${code})`;
  const about = { kind: 'icmp', ...ends, router } as const;
  if (isV6 ? type === 2 : type === 3 && code === 4) {
    const mtu = isV6 ? be32(data, at + 4) : be16(data, at + 6);
    return { ...about, words: named(`packet too large, at most ${mtu} bytes`), errno: null };
  }
  if (type === (isV6 ? 3 : 11)) return { ...about, words: named('time exceeded'), errno: 'EHOSTUNREACH' };
  if (type !== (isV6 ? 1 : 3)) return null;
  const [words, errno] = (isV6 ? NAMES_V6 : NAMES_V4)[code] ?? ['unreachable', 'EHOSTUNREACH'];
  return { ...about, words: named(words), errno };
}

function dotted(data: Uint8Array, at: number): string {
  return `${data[at] ?? 0}.${data[at + 1] ?? 0}.${data[at + 2] ?? 0}.${data[at + 3] ?? 0}`;
}

function colons(data: Uint8Array, at: number): string {
  return ipaddr.fromByteArray([...data.subarray(at, at + 16)]).toString();
}

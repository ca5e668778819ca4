import { be16 } from '../bytes.js';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
const PPPOE = 0x8864;
const MPLS: ReadonlySet<number> = new Set([0x8847, 0x8848]);
const MOST_LABELS = 8;

/** Where the IP packet begins in a frame; null where there is none, or the link is not read. */
export function ipOffset(link: number, data: Uint8Array): number | null {
  const at = networkOffset(link, data);
  const version = at === null ? 0 : (data[at] ?? 0) >> 4;
  return version === 4 || version === 6 ? at : null;
}

function networkOffset(link: number, data: Uint8Array): number | null {
  switch (link) {
    case 1: // Ethernet
      return afterType(data, 12);
    case 113: // Linux cooked, tcpdump -i any
      return afterType(data, 14);
    case 276: // Linux cooked v2
      return be16(data, 0) === IPV4 || be16(data, 0) === IPV6 ? 20 : tagged(data, be16(data, 0), 20);
    case 0: // BSD loopback: the protocol family in either byte order
    case 108:
      return 4;
    case 9: // PPP
    case 50:
      return pointToPoint(data);
    case 12:
    case 14:
    case 101: // raw IP
    case 228:
    case 229:
      return 0;
    default:
      return null;
  }
}

export function isReadLink(link: number): boolean {
  return [0, 1, 9, 12, 14, 50, 101, 108, 113, 228, 229, 276].includes(link);
}

function afterType(data: Uint8Array, at: number): number | null {
  return tagged(data, be16(data, at), at + 2);
}

/** Up to four VLAN tags, of which each names the type of what follows. */
function tagged(data: Uint8Array, first: number, from: number): number | null {
  let type = first;
  let at = from;
  for (let tags = 0; VLAN.has(type) && tags < 4; tags++) {
    type = be16(data, at + 2);
    at += 4;
  }
  if (type === PPPOE) return at + 8;
  if (MPLS.has(type)) return labelled(data, at);
  return type === IPV4 || type === IPV6 ? at : null;
}

/** After the labels of MPLS, of which the last has a mark. */
function labelled(data: Uint8Array, from: number): number | null {
  for (let label = 0; label < MOST_LABELS; label++)
    if (((data[from + 4 * label + 2] ?? 0) & 1) === 1) return from + 4 * label + 4;
  return null;
}

/** PPP may leave out its address, and the first half of the protocol. */
function pointToPoint(data: Uint8Array): number | null {
  const at = be16(data, 0) === 0xff03 ? 2 : 0;
  const isShort = data[at] === 0x21 || data[at] === 0x57;
  const protocol = isShort ? data[at] : be16(data, at);
  return protocol === 0x21 || protocol === 0x57 ? at + (isShort ? 1 : 2) : null;
}

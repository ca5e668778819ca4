import ipaddr from 'ipaddr.js';
import { addressFamily, plainAddress } from '../../reply/index.js';
import { type EvidenceView } from './view.js';
import { isInner, isLoopback, isOuter, same } from './addresses.js';

/** Own numeric addresses, without their prefix lengths; empty where they were not looked up. */
export function ownAddresses({ vantage }: EvidenceView): readonly string[] {
  return (vantage?.networks ?? []).map((network) => network.split('/', 1)[0] ?? '');
}

/** The server runs on the machine that tested it. */
export function isThisMachine(view: EvidenceView, address: string | null): boolean {
  return isLoopback(address) || ownAddresses(view).some((own) => same(own, address));
}

/** The own network that an address lies in, as `192.168.1.0/24`; null for none, and for the own address itself. */
export function ownNetwork(view: EvidenceView, address: string | null): string | null {
  if (address === null || isThisMachine(view, address)) return null;
  for (const network of view.vantage?.networks ?? []) {
    const found = enclosing(network, address);
    if (found !== null) return found;
  }
  return null;
}

/** The network as its first address and length, where the address lies in it and it is more than one machine. */
function enclosing(network: string, address: string): string | null {
  const plain = plainAddress(address);
  const length = Number(network.split('/', 2)[1] ?? '');
  try {
    const [own] = ipaddr.parseCIDR(network);
    const other = ipaddr.parse(plain ?? '');
    const bits = own.kind() === 'ipv4' ? 32 : 128;
    if (own.kind() !== other.kind() || length < 1 || length > bits - 1) return null;
    return other.match([own, length]) ? `${firstOf(own, length)}/${length}` : null;
  } catch {
    return null;
  }
}

function firstOf(own: ipaddr.IPv4 | ipaddr.IPv6, length: number): string {
  const bytes = own.toByteArray().map((byte, index) => {
    const kept = Math.max(0, Math.min(8, length - 8 * index));
    return byte & (0xff00 >> kept) & 0xff;
  });
  return ipaddr.fromByteArray(bytes).toString();
}

/** Whether this machine can reach IPv6 addresses outside; undefined where that was not looked up. */
export function hasOuterIpv6(view: EvidenceView): boolean | undefined {
  return view.vantage
    ? ownAddresses(view).some((own) => addressFamily(own) === 6 && isOuter(own))
    : undefined;
}

/** All own IPv4 addresses are inner ones, so that a NAT stands between this machine and the internet. */
export function isBehindNat(view: EvidenceView): boolean {
  const own = ownAddresses(view).filter((one) => addressFamily(one) === 4 && !isLoopback(one));
  return own.length > 0 && own.every(isInner);
}

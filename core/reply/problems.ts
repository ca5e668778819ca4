import { addressFamily, classOf, sameAddress, type AddressClass } from './address-class.js';
import { clientsReading } from './clients.js';
import type { EndpointKind, ProblemId } from './endpoint.js';

/** What is known about the connection an endpoint belongs to. */
export interface Surroundings {
  /** Numeric address of the server, as the control connection reaches it. */
  readonly peer?: string;
  /** Numeric address of the client, as the server sees it: a client on the same network may get private addresses. */
  readonly client?: string;
  /** Effective passive range of the server's vsftpd.conf, both ends included. */
  readonly range?: { readonly low: number; readonly high: number };
}

/** Ports that middleboxes treat as another protocol: SIP, H.323, PPTP, Skinny, proxies, NetBIOS. */
const HOT_PORTS: ReadonlySet<number> = new Set([
  135, 136, 137, 138, 139, 445, 1720, 1723, 2000, 3128, 5060, 5061,
]);

/** One plain sentence per problem. */
const TEXTS: Readonly<Record<ProblemId, string>> = {
  'pasv-addr-private':
    'The server advertises a private address; clients outside its network cannot reach it.',
  'pasv-addr-zero': 'The server advertises 0.0.0.0, which is no usable address.',
  'pasv-addr-loopback':
    'The server advertises its loopback address; only clients on the same machine can use it.',
  'pasv-addr-reserved': 'The server advertises an address that the internet does not route.',
  'pasv-addr-diff':
    'The server advertises another public address than the one the control connection goes to.',
  'pasv-addr-public-on-lan': 'The server advertises its public address to a client on its local network.',
  'pasv-over-v6': 'A 227 has room for IPv4 only, and this control connection runs over IPv6.',
  'pasv-shape': 'Some clients cannot read this reply, or read another endpoint from it.',
  'pasv-unparsable': 'Common clients cannot read an endpoint from this reply.',
  'pasv-port-bad': 'The port is 0, below 1024 or above 65535: no server listens there for data.',
  'pasv-port-hot': 'Firewalls and routers treat this port as another protocol and may block or change it.',
  'pasv-range-out': 'The port lies outside the passive range of the configuration.',
  'epsv-bad': 'The reply breaks the form of RFC 2428, `(|||port|)`.',
  'epsv-shape': 'The form is allowed, but some clients know only `(|||port|)`.',
  'act-addr-private':
    'The client names a private address; a server outside its network cannot connect to it.',
  'act-addr-zero': 'The client names 0.0.0.0, which is no usable address.',
  'act-addr-loopback':
    'The client names its loopback address; only a server on the same machine can connect to it.',
  'act-addr-reserved': 'The client names an address that the internet does not route.',
  'act-unparsable': 'The endpoint in this command cannot be read.',
  'act-port-bad': 'The port is 0, below 1024 or above 65535: servers refuse to connect to it.',
  masked: 'Numbers were replaced before the text was posted.',
  truncated: 'A part of the endpoint is missing.',
};

/** What a problem means, in one sentence. */
export function problemText(id: ProblemId): string {
  return TEXTS[id];
}

export interface Judged {
  readonly kind: EndpointKind;
  readonly host: string | null;
  readonly port: number | null;
  readonly addressClass: AddressClass | null;
  /** The port is written, but out of range. */
  readonly portOverflow: boolean;
}

/** Problems of where an endpoint points to; `shapeProblems` has those of how it is written. */
export function placeProblems(endpoint: Judged, { peer, client, range }: Surroundings): ProblemId[] {
  const active = endpoint.kind === 'PORT' || endpoint.kind === 'EPRT';
  const problems: ProblemId[] = [];
  const address = active
    ? clientAddressProblem(endpoint, peer, client)
    : serverAddressProblem(endpoint, peer, client);
  if (address) problems.push(address);
  if (endpoint.kind === 'PASV' && peer !== undefined && addressFamily(peer) === 6)
    problems.push('pasv-over-v6');
  const { port, portOverflow } = endpoint;
  if (portOverflow || (port !== null && port < 1024))
    problems.push(active ? 'act-port-bad' : 'pasv-port-bad');
  if (!active && port !== null && HOT_PORTS.has(port)) problems.push('pasv-port-hot');
  if (!active && range && port !== null && (port < range.low || port > range.high))
    problems.push('pasv-range-out');
  return problems;
}

function serverAddressProblem({ host, addressClass: of }: Judged, peer = '', client = ''): ProblemId | null {
  if (of === null) return null;
  if (of === 'unspecified') return 'pasv-addr-zero';
  const peerClass = seenClass(peer);
  if (host !== null && sameAddress(host, peer)) return null;
  if (of === 'public' || (of === 'documentation' && isExample(peer === '' ? client : peer))) {
    if (peerClass === 'public')
      return addressFamily(peer) === addressFamily(host ?? '') ? 'pasv-addr-diff' : null;
    return peerClass === 'private' || peerClass === 'shared' ? 'pasv-addr-public-on-lan' : null;
  }
  const inside = peerClass ?? seenClass(client);
  if (inside === of) return null;
  if (of === 'loopback') return 'pasv-addr-loopback';
  // A client on the private network itself reaches private addresses.
  if (of === 'private') return inside === null || inside === 'public' ? 'pasv-addr-private' : null;
  return 'pasv-addr-reserved';
}

function isExample(address: string): boolean {
  return classOf(address) === 'documentation';
}

/** A documentation address as the peer of a real connection stands for a masked public one. */
function seenClass(address: string): AddressClass | null {
  const of = classOf(address);
  return of === 'documentation' ? 'public' : of;
}

function clientAddressProblem({ host, addressClass: of }: Judged, peer = '', client = ''): ProblemId | null {
  const peerClass = seenClass(peer);
  if (of === null || of === 'public' || (of === 'documentation' && isExample(peer))) return null;
  if (of === 'unspecified') return 'act-addr-zero';
  if (host !== null && sameAddress(host, client)) return null;
  if (peerClass === of) return null;
  if (of === 'loopback') return 'act-addr-loopback';
  if (of === 'private') return peerClass === null || peerClass === 'public' ? 'act-addr-private' : null;
  return 'act-addr-reserved';
}

/** Problems of how a reply is written, from what nine clients make of it. `reply` from its code on. */
export function shapeProblems(reply: string): ProblemId[] {
  const readings = clientsReading(reply).map(({ dials }) => dials);
  const read = readings.filter((dials) => dials !== null);
  const agree = read.every((dials) => dials.host === read[0]?.host && dials.port === read[0].port);
  if (reply.startsWith('229')) {
    const regular = /\(([!-~])\1\1\d{1,5}\1\)/.test(reply);
    if (!regular) return ['epsv-bad'];
    return read.length < readings.length ? ['epsv-shape'] : [];
  }
  if (read.length <= 1) return ['pasv-unparsable'];
  return read.length < readings.length || !agree ? ['pasv-shape'] : [];
}

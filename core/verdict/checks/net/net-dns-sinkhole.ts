import ipaddr from 'ipaddr.js';
import { classOf, plainAddress } from '../../../reply/index.js';
import { type Check, isLoopback, listed, ownNetwork, quote } from '../support/index.js';
import { describeConnect, unreached } from './control-connects.js';

export const netDnsSinkhole: Check = {
  id: 'NET-DNS-SINKHOLE',
  title: 'The name leads to this very computer',
  severity: 'error',
  cause: 'client',
  means: 'A blocker, a hosts file or a captive portal answers for the name: the server was never asked.',
  decides:
    'All addresses of the name are 0.0.0.0, :: or the loopback address; or the one address is the first or last of this computer’s own network, where a router usually is. The control port there cannot be reached.',
  spares: 'A numeric address, the name localhost, and any address that answers as an FTP server.',
  fix: 'Look for the name in this computer’s hosts file, and in what blocks names (Pi-hole, AdGuard, a security suite, the resolver of a VPN): let it through there, and probe again. Nothing is known about the server yet.',
  metAt: { phase: 'reach', place: 15 },
  judgedAt: { phase: 'reach', place: 25 },
  find: (view) =>
    unreached(view).flatMap(({ session, failures }) => {
      const resolved = session.target?.resolved ?? [];
      const host = session.target?.host ?? '';
      const [first] = failures;
      if (resolved.length === 0 || !first || classOf(host) !== null || /^localhost\b/i.test(host)) return [];
      const evidence = `${quote(host, 100)} resolves to ${listed(resolved)}. ${describeConnect(first)}`;
      if (resolved.every((one) => isLoopback(one) || classOf(one) === 'unspecified'))
        return [{ evidence, about: failures, fitsAnyServer: true }];
      const isRouter = resolved.every((one) => isEdgeOf(ownNetwork(view, one), one));
      return isRouter ? [{ ...ROUTER, evidence, about: failures }] : [];
    }),
};

const ROUTER = {
  title: 'The name leads to the router of this computer’s own network',
  fitsAnyServer: true,
  fix: {
    text: 'In a guest network, log in on its start page first (a captive portal answers for every name), then probe again. If the router itself is the server, switch on its FTP service; if the server stands in this network, correct the name’s inner address.',
  },
} as const;

/** Routers have the first or last address of their network, as a rule. */
function isEdgeOf(network: string | null, address: string): boolean {
  const plain = plainAddress(address);
  if (network === null || plain === null) return false;
  try {
    const host = ipaddr.parse(plain).toByteArray();
    if (host.length !== 4) return false;
    const edges = [
      ipaddr.IPv4.networkAddressFromCIDR(network),
      ipaddr.IPv4.broadcastAddressFromCIDR(network),
    ];
    const number = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return edges.some((edge) => Math.abs(number(edge.toByteArray()) - number(host)) === 1);
  } catch {
    return false;
  }
}

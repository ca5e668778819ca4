import { BlockList, isIP, isIPv4 } from 'node:net';
import { later } from '../l10n.js';
import type { Vantage } from '../panel/shown-run.js';

/** Kinds of remote windows, as people call them. */
const REMOTES: Readonly<Record<string, string>> = {
  'ssh-remote': 'SSH',
  wsl: 'WSL',
  'dev-container': later('dev container'),
  'attached-container': later('container'),
  codespaces: later('codespace'),
  tunnel: later('tunnel'),
};

/** Where an extension runs. `remoteName` is the editor's word for the kind of the window's remote. */
export function placeOf(
  isOnUserSide: boolean,
  remoteName: string | undefined,
): Pick<Vantage, 'place' | 'remote'> {
  if (isOnUserSide || remoteName === undefined) return { place: 'this-computer', remote: null };
  return { place: 'remote', remote: REMOTES[remoteName] ?? null };
}

/**
 * How near a server is to a machine.
 * @param peer numeric address of the server
 * @param own addresses of the machine with their prefix length, `192.168.1.10/24`
 */
export function nearness(peer: string | null, own: readonly string[]): Vantage['near'] {
  const plain = peer?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/s, '') ?? '';
  if (isIP(plain) === 0) return null;
  if (own.some((cidr) => contains(hostCidr(cidr), plain)) || contains('127.0.0.0/8', plain))
    return 'same-machine';
  return own.some((cidr) => contains(cidr, plain)) ? 'same-network' : null;
}

function hostCidr(cidr: string): string {
  const [address = ''] = cidr.split('/', 1);
  return `${address}/${isIPv4(address) ? 32 : 128}`;
}

function contains(cidr: string, address: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  if (isIP(network) === 0 || isIP(network) !== isIP(address) || !/^\d+$/.test(bits)) return false;
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}

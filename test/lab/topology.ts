/**
 * The lab's machines and wires, as data:
 *
 *   client 192.168.1.10 -- clientRouter 203.0.113.10 == isp == 198.51.100.20 serverRouter -- server 10.0.0.5
 *                          (NAT)           (the line, maybe slow)            (NAT, firewall)  -- lan    10.0.0.7
 *
 * IPv6 (2001:db8::/32, RFC 3849) is routed from end to end. The IPv4 addresses outside are those of RFC 5737.
 */
export const NODES = ['client', 'clientRouter', 'isp', 'serverRouter', 'server', 'lan'] as const;

export type Node = (typeof NODES)[number];

export const ADDRESS = {
  client: '192.168.1.10',
  clientPublic: '203.0.113.10',
  /** The client router's second way out. */
  clientPublic2: '203.0.113.11',
  serverPublic: '198.51.100.20',
  /** A second public address of the server's router. */
  serverPublic2: '198.51.100.21',
  server: '10.0.0.5',
  lan: '10.0.0.7',
  client6: '2001:db8:1::10',
  server6: '2001:db8:5::5',
  lan6: '2001:db8:5::7',
} as const;

/** The name that all machines of the lab know the server by. */
export const SERVER_NAME = 'ftp.example.test';

interface Wire {
  readonly from: readonly [Node, device: string];
  readonly to: readonly [Node, device: string];
}

/** The line of the client's provider, which may be slow or lossy instead. */
export const LINE: Wire = { from: ['clientRouter', 'wan0'], to: ['isp', 'customer0'] };

export const WIRES: readonly Wire[] = [
  { from: ['client', 'eth0'], to: ['clientRouter', 'lan0'] },
  LINE,
  { from: ['isp', 'server0'], to: ['serverRouter', 'wan0'] },
  { from: ['server', 'eth0'], to: ['serverRouter', 'port1'] },
  { from: ['lan', 'eth0'], to: ['serverRouter', 'port2'] },
];

export interface NodeSetup {
  readonly routes?: boolean;
  /** Devices that `br0` joins to one network. */
  readonly bridge?: readonly string[];
  readonly addresses: readonly (readonly [device: string, address: string])[];
  /** Destination and next hop. */
  readonly ways: readonly (readonly [destination: string, via: string])[];
}

export const SETUP: Readonly<Record<Node, NodeSetup>> = {
  client: {
    addresses: [
      ['eth0', `${ADDRESS.client}/24`],
      ['eth0', `${ADDRESS.client6}/64`],
    ],
    ways: [
      ['default', '192.168.1.1'],
      ['default', '2001:db8:1::1'],
    ],
  },
  clientRouter: {
    routes: true,
    addresses: [
      ['lan0', '192.168.1.1/24'],
      ['lan0', '2001:db8:1::1/64'],
      ['wan0', `${ADDRESS.clientPublic}/24`],
      ['wan0', `${ADDRESS.clientPublic2}/24`],
      ['wan0', '2001:db8:2::10/64'],
    ],
    ways: [
      ['default', '203.0.113.1'],
      ['default', '2001:db8:2::1'],
    ],
  },
  isp: {
    routes: true,
    addresses: [
      ['customer0', '203.0.113.1/24'],
      ['customer0', '2001:db8:2::1/64'],
      ['server0', '198.51.100.1/24'],
      ['server0', '2001:db8:3::1/64'],
    ],
    ways: [
      ['2001:db8:1::/64', '2001:db8:2::10'],
      ['2001:db8:5::/64', '2001:db8:3::20'],
    ],
  },
  serverRouter: {
    routes: true,
    bridge: ['port1', 'port2'],
    addresses: [
      ['wan0', `${ADDRESS.serverPublic}/24`],
      ['wan0', `${ADDRESS.serverPublic2}/24`],
      ['wan0', '2001:db8:3::20/64'],
      ['br0', '10.0.0.1/24'],
      ['br0', '2001:db8:5::1/64'],
    ],
    ways: [
      ['default', '198.51.100.1'],
      ['default', '2001:db8:3::1'],
    ],
  },
  server: {
    addresses: [
      ['eth0', `${ADDRESS.server}/24`],
      ['eth0', `${ADDRESS.server6}/64`],
    ],
    ways: [
      ['default', '10.0.0.1'],
      ['default', '2001:db8:5::1'],
    ],
  },
  lan: {
    addresses: [
      ['eth0', `${ADDRESS.lan}/24`],
      ['eth0', `${ADDRESS.lan6}/64`],
    ],
    ways: [
      ['default', '10.0.0.1'],
      ['default', '2001:db8:5::1'],
    ],
  },
};

/** The devices at a machine's ends of the wires. */
export function devicesOf(node: Node): readonly string[] {
  return WIRES.flatMap(({ from, to }) => [from, to]).flatMap(([at, device]) => (at === node ? [device] : []));
}

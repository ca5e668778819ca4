import type { Scenario } from '../scenario.js';
import { ADDRESS, SERVER_NAME } from '../topology.js';

/** What a firewall on the server does with new connections to port 21. */
function guardControl(verdict: string): string {
  return `table inet guard {
  chain input {
    type filter hook input priority filter
    tcp dport 21 ct state new ${verdict}
  }
}`;
}

/** Not 64:ff9b::, with which tayga reaches no addresses of documentation. */
const NAT64_PREFIX = '2001:db8:64:1::';

/** How the client reaches the control port, or does not. */
export const REACH: readonly Scenario[] = [
  {
    id: 'control-refused',
    title: 'nothing listens',
    noVsftpd: true,
    expects: 'NET-CTRL-REFUSED',
    byCommand: true,
    mend: { noVsftpd: false },
  },
  {
    id: 'control-rejected',
    title: 'the firewall rejects port 21',
    rules: { more: { server: guardControl('reject with tcp reset') } },
    expects: 'NET-CTRL-REFUSED',
    mend: { rules: {} },
  },
  {
    id: 'control-silent',
    title: 'the firewall drops port 21',
    commands: [['server', 'iptables -A INPUT -p tcp --dport 21 -j DROP']],
    expects: 'NET-CTRL-TIMEOUT',
    mend: { command: { tool: 'iptables', at: 'server' } },
  },
  {
    id: 'control-prohibited',
    title: 'a firewall answers that port 21 is prohibited',
    rules: { more: { server: guardControl('reject with icmpx type admin-prohibited') } },
    expects: 'NET-CTRL-UNREACH',
    mend: { rules: {} },
  },
  {
    id: 'control-no-machine',
    title: 'nobody has that address in the own network',
    target: { host: '192.168.1.77' },
    options: { timeoutMs: 5000 },
    expects: 'NET-CTRL-UNREACH',
    evidence: /EHOSTUNREACH/,
    mend: { target: {} },
  },
  {
    id: 'control-no-route',
    title: 'a router knows no way to that address',
    rules: { isp: 'unreachable' },
    target: { host: ADDRESS.server },
    expects: 'NET-CTRL-UNREACH',
    evidence: /ENETUNREACH/,
    mend: { target: {} },
  },
  {
    id: 'name-unknown',
    title: 'the name has no address',
    target: { host: 'nowhere.example.test' },
    expects: 'NET-DNS-NONE',
    mend: { target: {} },
  },
  {
    id: 'name-private',
    title: 'the name has an inner address, asked from outside',
    hosts: { [SERVER_NAME]: ADDRESS.server },
    expects: 'NET-DNS-PRIVATE',
    mend: { hosts: {} },
  },
  {
    id: 'name-one-node-silent',
    title: 'the first of two addresses is dead',
    hosts: { [SERVER_NAME]: [ADDRESS.serverPublic2, ADDRESS.serverPublic] },
    rules: { more: { serverRouter: guardAddress(ADDRESS.serverPublic2, 'drop') } },
    expects: 'NET-DNS-MULTI',
    mend: { hosts: {} },
  },
  {
    id: 'name-one-node-refuses',
    title: 'the second of two addresses refuses',
    hosts: { [SERVER_NAME]: [ADDRESS.serverPublic, ADDRESS.serverPublic2] },
    rules: { more: { serverRouter: guardAddress(ADDRESS.serverPublic2, 'reject with tcp reset') } },
    expects: 'NET-DNS-MULTI',
    mend: { hosts: {} },
  },
  {
    id: 'name-ipv6-refused',
    title: 'an IPv6 address is published, and the server speaks IPv4 only',
    hosts: { [SERVER_NAME]: [ADDRESS.server6, ADDRESS.serverPublic] },
    expects: 'NET-DNS-AAAA-DEAD',
    mend: { hosts: {} },
  },
  {
    id: 'name-ipv6-silent',
    title: 'an IPv6 address is published, and a firewall drops IPv6',
    hosts: { [SERVER_NAME]: [ADDRESS.serverPublic, ADDRESS.server6] },
    rules: { more: { serverRouter: guardAddress(ADDRESS.server6, 'drop') } },
    expects: 'NET-DNS-AAAA-DEAD',
    mend: { hosts: {} },
  },
  {
    id: 'hairpin-missing',
    title: 'from the server’s LAN to its public name, without NAT loopback',
    from: 'lan',
    given: { ownAddress: ADDRESS.serverPublic },
    expects: 'NET-HAIRPIN',
    mend: { rules: { hairpin: true } },
  },
  {
    id: 'hairpin-unknown',
    title: 'the same, and nobody says which address the client has outside',
    from: 'lan',
    expects: 'NET-CTRL-REFUSED',
    evidence: /may come from your own router/,
    advice: /inner address from here/,
    mend: { rules: { hairpin: true } },
  },
  {
    id: 'nat64',
    title: 'an IPv6 client reaches the IPv4 server through NAT64',
    commands: [
      // A client without IPv4, as in many mobile networks; its router translates.
      ['client', 'ip -4 address flush dev eth0'],
      ['clientRouter', nat64()],
    ],
    hosts: { [SERVER_NAME]: `${NAT64_PREFIX}${ADDRESS.serverPublic}` },
    expects: 'NET-NAT64',
    mend: {
      hosts: { [SERVER_NAME]: ADDRESS.server6 },
      settings: { listen: 'NO', listen_ipv6: 'YES', pasv_address: null },
    },
  },
  {
    id: 'client-two-egresses',
    title: 'the client’s data connections leave from another address than its login',
    rules: { twoEgresses: true },
    expects: 'DATA-BAD-IP',
    spares: ['SEC-PROMISC'],
    mend: { rules: {} },
  },
  {
    id: 'client-many-egresses',
    title: 'later logins of the client leave from another address than its first one',
    rules: {
      more: {
        clientRouter: `table ip carrier {
  chain outgoing {
    type nat hook postrouting priority srcnat - 10
    oifname "wan0" tcp dport 21 limit rate 1/day burst 1 packets snat to ${ADDRESS.clientPublic}
    oifname "wan0" tcp dport 21 snat to ${ADDRESS.clientPublic2}
  }
}`,
      },
    },
    expects: 'NET-CLIENT-MULTI-EGRESS',
    mend: { rules: {} },
  },
];

/** A firewall in front of one of the server's addresses. */
function guardAddress(address: string, verdict: string): string {
  return `table inet guard {
  chain early {
    type filter hook prerouting priority raw
    ${address.includes(':') ? 'ip6' : 'ip'} daddr ${address} tcp dport 21 ${verdict}
  }
}`;
}

/** Translates a prefix (RFC 6052) into IPv4 with tayga, on the client's router. */
function nat64(): string {
  return `cat > $LAB_FOLDER/tayga.conf <<END
tun-device nat64
ipv4-addr 192.168.255.1
ipv6-addr 2001:db8:64::1
prefix ${NAT64_PREFIX}/96
dynamic-pool 192.168.255.0/24
data-dir $LAB_FOLDER
END
tayga --mktun -c $LAB_FOLDER/tayga.conf
ip link set nat64 up
ip route add 192.168.255.0/24 dev nat64
ip route add ${NAT64_PREFIX}/96 dev nat64
nft insert rule inet filter forward iifname nat64 accept
tayga -c $LAB_FOLDER/tayga.conf`;
}

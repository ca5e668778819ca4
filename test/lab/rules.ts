/** What routers and firewalls of the lab do, as data, and the nftables rulesets that make them do it. */
import { ADDRESS, NODES, type Node } from './topology.js';

/** First and last port, both included. */
export type Ports = readonly [first: number, last: number];

/** What becomes of a stopped packet: silence, ICMP port unreachable, a TCP reset, ICMP administratively prohibited. */
export type Stop = 'drop' | 'reject' | 'reset' | 'prohibit';

export interface Firewall {
  /** On the server's router (the default), or on the server itself (`inet filter input`). */
  readonly at?: 'router' | 'host';
  readonly stop: Stop;
  /** Ports whose new connections are stopped; absent: all but 21, 990 and `passes`. */
  readonly stops?: Ports;
  readonly passes?: Ports;
}

/** What differs from an open network. */
export interface Rules {
  /** Ports that the server's router passes on besides 21 and 990; default: all from 1024. */
  readonly forwards?: Ports | 'none';
  readonly firewall?: Firewall;
  /** The FTP helper of connection tracking, on the server's or the client's router. */
  readonly helper?: 'serverRouter' | 'clientRouter';
  /** Machines of the server's LAN may use its public address. */
  readonly hairpin?: boolean;
  /** Each connection goes to `server` or to `lan`, whatever the client's others do. */
  readonly balancer?: boolean;
  /** What the client's router does with connections that come to it from outside. Default: accept those to itself. */
  readonly clientFirewall?: Stop;
  /** Data connections leave the client's router from its second public address. */
  readonly twoEgresses?: boolean;
  /** What becomes of packets to private addresses outside: dropped (the default), or answered by net unreachable. */
  readonly isp?: 'drop' | 'unreachable';
  /** Further rulesets, by machine: whole tables of nft. */
  readonly more?: Readonly<Partial<Record<Node, string>>>;
}

const STOP: Readonly<Record<Stop, string>> = {
  drop: 'drop',
  reject: 'reject with icmpx type port-unreachable',
  reset: 'reject with tcp reset',
  prohibit: 'reject with icmpx type admin-prohibited',
};

const CONTROL = '21, 990';

/** One ruleset per machine. */
export function rulesetsOf(rules: Rules): Readonly<Record<Node, string>> {
  const made: Readonly<Record<Node, readonly string[]>> = {
    client: [],
    clientRouter: clientRouter(rules),
    isp: rules.isp === 'unreachable' ? [] : [NO_PRIVATE_DESTINATIONS],
    serverRouter: serverRouter(rules),
    server: rules.firewall?.at === 'host' ? [filter('input', rules.firewall)] : [],
    lan: [],
  };
  const whole = NODES.map((node) => [node, [...made[node], rules.more?.[node] ?? ''].join('\n')] as const);
  return Object.fromEntries(whole) as Record<Node, string>;
}

/** In prerouting: after the routing decision a drop would turn into an answer. */
const NO_PRIVATE_DESTINATIONS = `table ip provider {
  chain incoming {
    type filter hook prerouting priority filter
    iifname "customer0" ip daddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 } drop
  }
}`;

function clientRouter({ helper, twoEgresses = false, clientFirewall }: Rules): readonly string[] {
  const stop = clientFirewall === undefined ? '' : `iifname "wan0" ct state new ${STOP[clientFirewall]}`;
  return [
    `table ip nat {
  chain outgoing {
    type nat hook postrouting priority srcnat
    ip saddr != 192.168.0.0/16 return
    ${twoEgresses ? `oifname "wan0" tcp dport != { ${CONTROL} } snat to ${ADDRESS.clientPublic2}` : ''}
    oifname "wan0" snat to ${ADDRESS.clientPublic}
  }
}
table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop
    ct state established,related accept
    iifname "lan0" accept
  }
  chain input {
    type filter hook input priority filter
    ${stop}
  }
}`,
    ...(helper === 'clientRouter' ? [FTP_HELPER] : []),
  ];
}

function serverRouter({ forwards, firewall, helper, hairpin = false, balancer = false }: Rules): string[] {
  const span = forwards === undefined ? '1024-65535' : forwards === 'none' ? '' : forwards.join('-');
  const ports = [CONTROL, span].filter((part) => part !== '').join(', ');
  const inner = balancer
    ? `jhash ip saddr . tcp sport mod 2 map { 0 : ${ADDRESS.server}, 1 : ${ADDRESS.lan} }`
    : ADDRESS.server;
  return [
    `table ip nat {
  chain incoming {
    type nat hook prerouting priority dstnat
    ${hairpin ? '' : 'iifname "br0" return'}
    ip daddr { ${ADDRESS.serverPublic}, ${ADDRESS.serverPublic2} } tcp dport { ${ports} } dnat to ${inner}
  }
  chain outgoing {
    type nat hook postrouting priority srcnat
    oifname "wan0" masquerade
    ${hairpin ? `iifname "br0" oifname "br0" ip daddr ${ADDRESS.server} masquerade` : ''}
  }
}`,
    ...(firewall && firewall.at !== 'host' ? [filter('forward', firewall)] : []),
    ...(helper === 'serverRouter' ? [FTP_HELPER] : []),
  ];
}

function filter(hook: 'forward' | 'input', { stop, stops, passes }: Firewall): string {
  const open = [CONTROL, ...(passes ? [passes.join('-')] : [])].join(', ');
  const rule = stops ? `tcp dport ${stops.join('-')} ${STOP[stop]}` : STOP[stop];
  return `table inet filter {
  chain ${hook} {
    type filter hook ${hook} priority filter
    ct state established,related accept
    iifname { "br0", "lo" } accept
    meta l4proto != tcp accept
    tcp dport { ${open} } accept
    ${rule}
  }
}`;
}

const FTP_HELPER = `table ip helper {
  ct helper ftp { type "ftp" protocol tcp; }
  chain incoming {
    type filter hook prerouting priority -150
    tcp dport 21 ct helper set "ftp"
  }
}`;

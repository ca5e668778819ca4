import { PLAIN } from '../lab.js';
import type { Rules, Stop } from '../rules.js';
import type { Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

/** The passive range of the sound server, and a part of it. */
const RANGE = [40000, 40100] as const;
const PART = [40020, 40060] as const;
const MANY_SAMPLES = { samples: 16 };

/** Only 21 and 990 pass. */
function only21(stop: Stop, at: 'router' | 'host' = 'router'): Rules {
  return { firewall: { at, stop } };
}

const PASSES: Rules = { firewall: { stop: 'drop', passes: RANGE } };

/** The client reaches the server's inner address directly. */
const VPN: Pick<Scenario, 'rules' | 'commands' | 'target'> = {
  rules: { isp: 'unreachable' },
  commands: [['isp', 'ip route add 10.0.0.0/24 via 198.51.100.20']],
  target: { host: ADDRESS.server },
};

function timeoutOfNat(seconds: number): string {
  return `sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=${seconds}`;
}

/** Packets larger than a part of the way takes get lost, and so do the messages about it. */
const BLACK_HOLE = `table inet hole {
  chain output {
    type filter hook output priority filter
    icmp type destination-unreachable drop
    icmpv6 type packet-too-big drop
  }
}`;
const SMALL_MTU = [['isp', 'ip link set customer0 mtu 1280']] as const;

/** The data connection, reached and not reached. */
export const DATA: readonly Scenario[] = [
  {
    id: 'data-drop',
    title: 'the server’s own firewall drops the data ports (nftables)',
    rules: only21('drop', 'host'),
    expects: 'DATA-DROP',
    byCommand: true,
    mend: { command: { tool: 'nft', at: 'server' } },
  },
  {
    id: 'data-drop-iptables',
    title: 'the server’s own firewall drops the data ports (iptables)',
    settings: PLAIN,
    commands: [['server', 'iptables -A INPUT -p tcp --syn ! --dport 21 -j DROP']],
    expects: 'DATA-DROP',
    mend: { command: { tool: 'iptables', at: 'server' } },
  },
  {
    id: 'data-drop-ip6tables',
    title: 'the server’s own firewall drops the data ports over IPv6 (ip6tables)',
    settings: { ...PLAIN, listen: 'NO', listen_ipv6: 'YES', pasv_address: null },
    target: { host: ADDRESS.server6 },
    commands: [['server', 'ip6tables -A INPUT -p tcp --syn ! --dport 21 -j DROP']],
    expects: 'DATA-DROP',
    mend: { command: { tool: 'ip6tables', at: 'server' } },
  },
  {
    id: 'data-drop-known-range',
    title: 'the data ports are dropped, and vsftpd.conf is at hand',
    rules: only21('drop', 'host'),
    given: { config: 'running' },
    expects: 'DATA-DROP',
    mend: { command: { tool: 'nft', at: 'server' } },
  },
  {
    id: 'data-drop-at-router',
    title: 'the firewall before the server drops the data ports',
    rules: only21('drop'),
    expects: 'DATA-DROP',
    mend: { rules: PASSES },
  },
  {
    id: 'data-drop-slow-line',
    title: 'the data ports are dropped, at 50 ms',
    line: { delayMs: 25 },
    rules: only21('drop'),
    expects: 'DATA-DROP',
    mend: { rules: PASSES },
  },
  {
    id: 'data-rejected',
    title: 'the firewall rejects the data ports with ICMP',
    rules: only21('reject', 'host'),
    expects: 'DATA-REJECT',
    mend: { command: { tool: 'nft', at: 'server' } },
  },
  {
    id: 'data-reset',
    title: 'the firewall resets connections to the data ports',
    rules: only21('reset'),
    expects: 'DATA-REJECT',
    mend: { rules: PASSES },
  },
  {
    id: 'data-not-forwarded',
    title: 'the gateway forwards port 21 only and refuses the data ports itself',
    rules: { forwards: 'none' },
    expects: 'DATA-REJECT',
    mend: { rules: { forwards: RANGE } },
  },
  {
    id: 'data-not-forwarded-slow-line',
    title: 'the gateway forwards port 21 only, at 50 ms',
    line: { delayMs: 25 },
    rules: { forwards: 'none' },
    expects: 'DATA-REJECT',
    mend: { rules: { forwards: RANGE } },
  },
  {
    id: 'data-prohibited',
    title: 'the firewall prohibits the data ports',
    rules: only21('prohibit', 'host'),
    expects: 'DATA-PROHIB',
    evidence: /EHOSTUNREACH/,
    mend: { command: { tool: 'nft', at: 'server' } },
  },
  {
    id: 'data-wrong-host',
    title: 'over a VPN, and the advertised inner address is another machine at the client’s place',
    // So far away that even a busy computer's clock tells.
    line: { delayMs: 400 },
    ...VPN,
    settings: { ...PLAIN, pasv_address: '192.168.1.1' },
    options: { samples: 0, dial: ['192.168.1.1'] },
    expects: 'DATA-WRONG-HOST',
    mend: { settings: { pasv_address: ADDRESS.server } },
  },
  {
    id: 'data-wrong-network',
    title: 'over a VPN, and nobody has the advertised inner address in the client’s network',
    ...VPN,
    settings: { ...PLAIN, pasv_address: '192.168.1.77' },
    options: { timeoutMs: 5000, dial: ['192.168.1.77'] },
    expects: 'DATA-WRONG-HOST',
    evidence: /EHOSTUNREACH/,
    mend: { settings: { pasv_address: ADDRESS.server } },
  },
  {
    id: 'data-refused-near',
    title: 'the client’s own router rejects connections to high ports',
    line: { delayMs: 150 },
    rules: {
      more: {
        clientRouter: `table inet strict {
  chain forward {
    type filter hook forward priority filter - 1
    iifname "lan0" tcp dport 1024-65535 ct state new reject with tcp reset
  }
}`,
      },
    },
    expects: 'DATA-WRONG-HOST',
    mend: { rules: {} },
  },
  {
    id: 'window-upper-edge',
    title: 'the firewall lets only the lower part of the range through',
    rules: { firewall: { stop: 'drop', passes: [40000, 40060] } },
    options: MANY_SAMPLES,
    expects: 'DATA-WINDOW',
    evidence: /40060 passes, 40061 does not/,
  },
  {
    id: 'window-lower-edge',
    title: 'the firewall lets only the upper part of the range through',
    rules: { firewall: { stop: 'drop', passes: [40040, 40100] } },
    options: MANY_SAMPLES,
    expects: 'DATA-WINDOW',
    evidence: /40039 does not pass, 40040 passes/,
  },
  {
    id: 'window-both-edges',
    title: 'the firewall lets only the middle of the range through',
    line: { delayMs: 25 },
    rules: { firewall: { stop: 'drop', passes: PART } },
    options: { samples: 24 },
    expects: 'DATA-WINDOW',
    evidence: /40019 does not pass, 40020 passes; 40060 passes, 40061 does not/,
  },
  {
    id: 'window-wide-range',
    title: '3100 passes, 3101 is filtered',
    settings: { pasv_min_port: 3001, pasv_max_port: 3300 },
    rules: { firewall: { stop: 'drop', passes: [3001, 3100] } },
    options: MANY_SAMPLES,
    expects: 'DATA-WINDOW',
    evidence: /3100 passes, 3101 does not/,
  },
  {
    id: 'window-known-range',
    title: 'the firewall lets part of the range through, and vsftpd.conf is at hand',
    rules: { firewall: { stop: 'drop', passes: [40000, 40030] } },
    given: { config: 'running' },
    options: MANY_SAMPLES,
    expects: 'DATA-WINDOW',
    evidence: /40030 passes, 40031 does not/,
    mend: { rules: PASSES },
  },
  {
    id: 'window-forwarded-part',
    title: 'the gateway forwards only the lower part of the range',
    rules: { forwards: [40000, 40050] },
    options: MANY_SAMPLES,
    expects: 'DATA-WINDOW',
    mend: { rules: { forwards: RANGE } },
  },
  {
    id: 'data-stolen',
    title: 'somebody in the server’s network takes the data connection',
    // Far enough away for the thief to be first.
    line: { delayMs: 25 },
    settings: { pasv_min_port: 40000, pasv_max_port: 40003 },
    company: [
      {
        at: 'lan',
        module: 'test/lab/company/thief.ts',
        arguments: [ADDRESS.server, '40000', '40003', '2'],
        ready: 'ready',
      },
    ],
    options: { samples: 0 },
    expects: 'DATA-STOLEN',
    mend: { company: [] },
  },
  {
    id: 'data-never-arrived',
    title: 'a proxy accepts the data connection and passes it nowhere',
    rules: {
      more: {
        serverRouter: `table ip proxy {
  chain incoming {
    type nat hook prerouting priority dstnat - 10
    iifname "wan0" tcp dport 1024-65535 dnat to ${ADDRESS.lan}:2000
  }
}`,
      },
    },
    company: [
      { at: 'lan', module: 'test/lab/company/greeter.ts', arguments: ['2000'], ready: { port: 2000 } },
    ],
    expects: 'DATA-NEVER-ARRIVED',
    mend: { rules: {}, company: [] },
  },
  {
    id: 'data-mtu',
    title: 'large packets get lost, and so do the messages about it',
    settings: PLAIN,
    commands: SMALL_MTU,
    rules: { more: { isp: BLACK_HOLE } },
    target: { path: 'many' },
    expects: 'DATA-MTU',
    mend: { rules: {} },
  },
  {
    id: 'data-mtu-tls',
    title: 'large packets get lost, under TLS',
    commands: SMALL_MTU,
    rules: { more: { isp: BLACK_HOLE } },
    target: { path: 'many' },
    expects: 'DATA-MTU',
    evidence: /answered in a few bytes/,
    mend: { rules: {} },
  },
  {
    id: 'data-no-226',
    title: 'the NAT forgets the control connection during a long transfer',
    settings: PLAIN,
    commands: [
      ['serverRouter', `${timeoutOfNat(1)} net.netfilter.nf_conntrack_tcp_loose=0`],
      // What the kernel does not take for later keeps the 226 back; vsftpd itself waits for the end of the data
      // connection only where its other process has closed it already.
      ['server', 'sysctl -qw net.ipv4.tcp_wmem="4096 4096 4096" && ip link set eth0 gso_max_segs 1'],
      // Slow for data alone: a reply that stood in the queue would be answered late, and keep the NAT's memory fresh.
      ['serverRouter', 'tc qdisc add dev wan0 root handle 1: htb default 2 r2q 1'],
      ['serverRouter', 'tc class add dev wan0 parent 1: classid 1:1 htb rate 100mbit quantum 3000'],
      ['serverRouter', 'tc class add dev wan0 parent 1: classid 1:2 htb rate 32kbit burst 2kb'],
      [
        'serverRouter',
        'tc filter add dev wan0 parent 1: protocol ip u32 match ip sport 21 0xffff flowid 1:1',
      ],
    ],
    target: { path: 'many' },
    options: { timeoutMs: 5000, samples: 0 },
    expects: 'DATA-NO-226',
    mend: { commands: [['serverRouter', timeoutOfNat(7440)]] },
  },
  {
    id: 'data-balancer',
    title: 'a balancer sends each connection to one of two nodes, as it comes',
    rules: { balancer: true },
    lanSettings: {},
    // Fewer would look like one block of open ports now and then.
    options: { samples: 24 },
    expects: 'DATA-LB-NODE',
    mend: { rules: {} },
  },
  {
    id: 'data-rate-limited',
    title: 'a firewall limits new connections per second',
    rules: {
      more: {
        serverRouter: `table inet pace {
  chain forward {
    type filter hook forward priority filter - 1
    tcp dport ${RANGE.join('-')} ct state new limit rate over 6/second burst 1 packets drop
  }
}`,
      },
    },
    expects: 'DATA-LOSSY',
    mend: { rules: {} },
  },
];

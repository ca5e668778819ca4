import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';
import { ADDRESS, SERVER_NAME } from '../topology.js';
import type { Settings } from '../vsftpd.js';

const RANGE = [40000, 40100] as const;
const NO_ADDRESS: Settings = { pasv_address: null };
/** By a number that the certificate does not name. */
const BY_INNER_ADDRESS = { host: ADDRESS.server, insecure: true } as const;
const OVERLAY_ADDRESS = '100.64.0.5';

/** openssl.cnf of a server, as config(5ssl) has it. */
const ONLY_TLS12 = [
  'openssl_conf = init',
  '[init]',
  'ssl_conf = modules',
  '[modules]',
  'system_default = limits',
  '[limits]',
  'MaxProtocol = TLSv1.2',
  '',
].join('\n');

/** Servers without a fault, and networks that look odd and are not. */
export const HEALTHY: readonly Scenario[] = [
  { id: 'healthy-tls', title: 'explicit TLS, a trusted certificate', expects: null, byCommand: true },
  { id: 'healthy-plain', title: 'no TLS', settings: PLAIN, expects: null },
  { id: 'healthy-slow-line', title: '150 ms of round trip', line: { delayMs: 75 }, expects: null },
  {
    id: 'healthy-lossy-line',
    title: '50 ms of round trip and 1 % loss',
    line: { delayMs: 25, loss: 1 },
    settings: PLAIN,
    expects: null,
  },
  {
    id: 'healthy-one-lost-syn',
    title: 'one lost packet when a data connection begins',
    rules: {
      more: {
        serverRouter: `table inet loss {
  chain forward {
    type filter hook forward priority filter - 1
    tcp dport ${RANGE.join('-')} ct state new limit rate 1/day burst 1 packets drop
  }
}`,
      },
    },
    expects: null,
  },
  {
    id: 'healthy-tls12',
    title: 'TLS 1.2 at most',
    etc: { 'ssl/openssl.cnf': ONLY_TLS12 },
    expects: null,
  },
  {
    id: 'healthy-implicit-tls',
    title: 'implicit TLS on port 990',
    settings: { implicit_ssl: 'YES', listen_port: 990 },
    target: { tls: 'implicit', port: 990 },
    expects: null,
  },
  {
    id: 'healthy-no-reuse-asked',
    title: 'data connections need not resume the TLS session',
    settings: { require_ssl_reuse: 'NO' },
    expects: null,
  },
  {
    id: 'healthy-other-port',
    title: 'port 2121',
    settings: { listen_port: 2121 },
    target: { port: 2121 },
    expects: null,
  },
  {
    id: 'healthy-anonymous',
    title: 'a server for everybody, without TLS',
    settings: {
      ...PLAIN,
      anonymous_enable: 'YES',
      local_enable: 'NO',
      write_enable: 'NO',
      anon_root: '{folder}/empty',
    },
    target: { user: 'anonymous', password: 'guest@' },
    expects: null,
  },
  {
    id: 'healthy-firewall',
    title: 'the firewall lets exactly the passive range through',
    rules: { firewall: { stop: 'drop', passes: RANGE }, forwards: RANGE },
    options: { samples: 16 },
    given: { config: 'running' },
    expects: null,
  },
  {
    id: 'healthy-host-firewall',
    title: 'the server’s own firewall lets exactly the passive range through',
    rules: { firewall: { at: 'host', stop: 'reject', passes: RANGE } },
    expects: null,
  },
  {
    id: 'healthy-lan',
    title: 'a client on the LAN, and the inner address is right',
    from: 'lan',
    target: BY_INNER_ADDRESS,
    settings: NO_ADDRESS,
    expects: null,
    also: ['PASV-ADDR-LAN-OK'],
    notTested: /from outside/,
  },
  {
    id: 'healthy-hairpin',
    title: 'a client on the LAN uses the public name, and the router turns its packets round',
    from: 'lan',
    rules: { hairpin: true },
    expects: null,
  },
  {
    id: 'healthy-outer-address-on-lan',
    title: 'a client on the LAN gets the outer address, and the router turns its packets round',
    from: 'lan',
    target: BY_INNER_ADDRESS,
    rules: { hairpin: true },
    given: { ownAddress: ADDRESS.serverPublic },
    expects: null,
  },
  {
    id: 'healthy-loopback',
    title: 'on the server itself',
    from: 'server',
    target: { host: '127.0.0.1', insecure: true },
    settings: NO_ADDRESS,
    expects: null,
    notTested: /from another machine/,
  },
  {
    id: 'healthy-vpn',
    title: 'the inner address, reached over a VPN',
    rules: { isp: 'unreachable' },
    commands: [['isp', 'ip route add 10.0.0.0/24 via 198.51.100.20']],
    target: BY_INNER_ADDRESS,
    settings: NO_ADDRESS,
    expects: null,
  },
  {
    id: 'healthy-overlay',
    title: 'an address of an overlay network in 100.64.0.0/10',
    rules: { isp: 'unreachable' },
    commands: [
      ['server', `ip address add ${OVERLAY_ADDRESS}/32 dev lo`],
      ['serverRouter', `ip route add ${OVERLAY_ADDRESS} via ${ADDRESS.server}`],
      ['isp', `ip route add ${OVERLAY_ADDRESS} via ${ADDRESS.serverPublic}`],
    ],
    target: { host: OVERLAY_ADDRESS, insecure: true },
    settings: { pasv_address: OVERLAY_ADDRESS },
    expects: null,
  },
  {
    id: 'healthy-two-addresses',
    title: 'a name with two addresses that both work',
    hosts: { [SERVER_NAME]: [ADDRESS.serverPublic, ADDRESS.serverPublic2] },
    // PASV cannot be right for both; EPSV is.
    settings: { cmds_denied: 'PASV' },
    expects: null,
  },
  {
    id: 'healthy-multi-homed',
    title: 'data connections go to the server’s other address',
    hosts: { [SERVER_NAME]: [ADDRESS.serverPublic, ADDRESS.serverPublic2] },
    settings: { pasv_address: ADDRESS.serverPublic2 },
    expects: null,
  },
  {
    id: 'healthy-ipv6',
    title: 'over IPv6',
    settings: { listen: 'NO', listen_ipv6: 'YES', pasv_address: null },
    target: { host: ADDRESS.server6 },
    expects: null,
  },
  {
    id: 'healthy-pinned-balancer',
    title: 'a balancer that sends one client always to the same node',
    rules: {
      more: {
        serverRouter: `table ip balancer {
  chain incoming {
    type nat hook prerouting priority dstnat - 10
    iifname "wan0" tcp dport { 21, ${RANGE.join('-')} } dnat to jhash ip saddr mod 2 map { 0 : ${ADDRESS.server}, 1 : ${ADDRESS.lan} }
  }
}`,
      },
    },
    lanSettings: {},
    options: { samples: 16 },
    expects: null,
  },
  {
    id: 'healthy-one-per-address',
    title: 'max_per_ip=1',
    settings: { max_per_ip: 1 },
    expects: null,
  },
  {
    id: 'healthy-few-clients',
    title: 'max_clients=2',
    settings: { max_clients: 2 },
    expects: null,
  },
  {
    id: 'healthy-slow-greeting',
    title: 'the server thinks for a second and a half before it greets',
    etc: { 'hosts.allow': 'vsftpd: ALL: spawn /bin/sleep 1.5\n' },
    settings: { tcp_wrappers: 'YES' },
    options: { samples: 0 },
    expects: null,
  },
  {
    id: 'healthy-long-greeting',
    title: 'a greeting of several lines, one of which looks like a reply',
    etc: { banner: 'Welcome.\n220 people work here.\n\nBe nice.\n' },
    settings: { banner_file: '/etc/banner' },
    expects: null,
  },
  {
    id: 'healthy-asterisks',
    title: 'a greeting of asterisks',
    settings: { ftpd_banner: '**********************' },
    expects: null,
  },
  {
    id: 'healthy-empty-directory',
    title: 'an empty directory',
    settings: PLAIN,
    target: { path: 'nothing' },
    expects: null,
    notTested: /the listing was empty/,
  },
  {
    id: 'healthy-small-packets',
    title: 'a way with smaller packets, and routers that say so',
    commands: [['isp', 'ip link set customer0 mtu 1280']],
    target: { path: 'many' },
    expects: null,
  },
  {
    id: 'healthy-active',
    title: 'active mode from a machine with an outer address',
    from: 'clientRouter',
    settings: { connect_from_port_20: 'YES' },
    options: { also: ['active'] },
    expects: null,
  },
  {
    id: 'healthy-active-with-helper',
    title: 'active mode in clear from behind NAT, with a helper on the client’s router',
    rules: { helper: 'clientRouter' },
    settings: { ...PLAIN, connect_from_port_20: 'YES' },
    options: { also: ['active'] },
    expects: null,
  },
  {
    id: 'healthy-idle',
    title: 'the control connection is idle for a while',
    options: { also: ['idle'], idleSeconds: 2 },
    expects: null,
  },
];

import { PLAIN } from '../lab.js';
import type { Rules } from '../rules.js';
import type { Company, Scenario } from '../scenario.js';
import { ADDRESS, SERVER_NAME } from '../topology.js';
import type { Settings } from '../vsftpd.js';

const RANGE = [40000, 40100] as const;

/** One socket for both families, as Debian ships it. */
const DUAL_STACK: Settings = { listen: 'NO', listen_ipv6: 'YES' };
const NO_ADDRESS: Settings = { pasv_address: null };
/** TLS for clients that want it. */
const TLS_OPTIONAL: Settings = { force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO' };
const TLS_REQUIRED: Settings = { force_local_logins_ssl: 'YES', force_local_data_ssl: 'YES' };
/** The gateway forwards port 21, and the data ports when it has read the reply. */
const HELPER: Rules = { forwards: 'none', helper: 'serverRouter' };

function portHolders(count: number): Company {
  const more = [ADDRESS.serverPublic, String(count)];
  return { at: 'client', module: 'test/lab/company/passive-holder.ts', arguments: more, ready: 'ready' };
}

/** What the replies to PASV and EPSV say, or that there are none. */
export const PASSIVE: readonly Scenario[] = [
  {
    id: 'passive-off',
    title: 'pasv_enable=NO',
    settings: { pasv_enable: 'NO' },
    expects: 'PASV-DISABLED',
  },
  {
    id: 'passive-denied',
    title: 'PASV and EPSV are among the denied commands',
    settings: { cmds_denied: 'PASV,EPSV' },
    expects: 'PASV-DISABLED',
    mend: { settings: { cmds_denied: null } },
  },
  {
    id: 'address-is-a-name',
    title: 'pasv_address is a name',
    settings: { ...PLAIN, pasv_address: SERVER_NAME },
    expects: 'PASV-OOPS-ADDR',
    byCommand: true,
  },
  {
    id: 'address-in-quotes',
    title: 'pasv_address stands in quotes',
    settings: { ...PLAIN, pasv_address: '"198.51.100.20"' },
    expects: 'PASV-OOPS-ADDR',
  },
  {
    id: 'address-is-a-name-tls',
    title: 'pasv_address is a name, and TLS hides what the server says about it',
    settings: { pasv_address: SERVER_NAME },
    expects: 'PASV-OOPS-ADDR',
  },
  {
    id: 'address-private',
    title: 'the server behind NAT advertises its inner address',
    settings: NO_ADDRESS,
    expects: 'PASV-ADDR-PRIVATE',
  },
  {
    id: 'address-private-provider-says-so',
    title: 'the server advertises its inner address, and the provider answers that there is no way',
    rules: { isp: 'unreachable' },
    settings: { ...PLAIN, ...NO_ADDRESS },
    expects: 'PASV-ADDR-PRIVATE',
  },
  {
    id: 'address-private-here-too',
    title: 'the server advertises an inner address that another machine has at the client’s place',
    line: { delayMs: 25 },
    commands: [['clientRouter', `ip address add ${ADDRESS.server}/32 dev lo`]],
    settings: NO_ADDRESS,
    expects: 'PASV-ADDR-PRIVATE',
  },
  {
    id: 'address-private-dual-stack',
    title: 'the server on an IPv6 socket advertises its inner address',
    settings: { ...DUAL_STACK, ...NO_ADDRESS },
    expects: 'PASV-ADDR-PRIVATE',
  },
  {
    id: 'address-zero',
    title: 'pasv_address on an IPv6 socket',
    settings: DUAL_STACK,
    expects: 'PASV-ADDR-ZERO',
    byCommand: true,
  },
  {
    id: 'address-zero-tls-off',
    title: 'pasv_address on an IPv6 socket, without TLS',
    settings: { ...DUAL_STACK, ...PLAIN },
    expects: 'PASV-ADDR-ZERO',
  },
  {
    id: 'address-loopback',
    title: 'pasv_address=127.0.0.1',
    settings: { pasv_address: '127.0.0.1' },
    expects: 'PASV-ADDR-LOOPBACK',
  },
  {
    id: 'address-of-carrier',
    title: 'the server advertises an address of its provider’s NAT',
    settings: { pasv_address: '100.64.7.7' },
    expects: 'PASV-ADDR-RESERVED',
  },
  {
    id: 'address-link-local',
    title: 'the server advertises a link-local address',
    settings: { pasv_address: '169.254.10.1' },
    expects: 'PASV-ADDR-RESERVED',
  },
  {
    id: 'address-of-another',
    title: 'the server advertises an old outer address',
    settings: { pasv_address: '203.0.113.77' },
    expects: 'PASV-ADDR-DIFF',
  },
  {
    id: 'address-public-on-lan',
    title: 'a client on the LAN gets the outer address, and there is no NAT loopback',
    from: 'lan',
    target: { host: ADDRESS.server, insecure: true },
    settings: PLAIN,
    expects: 'PASV-ADDR-PUBLIC-ON-LAN',
    severity: 'information',
    advice: /depends on the router’s NAT loopback/,
    // A second server for the LAN.
    mend: { settings: { pasv_address: null } },
  },
  {
    id: 'helper-rewrites',
    title: 'a firewall helper rewrites the reply in clear, and cannot under TLS',
    rules: HELPER,
    settings: { ...NO_ADDRESS, ...TLS_OPTIONAL },
    target: { tls: 'none' },
    expects: 'PASV-ALG',
    mend: {
      target: {},
      rules: { forwards: RANGE },
      settings: { pasv_address: ADDRESS.serverPublic, ...TLS_REQUIRED },
    },
  },
  {
    id: 'helper-blind',
    title: 'a firewall helper is relied on, and the session is under TLS',
    rules: HELPER,
    settings: { ...NO_ADDRESS, ...TLS_OPTIONAL },
    options: { also: ['clear'] },
    expects: 'PASV-ALG',
    mend: {
      options: {},
      rules: { forwards: RANGE },
      settings: { pasv_address: ADDRESS.serverPublic, ...TLS_REQUIRED },
    },
  },
  {
    id: 'helper-conflict',
    title: 'a firewall helper is relied on, and the server advertises its outer address itself',
    rules: HELPER,
    settings: PLAIN,
    expects: 'PASV-ALG-CONFLICT',
    mend: { rules: { forwards: RANGE } },
  },
  {
    id: 'pasv-over-ipv6',
    title: 'over IPv6 PASV has no address to say',
    settings: { ...DUAL_STACK, ...NO_ADDRESS },
    target: { host: ADDRESS.server6 },
    expects: 'PASV-OVER-V6',
    severity: 'information',
    mend: null,
  },
  {
    id: 'port-hot',
    title: 'the passive range holds ports of telephony, which a router on the way keeps for itself',
    rules: { firewall: { stop: 'drop', stops: [5060, 5061] } },
    settings: { pasv_min_port: 5054, pasv_max_port: 5067 },
    // Enough for one of the two to be drawn.
    options: { samples: 30 },
    expects: 'PASV-PORT-HOT',
  },
  {
    id: 'range-missing',
    title: 'no passive range is set',
    settings: { pasv_min_port: null, pasv_max_port: null },
    options: { samples: 16 },
    expects: 'PASV-RANGE-WIDE',
  },
  {
    id: 'range-swapped',
    title: 'the bounds of the range are swapped',
    settings: { pasv_min_port: 40100, pasv_max_port: 40000 },
    given: { config: 'running' },
    expects: 'PASV-RANGE-OUT',
  },
  {
    id: 'range-exhausted',
    title: 'one passive port, and another client has it',
    settings: { ...PLAIN, pasv_min_port: 40000, pasv_max_port: 40000 },
    company: [portHolders(1)],
    expects: 'PASV-RANGE-EXHAUSTED',
    mend: { settings: { pasv_min_port: 40000, pasv_max_port: 40100 } },
  },
  {
    id: 'range-exhausted-tls',
    title: 'one passive port, another client has it, and TLS hides what the server says',
    settings: { ...TLS_OPTIONAL, pasv_min_port: 40000, pasv_max_port: 40000 },
    company: [portHolders(1)],
    expects: 'PASV-RANGE-EXHAUSTED',
    mend: {
      company: [],
      settings: { ...TLS_REQUIRED, pasv_min_port: 40000, pasv_max_port: 40100 },
    },
  },
  {
    id: 'range-small',
    title: 'two passive ports for everybody',
    settings: { pasv_min_port: 40000, pasv_max_port: 40001 },
    options: { samples: 16 },
    expects: 'PASV-FEW-PORTS',
    mend: { settings: { pasv_max_port: 40100 } },
  },
  {
    id: 'epsv-denied',
    title: 'EPSV is among the denied commands',
    settings: { cmds_denied: 'EPSV' },
    expects: 'EPSV-UNSUPPORTED',
    mend: { settings: { cmds_denied: null } },
  },
  {
    id: 'pasv-denied',
    title: 'PASV is among the denied commands, EPSV is not',
    settings: { cmds_denied: 'PASV' },
    expects: 'EPSV-ONLY',
    severity: 'information',
    mend: { settings: { cmds_denied: null } },
  },
  {
    id: 'features-lie',
    title: 'FEAT lists a command that is denied',
    // In clear the probe asks for a size, to count the bytes of a file.
    settings: { ...PLAIN, cmds_denied: 'SIZE,MDTM' },
    expects: 'FEAT-LIES',
    mend: { settings: { cmds_denied: null } },
  },
];

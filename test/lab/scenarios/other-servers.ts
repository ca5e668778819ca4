import type { Company, Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

const RANGE = [40000, 40100] as const;
const OUTER = ADDRESS.serverPublic;

/** Directives of proftpd.conf by name, in their order; null takes one of the sound server away. */
type Directives = Readonly<Record<string, string | null>>;

const PROFTPD_SOUND: Directives = {
  ModulePath: '%{env:LAB_SERVER}/usr/lib/proftpd',
  DefaultAddress: ADDRESS.server,
  ServerType: 'standalone',
  DefaultServer: 'on',
  UseIPv6: 'off',
  User: 'nobody',
  Group: 'nogroup',
  AuthOrder: 'mod_auth_unix.c',
  PidFile: '%{env:LAB_FOLDER}/proftpd.pid',
  ScoreboardFile: '%{env:LAB_FOLDER}/proftpd.scoreboard',
  DelayTable: 'none',
  WtmpLog: 'off',
  TransferLog: 'none',
  MasqueradeAddress: OUTER,
  PassivePorts: RANGE.join(' '),
};

const PROFTPD_TLS: Directives = {
  LoadModule: 'mod_tls.c',
  TLSEngine: 'on',
  TLSRequired: 'on',
  TLSRSACertificateFile: '%{env:LAB_CERTIFICATE}',
  TLSRSACertificateKeyFile: '%{env:LAB_KEY}',
};

type Served = Pick<Scenario, 'noVsftpd' | 'company' | 'etc'>;

function proftpd(changes: Directives = {}, port = 21): Served {
  // Modules are loaded where they are, and before their directives.
  const lines = Object.entries({ ...PROFTPD_SOUND, ...changes }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}\n`],
  );
  const server = {
    at: 'server',
    server: 'proftpd',
    arguments: ['--nodaemon', '--config', '/etc/proftpd.conf'],
    ready: { port },
  } as const;
  return { noVsftpd: true, company: [server], etc: { 'proftpd.conf': lines.join('') } };
}

/** Long options without their dashes; null takes one of the sound server away. */
type Options = Readonly<Record<string, string | null>>;

/** Its command line has an option for each of the settings that Debian keeps as files in /etc/pure-ftpd/conf. */
const PURE_FTPD_SOUND = {
  ipv4only: '',
  login: 'unix',
  noanonymous: '',
  dontresolve: '',
  forcepassiveip: OUTER,
  passiveportrange: RANGE.join(':'),
  pidfile: '$LAB_FOLDER/pure-ftpd.pid',
} as const;

const PURE_FTPD_TLS = { tls: '3', certfile: '$LAB_CERTIFICATE,$LAB_KEY' } as const;

function pureFtpd(changes: Options = {}, port = 21): Served {
  const options: Options = { ...PURE_FTPD_SOUND, bind: `,${port}`, ...changes };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === null ? [] : [value === '' ? `--${name}` : `--${name}="${value}"`],
  );
  const server: Company = { at: 'server', server: 'pure-ftpd', arguments: words, ready: { port } };
  return { noVsftpd: true, company: [server] };
}

/** Only the control ports and these pass. */
function passes(first: number, last: number): Pick<Scenario, 'rules'> {
  return { rules: { firewall: { stop: 'drop', passes: [first, last] } } };
}

/** Another client from the same address is logged in, and stays. */
const LOGGED_IN: Company = {
  at: 'client',
  module: 'test/lab/company/passive-holder.ts',
  arguments: [OUTER, '1'],
  ready: 'ready',
};

function besides(served: Served, one: Company): Served {
  return { ...served, company: [...(served.company ?? []), one] };
}

const ON_LAN: Pick<Scenario, 'from' | 'target'> = {
  from: 'lan',
  target: { host: ADDRESS.server, insecure: true },
};
const OVER_IPV6: Pick<Scenario, 'target'> = { target: { host: ADDRESS.server6 } };
const IN_CLEAR: Pick<Scenario, 'target'> = { target: { tls: 'none' } };

const PROFTPD: readonly Scenario[] = [
  {
    id: 'proftpd-tls',
    title: 'ProFTPD, explicit TLS',
    ...proftpd(PROFTPD_TLS),
    expects: null,
    byCommand: true,
  },
  { id: 'proftpd-plain', title: 'ProFTPD without TLS', ...proftpd(), expects: null },
  {
    id: 'proftpd-implicit-tls',
    title: 'ProFTPD, implicit TLS on port 990',
    ...proftpd({ ...PROFTPD_TLS, Port: '990', TLSOptions: 'UseImplicitSSL' }, 990),
    target: { tls: 'implicit', port: 990 },
    expects: null,
  },
  {
    id: 'proftpd-no-reuse-asked',
    title: 'ProFTPD, data connections need not resume the TLS session',
    ...proftpd({ ...PROFTPD_TLS, TLSOptions: 'NoSessionReuseRequired' }),
    expects: null,
    spares: ['TLS-REUSE-REQUIRED'],
  },
  {
    id: 'proftpd-reuse-asked',
    title: 'ProFTPD demands that data connections resume the TLS session, as it does by itself',
    ...proftpd(PROFTPD_TLS),
    expects: null,
    also: ['TLS-REUSE-REQUIRED'],
  },
  {
    id: 'proftpd-ipv6',
    title: 'ProFTPD over IPv6',
    ...proftpd({ ...PROFTPD_TLS, UseIPv6: 'on', DefaultAddress: ADDRESS.server6, MasqueradeAddress: null }),
    ...OVER_IPV6,
    expects: null,
  },
  {
    id: 'proftpd-lan',
    title: 'ProFTPD, a client on the LAN',
    ...proftpd({ ...PROFTPD_TLS, MasqueradeAddress: null }),
    ...ON_LAN,
    expects: null,
    also: ['PASV-ADDR-LAN-OK'],
  },
  {
    id: 'proftpd-firewall',
    title: 'ProFTPD, and the firewall lets more through than its range',
    ...proftpd({ PassivePorts: '40020 40080' }),
    ...passes(40000, 40100),
    expects: null,
  },
  {
    id: 'proftpd-address-private',
    title: 'ProFTPD behind NAT without MasqueradeAddress',
    ...proftpd({ ...PROFTPD_TLS, MasqueradeAddress: null }),
    expects: 'PASV-ADDR-PRIVATE',
    advice: /`MasqueradeAddress 198\.51\.100\.20`/,
    noConfig: true,
    mend: proftpd(PROFTPD_TLS),
  },
  {
    id: 'proftpd-banner-hidden',
    title: 'ProFTPD that does not say its name, behind NAT without MasqueradeAddress',
    ...proftpd({
      ...PROFTPD_TLS,
      ServerIdent: 'on "FTP server ready."',
      ServerName: 'FTP',
      MasqueradeAddress: null,
    }),
    expects: 'PASV-ADDR-PRIVATE',
    advice: /`MasqueradeAddress 198\.51\.100\.20`/,
    noConfig: true,
    mend: proftpd(PROFTPD_TLS),
  },
  {
    id: 'proftpd-window',
    title: 'ProFTPD, and the firewall lets part of its range through',
    ...proftpd(),
    ...passes(40000, 40060),
    options: { samples: 16 },
    expects: 'DATA-WINDOW',
    evidence: /40060 passes, 40061 does not/,
    advice: /`PassivePorts 40000 40060`/,
    noConfig: true,
    mend: proftpd({ PassivePorts: '40000 40060' }),
  },
  {
    id: 'proftpd-range-missing',
    title: 'ProFTPD without PassivePorts, and the firewall drops',
    ...proftpd({ ...PROFTPD_TLS, PassivePorts: null }),
    rules: { firewall: { stop: 'drop' } },
    expects: 'DATA-DROP',
    advice: /`PassivePorts \d+00 \d+00`/,
    noConfig: true,
    mend: { ...proftpd(PROFTPD_TLS), ...passes(40000, 40100) },
  },
  {
    id: 'proftpd-two-egresses',
    title:
      'ProFTPD with AllowForeignAddress off, and the client’s data connections leave from another address',
    ...proftpd({ ...PROFTPD_TLS, AllowForeignAddress: 'off' }),
    rules: { twoEgresses: true },
    expects: 'DATA-BAD-IP',
    advice: /AllowForeignAddress off/,
    noConfig: true,
    mend: { rules: {} },
  },
  {
    id: 'proftpd-two-egresses-plain',
    title: 'the same without TLS',
    ...proftpd({ AllowForeignAddress: 'off' }),
    rules: { twoEgresses: true },
    expects: 'DATA-BAD-IP',
    mend: { rules: {} },
  },
  {
    id: 'proftpd-foreign-allowed',
    title: 'ProFTPD as it is by itself, and the client’s data connections leave from another address',
    ...proftpd(PROFTPD_TLS),
    rules: { twoEgresses: true },
    expects: null,
  },
  {
    id: 'proftpd-passive-denied',
    title: 'ProFTPD, and a Limit denies PASV and EPSV',
    ...proftpd({ '<Limit PASV EPSV>': '\nDenyAll\n</Limit>' }),
    expects: 'PASV-DISABLED',
    advice: /<Limit PASV EPSV>/,
    mend: proftpd(),
  },
  {
    id: 'proftpd-busy',
    title: 'ProFTPD, and another client of the same address has the only place',
    ...besides(proftpd({ MaxClientsPerHost: '1' }), LOGGED_IN),
    expects: 'CTL-BUSY',
    advice: /MaxClientsPerHost/,
    mend: proftpd({ MaxClientsPerHost: '1' }),
  },
  {
    id: 'proftpd-needs-tls',
    title: 'ProFTPD requires TLS, and the client does not use it',
    ...proftpd(PROFTPD_TLS),
    ...IN_CLEAR,
    expects: 'AUTH-NEED-TLS',
    mend: { target: {} },
  },
  ...['off', 'ctrl', 'auth', 'ctrl+!data'].map((what): Scenario => ({
    id: `proftpd-tls-required-${what.replaceAll(/\W+/g, '-')}`,
    title: `ProFTPD with TLSRequired ${what}: data connections may be in clear`,
    ...proftpd({ ...PROFTPD_TLS, TLSRequired: what }),
    expects: 'TLS-DATA-CLEAR',
    advice: /`TLSRequired on`/,
    noConfig: true,
    mend: proftpd(PROFTPD_TLS),
  })),
  ...['data', 'auth+data'].map((what): Scenario => ({
    id: `proftpd-tls-required-${what.replaceAll(/\W+/g, '-')}`,
    title: `ProFTPD with TLSRequired ${what}`,
    ...proftpd({ ...PROFTPD_TLS, TLSRequired: what }),
    expects: null,
    spares: ['TLS-DATA-CLEAR'],
  })),
  {
    id: 'proftpd-data-needs-tls',
    title: 'ProFTPD requires TLS for data connections only, and the client does not use it',
    ...proftpd({ ...PROFTPD_TLS, TLSRequired: 'data' }),
    ...IN_CLEAR,
    expects: 'TLS-DATA-REQUIRED',
    mend: { target: {} },
  },
  {
    id: 'proftpd-wrong-password',
    title: 'ProFTPD, a wrong password',
    ...proftpd(PROFTPD_TLS),
    target: { password: 'not this one' },
    options: { timeoutMs: 8000 },
    expects: 'AUTH-BAD',
    mend: { target: {} },
  },
];

const PURE_FTPD: readonly Scenario[] = [
  {
    id: 'pure-ftpd-tls',
    title: 'Pure-FTPd, explicit TLS',
    ...pureFtpd(PURE_FTPD_TLS),
    expects: null,
    byCommand: true,
  },
  { id: 'pure-ftpd-plain', title: 'Pure-FTPd without TLS', ...pureFtpd(), expects: null },
  {
    id: 'pure-ftpd-ipv6',
    title: 'Pure-FTPd over IPv6',
    ...pureFtpd({ ...PURE_FTPD_TLS, ipv4only: null, forcepassiveip: null }),
    ...OVER_IPV6,
    expects: null,
  },
  {
    id: 'pure-ftpd-dual-stack',
    title: 'Pure-FTPd on an IPv6 socket, a client over IPv4',
    ...pureFtpd({ ...PURE_FTPD_TLS, ipv4only: null }),
    expects: null,
  },
  {
    id: 'pure-ftpd-lan',
    title: 'Pure-FTPd, a client on the LAN',
    ...pureFtpd({ ...PURE_FTPD_TLS, forcepassiveip: null }),
    ...ON_LAN,
    expects: null,
    also: ['PASV-ADDR-LAN-OK'],
  },
  {
    id: 'pure-ftpd-firewall',
    title: 'Pure-FTPd, and the firewall lets more through than its range',
    ...pureFtpd({ passiveportrange: '40020:40080' }),
    ...passes(40000, 40100),
    expects: null,
  },
  {
    id: 'pure-ftpd-address-private',
    title: 'Pure-FTPd behind NAT without ForcePassiveIP',
    ...pureFtpd({ ...PURE_FTPD_TLS, forcepassiveip: null }),
    expects: 'PASV-ADDR-PRIVATE',
    advice: /`ForcePassiveIP 198\.51\.100\.20`/,
    noConfig: true,
    mend: pureFtpd(PURE_FTPD_TLS),
  },
  {
    id: 'pure-ftpd-window',
    title: 'Pure-FTPd, and the firewall lets part of its range through',
    ...pureFtpd(),
    ...passes(40000, 40060),
    options: { samples: 16 },
    expects: 'DATA-WINDOW',
    evidence: /40060 passes, 40061 does not/,
    advice: /`PassivePortRange 40000 40060`/,
    noConfig: true,
    mend: pureFtpd({ passiveportrange: '40000:40060' }),
  },
  {
    id: 'pure-ftpd-range-missing',
    title: 'Pure-FTPd without PassivePortRange, and the firewall drops',
    ...pureFtpd({ ...PURE_FTPD_TLS, passiveportrange: null }),
    rules: { firewall: { stop: 'drop' } },
    expects: 'DATA-DROP',
    advice: /`PassivePortRange \d+00 \d+00`/,
    noConfig: true,
    mend: { ...pureFtpd(PURE_FTPD_TLS), ...passes(40000, 40100) },
  },
  {
    id: 'pure-ftpd-two-egresses',
    title: 'Pure-FTPd, and the client’s data connections leave from another address',
    ...pureFtpd(PURE_FTPD_TLS),
    rules: { twoEgresses: true },
    expects: 'DATA-BAD-IP',
    advice: /address of the login only/,
    mend: { rules: {} },
  },
  {
    id: 'pure-ftpd-two-egresses-plain',
    title: 'the same without TLS',
    ...pureFtpd(),
    rules: { twoEgresses: true },
    expects: 'DATA-BAD-IP',
    mend: { rules: {} },
  },
  {
    id: 'pure-ftpd-nat-mode',
    title: 'Pure-FTPd with NATmode, which takes passive mode away',
    ...pureFtpd({ natmode: '' }),
    expects: 'PASV-DISABLED',
    advice: /NATmode/,
    mend: pureFtpd(),
  },
  {
    id: 'pure-ftpd-broken-clients',
    title: 'Pure-FTPd with BrokenClientsCompatibility, which takes EPSV away',
    ...pureFtpd({ brokenclientscompatibility: '' }),
    expects: 'EPSV-UNSUPPORTED',
    advice: /BrokenClientsCompatibility/,
    mend: pureFtpd(),
  },
  {
    id: 'pure-ftpd-busy',
    title: 'Pure-FTPd, and another client of the same address has the only place',
    ...besides(pureFtpd({ maxclientsperip: '1' }), LOGGED_IN),
    expects: 'CTL-BUSY',
    advice: /MaxClientsPerIP/,
    mend: pureFtpd({ maxclientsperip: '1' }),
  },
  {
    id: 'pure-ftpd-needs-tls',
    title: 'Pure-FTPd requires TLS, and the client does not use it',
    ...pureFtpd(PURE_FTPD_TLS),
    ...IN_CLEAR,
    expects: 'AUTH-NEED-TLS',
    mend: { target: {} },
  },
  {
    id: 'pure-ftpd-data-clear',
    title: 'Pure-FTPd requires TLS for the login only',
    ...pureFtpd({ ...PURE_FTPD_TLS, tls: '2' }),
    expects: 'TLS-DATA-CLEAR',
    advice: /`TLS 3`/,
    noConfig: true,
    mend: pureFtpd(PURE_FTPD_TLS),
  },
  {
    id: 'pure-ftpd-wrong-password',
    title: 'Pure-FTPd, a wrong password',
    ...pureFtpd(PURE_FTPD_TLS),
    target: { password: 'not this one' },
    options: { timeoutMs: 8000 },
    expects: 'AUTH-BAD',
    mend: { target: {} },
  },
];

/** What is sound on other servers is no finding, and what is not is said in the words of their settings. */
export const OTHER_SERVERS: readonly Scenario[] = [...PROFTPD, ...PURE_FTPD];

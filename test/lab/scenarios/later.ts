import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';
import { UPLOADS } from './uploads.js';

function timeoutOfNat(seconds: number): string {
  return `sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=${seconds} net.netfilter.nf_conntrack_tcp_loose=0`;
}

/** From so many bytes on, nothing of a data connection comes back. */
function swallowAfter(bytes: number): string {
  return `table inet swallow {
  chain forward {
    type filter hook forward priority filter - 1
    tcp sport 40000-40100 ct reply bytes > ${bytes} drop
  }
}`;
}

/** What shows after a while, under load, or to those who look for it. */
export const LATER: readonly Scenario[] = [
  {
    id: 'idle-short',
    title: 'the server ends sessions that are idle for a few seconds',
    settings: { idle_session_timeout: 10 },
    expects: 'IDLE-SERVER',
  },
  {
    id: 'idle-nat',
    title: 'a NAT forgets the idle control connection',
    commands: [['serverRouter', timeoutOfNat(2)]],
    options: { also: ['idle'], idleSeconds: 3, samples: 0 },
    expects: 'IDLE-NAT',
    mend: { commands: [['serverRouter', timeoutOfNat(7440)]] },
  },
  {
    id: 'rate-limited',
    title: 'local_max_rate limits the bandwidth',
    settings: { local_max_rate: 50_000 },
    expects: 'RATE',
    severity: 'information',
    mend: { settings: { local_max_rate: null } },
  },
  {
    id: 'version-with-backdoor',
    title: 'the greeting names vsftpd 2.3.4',
    settings: { ftpd_banner: '(vsFTPd 2.3.4)' },
    expects: 'SEC-VERSION',
    mend: { settings: { ftpd_banner: null } },
  },
  {
    id: 'promiscuous',
    title: 'pasv_promiscuous=YES takes data connections from anywhere',
    settings: { ...PLAIN, pasv_promiscuous: 'YES' },
    commands: [
      ['client', 'ip address add 192.168.1.11/24 dev eth0'],
      [
        'clientRouter',
        `nft 'insert rule ip nat outgoing oifname "wan0" ip saddr 192.168.1.11 snat to 203.0.113.11'`,
      ],
    ],
    options: { also: ['foreign'] },
    expects: 'SEC-PROMISC',
  },
  {
    id: 'anonymous-may-write',
    title: 'anonymous users may write where they arrive',
    settings: {
      ...PLAIN,
      anonymous_enable: 'YES',
      anon_root: '{folder}/anonymous',
      write_enable: 'YES',
      anon_upload_enable: 'YES',
    },
    commands: [
      [
        'server',
        'mkdir -p $LAB_FOLDER/anonymous/incoming; chown ftp $LAB_FOLDER/anonymous/incoming; chmod 777 $LAB_FOLDER/anonymous/incoming',
      ],
    ],
    target: { user: 'anonymous', password: 'guest@' },
    expects: 'SEC-ANON-WRITE',
    mend: {
      commands: [
        ['server', 'chmod go-w $LAB_FOLDER/anonymous/incoming; chown root $LAB_FOLDER/anonymous/incoming'],
      ],
    },
  },
  {
    id: 'nearly-full',
    title: 'nine of ten places are taken by others',
    settings: { max_clients: 20 },
    company: [
      {
        at: 'client',
        module: 'test/lab/company/holder.ts',
        arguments: [ADDRESS.serverPublic, '18'],
        ready: 'ready',
      },
    ],
    given: { config: 'running' },
    expects: 'LOAD',
    mend: { company: [] },
  },
  {
    id: 'transfer-stands-still',
    title: 'the way loses everything once a transfer has gone on for a while',
    settings: { ...PLAIN, data_connection_timeout: 2 },
    rules: { more: { clientRouter: swallowAfter(20_000) } },
    // Longer than what a server's kernel takes in one go.
    commands: [
      ['server', 'mkdir $LAB_FOLDER/home/huge; cd $LAB_FOLDER/home/huge; seq -f %0100g 8000 | xargs touch'],
    ],
    target: { path: 'huge' },
    options: { timeoutMs: 6000, samples: 0 },
    expects: 'DATA-TIMEOUT',
    mend: { rules: {} },
  },
  {
    id: 'transfer-cut',
    title: 'the way loses everything once a transfer has begun, and the server says that all is well',
    settings: PLAIN,
    rules: { more: { clientRouter: swallowAfter(3000) } },
    target: { path: 'many' },
    options: { timeoutMs: 8000, samples: 0 },
    expects: 'DATA-FALSE-226',
    mend: { rules: {} },
  },
  ...UPLOADS,
];

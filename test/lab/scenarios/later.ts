import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';

function timeoutOfNat(seconds: number): string {
  return `sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=${seconds} net.netfilter.nf_conntrack_tcp_loose=0`;
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
];

import type { Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';

/** A vsftpd.conf like the running one, but for one line. */
function configWith(line: string): NonNullable<Scenario['given']> {
  const lines = [
    'listen=YES',
    'listen_ipv6=NO',
    'local_enable=YES',
    'ssl_enable=YES',
    `pasv_address=${ADDRESS.serverPublic}`,
    'pasv_min_port=40000',
    'pasv_max_port=40100',
  ];
  const [name = ''] = line.split('=');
  const text = [...lines.filter((one) => !one.startsWith(`${name}=`)), line].join('\n');
  return { config: { text: `${text}\n` } };
}

/** As iptables-save prints it. */
function savedRules(...accepted: readonly string[]): string {
  const ports = accepted.map((one) => `-A INPUT -p tcp -m tcp --dport ${one} -j ACCEPT\n`);
  return [
    '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n',
    '-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n',
    ...ports,
    'COMMIT\n',
  ].join('');
}

/** What the user's files say, against what the server does. */
export const FILES: readonly Scenario[] = [
  {
    id: 'drift-range',
    title: 'the file at hand has another passive range',
    given: configWith('pasv_max_port=40003'),
    expects: 'CONF-DRIFT',
    mend: { given: { config: 'running' } },
  },
  {
    id: 'drift-address',
    title: 'the file at hand has another pasv_address',
    given: configWith('pasv_address=198.51.100.99'),
    expects: 'CONF-DRIFT',
    mend: { given: { config: 'running' } },
  },
  {
    id: 'drift-greeting',
    title: 'the file at hand has another greeting',
    given: configWith('ftpd_banner=Welcome to another server'),
    expects: 'CONF-DRIFT',
    mend: { given: { config: 'running' } },
  },
  {
    id: 'drift-tls',
    title: 'the file at hand switches TLS off',
    given: configWith('ssl_enable=NO'),
    expects: 'CONF-DRIFT',
    mend: { given: { config: 'running' } },
  },
  {
    id: 'latent-few-ports',
    title: 'the range of the file is smaller than the number of clients it allows',
    settings: { max_clients: 200 },
    given: { config: 'running' },
    expects: 'CONF-LATENT',
    mend: { settings: { pasv_max_port: 40999 } },
  },
  {
    id: 'file-firewall-closed',
    title: 'the firewall file at hand keeps the passive range closed, and so does the firewall',
    rules: { firewall: { at: 'host', stop: 'drop' } },
    given: { config: 'running', firewall: { 'rules.v4': savedRules('21', '990') } },
    expects: 'CONF-FIREWALL',
    mend: {
      rules: { firewall: { at: 'host', stop: 'drop', passes: [40000, 40100] } },
      given: { config: 'running', firewall: { 'rules.v4': savedRules('21', '990', '40000:40100') } },
    },
  },
  {
    id: 'file-firewall-part',
    title: 'the firewall file at hand opens half of the passive range, and so does the firewall',
    rules: { firewall: { at: 'host', stop: 'drop', passes: [40000, 40050] } },
    given: { config: 'running', firewall: { 'rules.v4': savedRules('21', '40000:40050') } },
    options: { samples: 16 },
    expects: 'CONF-FIREWALL',
    mend: {
      rules: {},
      given: { config: 'running', firewall: { 'rules.v4': savedRules('21', '40000:40100') } },
    },
  },
  {
    id: 'file-firewall-agrees',
    title: 'vsftpd.conf and the firewall file at hand agree with each other and with what is seen',
    rules: { firewall: { at: 'host', stop: 'drop', passes: [40000, 40100] } },
    given: { config: 'running', firewall: { 'rules.v4': savedRules('21', '990', '40000:40100') } },
    expects: null,
  },
  {
    id: 'file-firewall-elsewhere',
    title: 'the firewall file at hand is not the one that runs',
    given: { config: 'running', firewall: { 'rules.v4': savedRules('21') } },
    expects: null,
  },
];

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
];

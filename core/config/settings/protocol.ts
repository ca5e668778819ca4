import type { GroupedSetting } from '../setting.js';

export const protocol: readonly GroupedSetting[] = [
  {
    name: 'async_abor_enable',
    type: 'bool',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: 'YES: obey an ABOR that is sent as urgent data while a transfer runs. Few clients need it.',
    trap: 'Never on a TLS control connection.',
  },
  {
    name: 'ftp_enable',
    type: 'bool',
    default: 'YES',
    since: '2.3.0pre1',
    perUser: false,
    doc: 'YES: speak FTP. There is no reason to change it.',
    trap: 'NO without `http_enable=YES` ends every connection with `500 OOPS: vsftpd: both FTP and HTTP disabled!`',
  },
  {
    name: 'http_enable',
    type: 'bool',
    default: 'NO',
    since: '2.3.0pre1',
    perUser: false,
    doc: 'YES: answer HTTP GET requests, with `ftp_enable=NO`. An experiment that was never finished or documented; use a web server.',
    trap: "Without `one_process_model=YES` every connection, FTP too, ends with `500 OOPS: vsftpd: HTTP needs 'one_process_model' for now`.",
  },
  {
    name: 'utf8_filesystem',
    type: 'bool',
    default: 'NO',
    builds: ['debian-12', 'debian-13', 'debian-sid', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: 'Debian',
    doc: 'YES: tell clients in the FEAT reply that file names are UTF-8. Names are never converted either way.',
    trap: 'Only Debian and Ubuntu know this setting: their builds took the announcement out and this puts it back. All other builds always announce it.',
  },
];

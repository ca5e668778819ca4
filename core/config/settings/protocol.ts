import type { Setting } from '../settings.js';

export const protocol: readonly Setting[] = [
  {
    name: 'async_abor_enable',
    type: 'bool',
    group: 'protocol',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: '',
  },
  {
    name: 'ftp_enable',
    type: 'bool',
    group: 'protocol',
    default: 'YES',
    since: '2.3.0pre1',
    perUser: false,
    doc: '',
  },
  {
    name: 'http_enable',
    type: 'bool',
    group: 'protocol',
    default: 'NO',
    since: '2.3.0pre1',
    needs: [['one_process_model']],
    perUser: false,
    doc: '',
  },
  {
    name: 'utf8_filesystem',
    type: 'bool',
    group: 'protocol',
    default: 'NO',
    builds: ['debian-12', 'debian-13', 'debian-sid', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: 'Debian',
    doc: '',
  },
];

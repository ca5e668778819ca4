import type { Setting } from '../settings.js';

export const active: readonly Setting[] = [
  {
    name: 'connect_from_port_20',
    type: 'bool',
    group: 'active',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['port_enable']],
    doc: '',
  },
  {
    name: 'ftp_data_port',
    type: 'number',
    unit: 'port',
    group: 'active',
    default: '20',
    since: '0.9.2 or earlier',
    needs: [['connect_from_port_20', 'port_enable']],
    doc: '',
  },
  {
    name: 'port_enable',
    type: 'bool',
    group: 'active',
    default: 'YES',
    since: '0.9.2 or earlier',
    doc: '',
  },
  {
    name: 'port_promiscuous',
    type: 'bool',
    group: 'active',
    default: 'NO',
    since: '1.1.1',
    needs: [['port_enable']],
    doc: '',
  },
];

import type { Setting } from '../settings.js';

export const timeouts: readonly Setting[] = [
  {
    name: 'accept_timeout',
    type: 'number',
    unit: 'seconds',
    group: 'timeouts',
    default: '60',
    since: '0.9.2 or earlier',
    needs: [['pasv_enable']],
    doc: '',
  },
  {
    name: 'connect_timeout',
    type: 'number',
    unit: 'seconds',
    group: 'timeouts',
    default: '60',
    since: '0.9.2 or earlier',
    needs: [['port_enable']],
    doc: '',
  },
  {
    name: 'data_connection_timeout',
    type: 'number',
    unit: 'seconds',
    group: 'timeouts',
    default: '300',
    since: '0.9.2 or earlier',
    doc: '',
  },
  {
    name: 'idle_session_timeout',
    type: 'number',
    unit: 'seconds',
    group: 'timeouts',
    default: '300',
    since: '0.9.2 or earlier',
    doc: '',
  },
];

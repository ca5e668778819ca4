import type { Setting } from '../settings.js';

export const virtualUsers: readonly Setting[] = [
  {
    name: 'guest_enable',
    type: 'bool',
    group: 'virtual-users',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    doc: '',
  },
  {
    name: 'guest_username',
    type: 'string',
    unit: 'user',
    group: 'virtual-users',
    default: 'ftp',
    since: '0.9.2 or earlier',
    needs: [['guest_enable']],
    doc: '',
  },
  {
    name: 'user_sub_token',
    type: 'string',
    unit: 'text',
    group: 'virtual-users',
    default: null,
    since: '1.2.1',
    needs: [['local_root'], ['guest_enable']],
    doc: '',
  },
  {
    name: 'virtual_use_local_privs',
    type: 'bool',
    group: 'virtual-users',
    default: 'NO',
    since: '1.2.0',
    needs: [['guest_enable']],
    doc: '',
  },
];

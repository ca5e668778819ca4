import type { Setting } from '../settings.js';

export const messages: readonly Setting[] = [
  {
    name: 'banner_file',
    type: 'string',
    unit: 'file',
    group: 'messages',
    default: null,
    since: '1.1.0',
    perUser: false,
    doc: '',
  },
  {
    name: 'dirmessage_enable',
    type: 'bool',
    group: 'messages',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: '',
  },
  {
    name: 'ftpd_banner',
    type: 'string',
    unit: 'text',
    group: 'messages',
    default: null,
    since: '0.9.2 or earlier',
    perUser: false,
    doc: '',
  },
  {
    name: 'message_file',
    type: 'string',
    unit: 'text',
    group: 'messages',
    default: '.message',
    since: '0.9.2 or earlier',
    needs: [['dirmessage_enable']],
    doc: '',
  },
];

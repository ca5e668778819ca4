import type { Setting } from '../settings.js';

export const bandwidth: readonly Setting[] = [
  {
    name: 'anon_max_rate',
    type: 'number',
    unit: 'bytes-per-second',
    group: 'bandwidth',
    default: '0',
    since: '0.9.2 or earlier',
    needs: [['anonymous_enable'], ['guest_enable']],
    doc: '',
  },
  {
    name: 'local_max_rate',
    type: 'number',
    unit: 'bytes-per-second',
    group: 'bandwidth',
    default: '0',
    since: '0.9.2 or earlier',
    needs: [['local_enable']],
    doc: '',
  },
  {
    name: 'trans_chunk_size',
    type: 'number',
    unit: 'bytes',
    group: 'bandwidth',
    default: '0',
    since: '1.2.0',
    doc: '',
  },
];

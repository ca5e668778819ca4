import type { GroupedSetting } from '../setting.js';

export const bandwidth: readonly GroupedSetting[] = [
  {
    name: 'anon_max_rate',
    type: 'number',
    unit: 'bytes-per-second',
    default: '0',
    since: '0.9.2 or earlier',
    needs: [['anonymous_enable'], ['guest_enable', '!virtual_use_local_privs']],
    doc: 'The most bytes per second that an anonymous session may transfer. 0: no limit.',
    trap: 'Per session, not in total: a client with ten connections gets ten times as much. Virtual users fall under this limit, not under `local_max_rate`, unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'local_max_rate',
    type: 'number',
    unit: 'bytes-per-second',
    default: '0',
    since: '0.9.2 or earlier',
    needs: [
      ['local_enable', '!guest_enable'],
      ['local_enable', 'virtual_use_local_privs'],
    ],
    doc: 'The most bytes per second that a session of a local user may transfer. 0: no limit.',
    trap: 'Per session, not per user. Virtual users are under `anon_max_rate` instead, unless `virtual_use_local_privs=YES`.',
  },
  {
    name: 'trans_chunk_size',
    type: 'number',
    unit: 'bytes',
    default: '0',
    since: '1.2.0',
    doc: 'Bytes moved per step of a transfer; smaller steps make rate limits smoother. 0 means 65536.',
    trap: '1 to 4095 act as 4096, and 65536 or more as 65536. There is rarely a reason to set it.',
  },
];

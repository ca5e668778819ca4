import type { Setting } from '../settings.js';

export const perUser: readonly Setting[] = [
  {
    name: 'user_config_dir',
    type: 'string',
    unit: 'directory',
    group: 'per-user',
    default: null,
    since: '1.1.0',
    perUser: false,
    doc: '',
  },
];

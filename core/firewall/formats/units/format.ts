import type { FirewallFormat } from '../format.js';

export const UNITS: FirewallFormat = {
  kind: 'unit',
  label: 'a systemd unit or service of xinetd',
  rank: 11,
  globs: [
    '**/*vsftpd*.service',
    '**/*vsftpd*.socket',
    '**/*vsftpd*.service.d/*.conf',
    '**/xinetd.d/*ftp*',
    '**/init.d/*ftp*',
    '**/conf.d/*ftp*',
  ],
  languages: [],
  traits: {},
};

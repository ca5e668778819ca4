import type { FirewallFormat } from '../format.js';

export const UNITS: FirewallFormat = {
  kind: 'unit',
  label: 'a unit of systemd or podman, or a service of xinetd or OpenRC',
  reads: 'ExecStart, Environment, `docker run`, `server_args`, `command_args`; PublishPort of podman',
  rank: 11,
  globs: [
    '**/*ftp*.service',
    '**/*.container',
    '**/*vsftpd*.socket',
    '**/*vsftpd*.service.d/*.conf',
    '**/xinetd.d/*ftp*',
    '**/init.d/*ftp*',
    '**/conf.d/*ftp*',
  ],
  languages: [],
  traits: {},
};

import type { SettingGroup, SettingUnit } from '../../core/config/index.js';

/** What a group of settings is about, as a heading. */
export const GROUP_LABELS: Readonly<Record<SettingGroup, string>> = {
  access: 'Access',
  active: 'Active mode',
  anonymous: 'Anonymous users',
  bandwidth: 'Bandwidth',
  chroot: 'Chroot',
  daemon: 'Daemon',
  limits: 'Limits',
  local: 'Local users',
  logging: 'Logging',
  messages: 'Messages',
  passive: 'Passive mode',
  'per-user': 'Per-user files',
  process: 'Processes',
  protocol: 'Protocol',
  read: 'Downloads and listings',
  sandbox: 'Sandbox',
  timeouts: 'Timeouts',
  tls: 'TLS',
  'virtual-users': 'Virtual users',
  write: 'Uploads and changes',
};

/** What a value is, in a word or two. */
export const UNIT_LABELS: Readonly<Record<SettingUnit, string>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  'bytes-per-second': 'bytes per second',
  port: 'port',
  count: 'count',
  umask: 'umask, octal',
  mode: 'permissions, octal',
  file: 'path of a file',
  directory: 'path of a folder',
  user: 'user name',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  host: 'address or host name',
  ciphers: 'list of ciphers',
  commands: 'list of FTP commands',
  pattern: 'pattern of file names',
  text: 'text',
};

import type { FirewallFormat } from '../format.js';

export const MODULES: FirewallFormat = {
  kind: 'modules',
  label: 'kernel modules',
  reads: 'modules of connection tracking that are loaded',
  rank: 10,
  globs: ['**/modprobe.d/*.conf', '**/modules-load.d/*.conf', '**/iptables-config'],
  languages: [],
  traits: {},
};

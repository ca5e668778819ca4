import type { FirewallFormat } from '../format.js';

export const UFW_FORMAT: FirewallFormat = {
  kind: 'ufw',
  label: 'ufw',
  reads: 'rules, profiles and defaults',
  rank: 4,
  globs: ['**/ufw/**/*'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
};

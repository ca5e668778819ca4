import type { FirewallFormat } from '../format.js';

export const UFW_FORMAT: FirewallFormat = {
  kind: 'ufw',
  label: 'ufw',
  rank: 4,
  globs: ['**/ufw/**/*'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
};

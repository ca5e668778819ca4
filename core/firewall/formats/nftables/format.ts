import type { FirewallFormat } from '../format.js';

export const NFTABLES: FirewallFormat = {
  kind: 'nftables',
  label: 'nftables',
  rank: 2,
  globs: ['**/nftables.conf', '**/*.nft', '**/*.nftables'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
};

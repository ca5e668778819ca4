import type { FirewallFormat } from '../format.js';

export const NFTABLES: FirewallFormat = {
  kind: 'nftables',
  label: 'nftables',
  reads: 'rulesets, with sets, maps and variables',
  rank: 2,
  globs: ['**/nftables.conf', '**/*.nft', '**/*.nftables'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
};

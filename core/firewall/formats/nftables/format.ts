import type { FirewallFormat } from '../format.js';
import { writeNftables } from './write.js';

export const NFTABLES: FirewallFormat = {
  kind: 'nftables',
  label: 'nftables',
  rank: 2,
  globs: ['**/nftables.conf', '**/*.nft', '**/*.nftables'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
  write: {
    description: 'a file for nft -f',
    language: 'shellscript',
    hasGateway: true,
    rules: writeNftables,
  },
};

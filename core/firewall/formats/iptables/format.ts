import type { FirewallFormat } from '../format.js';

export const IPTABLES: FirewallFormat = {
  kind: 'iptables',
  label: 'iptables',
  reads: 'rules that are saved (`iptables-save`)',
  rank: 1,
  globs: ['**/rules.v4', '**/rules.v6', '**/iptables', '**/ip6tables', '**/*.rules', '**/*.iptables'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
};

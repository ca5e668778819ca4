import type { FirewallFormat } from '../format.js';

export const FIREWALLD: FirewallFormat = {
  kind: 'firewalld',
  label: 'firewalld',
  reads: 'zones, services and direct rules',
  rank: 3,
  globs: ['**/zones/**/*.xml', '**/services/**/*.xml', '**/firewalld/**/*.xml', '**/direct.xml'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
  asksFirst: { name: 'direct.xml', folders: /^(?:zones|policies|services)$/i, files: /\.xml$/i },
};

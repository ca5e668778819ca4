import type { FirewallFormat } from '../format.js';

const NAMES = 'firewall iptables nft ufw ftp docker run start setup install deploy'.split(' ');
export const SHELL: FirewallFormat = {
  kind: 'shell',
  label: 'a shell script of such commands',
  rank: 9,
  globs: NAMES.map((name) => `**/*${name}*.sh`),
  languages: ['shellscript'],
  traits: { isNetfilter: true },
};

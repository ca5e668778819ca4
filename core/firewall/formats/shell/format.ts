import type { FirewallFormat } from '../format.js';

export const SHELL: FirewallFormat = {
  kind: 'shell',
  label: 'a shell script of such commands',
  rank: 9,
  globs: [
    '**/*firewall*.sh',
    '**/*iptables*.sh',
    '**/*nft*.sh',
    '**/*ufw*.sh',
    '**/*ftp*.sh',
    '**/*docker*.sh',
    '**/*run*.sh',
    '**/*start*.sh',
    '**/*setup*.sh',
    '**/*install*.sh',
    '**/*deploy*.sh',
  ],
  languages: ['shellscript'],
  traits: { isNetfilter: true, givesRange: true, hasOwnVariables: true },
};

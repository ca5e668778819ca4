import type { FirewallFormat } from '../format.js';
import { writeFirewalld, writeFirewalldService } from './write.js';

export const FIREWALLD: FirewallFormat = {
  kind: 'firewalld',
  label: 'firewalld',
  rank: 3,
  globs: ['**/zones/**/*.xml', '**/services/**/*.xml', '**/firewalld/**/*.xml', '**/direct.xml'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true, readsBeside: true },
  write: {
    description: 'commands of firewall-cmd',
    language: 'shellscript',
    hasGateway: true,
    rules: writeFirewalld,
    definition: {
      kind: 'service',
      path: '/etc/firewalld/services/vsftpd.xml',
      write: writeFirewalldService,
    },
  },
};

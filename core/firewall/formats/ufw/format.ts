import type { FirewallFormat } from '../format.js';
import { writeUfw, writeUfwProfile } from './write.js';

export const UFW_FORMAT: FirewallFormat = {
  kind: 'ufw',
  label: 'ufw',
  rank: 4,
  globs: ['**/ufw/**/*'],
  languages: [],
  traits: { isWholeFirewall: true, isNetfilter: true },
  write: {
    description: 'commands of ufw',
    language: 'shellscript',
    hasGateway: true,
    rules: writeUfw,
    definition: { kind: 'profile', path: '/etc/ufw/applications.d/vsftpd', write: writeUfwProfile },
  },
};

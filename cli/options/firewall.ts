import { FIREWALL_TOOLS } from '../../core/firewall/formats/writers.js';
import { BUILD } from './shared.js';
import type { CommandWords } from './words.js';

export const FORMS = ['script', 'service', 'profile'] as const;

export const FIREWALL = {
  name: 'firewall',
  takes: 'FILE',
  help: 'Writes the firewall rules for the control port and the passive range that vsftpd makes of its file. FILE may be - for standard input.',
  options: {
    for: { type: 'string', takes: 'TOOL', values: FIREWALL_TOOLS, help: 'what the rules are for' },
    as: {
      type: 'string',
      default: 'script',
      takes: 'FORM',
      values: FORMS,
      about: {
        script: 'what --for takes as it is (the default)',
        service: 'for firewalld: a service file',
        profile: 'for ufw: an application profile',
      },
      help: 'what is written',
    },
    nat: {
      type: 'string',
      takes: 'OUTER:INNER',
      help: 'rules for the gateway in front of the server, instead of the server’s own',
    },
    build: BUILD,
    format: {
      type: 'string',
      default: 'text',
      takes: 'FORMAT',
      values: ['text', 'json'],
      help: 'how it is printed',
    },
  },
} satisfies CommandWords;

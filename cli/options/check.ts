import { BUILD_IDS } from '../../core/config/builds.js';
import { SEVERITIES } from '../../core/rules/severities.js';
import { FIREWALL_FILES, SETTINGS } from './shared.js';
import type { CommandWords } from './words.js';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;
export const CHECK_FAIL_ON = [...SEVERITIES, 'never'] as const;

export const CHECK = {
  name: 'check',
  takes: 'FILE...',
  help: 'Judges vsftpd.conf files as the daemon does. FILE may be a folder, a pattern (deploy/**/*.conf) or - for standard input.',
  options: {
    build: {
      type: 'string',
      takes: 'BUILD',
      values: ['any', ...BUILD_IDS],
      help: 'the vsftpd that reads the files; any, the default: what every build refuses is an error, what some refuse a warning',
    },
    format: {
      type: 'string',
      default: 'text',
      takes: 'FORMAT',
      values: CHECK_FORMATS,
      help: 'how it is printed',
    },
    'fail-on': {
      type: 'string',
      default: 'error',
      takes: 'SEVERITY',
      values: CHECK_FAIL_ON,
      help: 'end with 1 from this severity on',
    },
    firewall: {
      ...FIREWALL_FILES,
      help: 'a firewall, NAT or container file: is what vsftpd uses let through? The .env and the override beside a Compose file, and direct.xml above a zone, are read along',
    },
    'per-user': {
      type: 'boolean',
      default: false,
      help: 'the files are read at login (user_config_dir), not at start',
    },
    settings: SETTINGS,
    fix: { type: 'boolean', default: false, help: 'apply the fixes that are safe, and report what is left' },
    'dry-run': {
      type: 'boolean',
      default: false,
      help: 'with --fix: print the changes as a unified diff and write nothing',
    },
    baseline: { type: 'string', takes: 'FILE', help: 'report only what this baseline does not have' },
    'write-baseline': { type: 'string', takes: 'FILE', help: 'write what is found today as a baseline' },
  },
} satisfies CommandWords;

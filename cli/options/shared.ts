import { BUILD_IDS } from '../../core/config/builds.js';
import { FAIL_ON } from '../fail-on.js';
import type { OptionWords } from './words.js';

export const SETTINGS_FILE = '.vsftpd-lens.json';

/** Options that several commands have. */
export const BUILD = {
  type: 'string',
  default: 'debian-13',
  takes: 'BUILD',
  values: BUILD_IDS,
  help: 'the vsftpd that reads the file',
} satisfies OptionWords;

export const FAIL = {
  type: 'string',
  default: 'error',
  takes: 'SEVERITY',
  values: FAIL_ON,
  help: 'end with 1 from this severity on',
} satisfies OptionWords;

export const FIREWALL_FILES = {
  type: 'string',
  multiple: true,
  default: [] as string[],
  takes: 'FILE',
} as const;

export const SETTINGS = {
  type: 'string',
  takes: 'FILE',
  help: `settings of the project, instead of the ${SETTINGS_FILE} nearest above`,
} satisfies OptionWords;

export const CONFIG = { type: 'string', takes: 'FILE' } as const;

export const IGNORE = {
  type: 'string',
  multiple: true,
  default: [] as string[],
  takes: 'ID',
  help: 'a finding that is known and accepted: it is only counted',
} satisfies OptionWords;

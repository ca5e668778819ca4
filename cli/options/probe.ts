import { TLS_CHOICES } from '../../core/events/tls-choice.js';
import { EXPERIMENT_WORDS } from '../../probe/experiments/words.js';
import { BUILD, CONFIG, FAIL, FIREWALL_FILES, IGNORE, SETTINGS } from './shared.js';
import type { CommandWords } from './words.js';

export const EXTRA_TESTS = EXPERIMENT_WORDS.filter((words) => 'isExtra' in words);
export const PROBE_FORMATS = ['text', 'json', 'markdown', 'nagios', 'openmetrics'] as const;

/** A test and what it does: `Active mode: lets the server connect back`. */
function aboutTest({ label, help }: (typeof EXTRA_TESTS)[number]): string {
  return `${label}: ${help.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())}`;
}

export const PROBE = {
  name: 'probe',
  takes: 'ftp[s]://[USER@]HOST[:PORT][/PATH]',
  values: [],
  help: 'Talks to a live server and says what is wrong with it. Nothing is changed there, unless `--also upload` asks for it.',
  options: {
    user: { type: 'string', takes: 'NAME', help: 'who logs in; without it anonymous' },
    'password-env': { type: 'string', takes: 'VAR', help: 'the password is in this environment variable' },
    'password-stdin': {
      type: 'boolean',
      default: false,
      help: 'the password is the first line of standard input',
    },
    tls: {
      type: 'string',
      takes: 'MODE',
      values: TLS_CHOICES,
      help: 'TLS; without it explicit TLS where the server offers it (auto)',
    },
    insecure: {
      type: 'boolean',
      default: false,
      help: 'send the password although the certificate could not be verified',
    },
    ca: { type: 'string', takes: 'FILE', help: 'certificates that are trusted too (PEM)' },
    cert: { type: 'string', takes: 'FILE', help: 'the client’s own certificate (PEM), with --key' },
    key: { type: 'string', takes: 'FILE', help: 'its private key (PEM, without a passphrase)' },
    config: { ...CONFIG, help: 'the server’s vsftpd.conf, to name the line to change' },
    build: BUILD,
    firewall: { ...FIREWALL_FILES, help: 'a firewall, NAT or container file in front of the server' },
    dial: {
      type: 'string',
      multiple: true,
      default: [] as string[],
      takes: 'ADDRESS',
      help: 'an address that may be dialled too, should the server name it; else only those that the name HOST resolves to are',
    },
    'own-address': {
      type: 'string',
      takes: 'IP',
      help: 'this machine’s address as the internet sees it, where you know it',
    },
    samples: { type: 'string', default: '16', takes: 'N', help: 'passive ports to try, 0 to 64' },
    timeout: {
      type: 'string',
      default: '10',
      takes: 'SECONDS',
      help: 'longest wait for one answer, 1 to 120',
    },
    also: {
      type: 'string',
      default: '',
      takes: 'TESTS',
      isList: true,
      values: EXTRA_TESTS.map(({ id }) => id),
      about: Object.fromEntries(EXTRA_TESTS.map((words) => [words.id, aboutTest(words)])),
      help: 'extra tests (slower or more intrusive), separated by commas:',
    },
    active: { type: 'boolean', default: false, help: 'the same as --also active' },
    idle: {
      type: 'string',
      default: '60',
      takes: 'SECONDS',
      help: 'how long the pause of "idle" is, 1 to 3600',
    },
    since: {
      type: 'string',
      takes: 'REPORT',
      help: 'an earlier report of this server (--format json): since when is it no longer well?',
    },
    observations: {
      type: 'boolean',
      default: false,
      help: 'put all that was seen into the JSON, so that the editor can show it',
    },
    'warn-expiry': {
      type: 'string',
      takes: 'DAYS',
      help: 'warn of a certificate that ends within so many days; 14 for --format nagios',
    },
    ignore: IGNORE,
    settings: SETTINGS,
    format: {
      type: 'string',
      default: 'text',
      takes: 'FORMAT',
      values: PROBE_FORMATS,
      help: 'how it is printed',
    },
    'fail-on': FAIL,
  },
} satisfies CommandWords;

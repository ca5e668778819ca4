import {
  BUILDS,
  SETTINGS,
  type Setting,
  type SettingGroup,
  type SettingUnit,
} from '../../core/config/index.js';
import { buildNames, GENERATED, needsText } from './markdown.js';

const GROUPS: Record<SettingGroup, string> = {
  daemon: 'The daemon and its listener',
  anonymous: 'Anonymous logins',
  local: 'Local users',
  'virtual-users': 'Virtual users',
  'per-user': 'Settings per user',
  chroot: 'Jails (chroot)',
  access: 'Access',
  limits: 'Limits and delays',
  passive: 'Passive mode',
  active: 'Active mode',
  read: 'Reading and listing',
  write: 'Writing',
  tls: 'TLS',
  logging: 'Logging',
  messages: 'Messages to the client',
  timeouts: 'Timeouts',
  bandwidth: 'Bandwidth',
  protocol: 'Protocol',
  process: 'Processes and system users',
  sandbox: 'Sandboxes',
};

const TYPES: Record<Setting['type'], string> = {
  bool: 'YES or NO',
  number: 'number',
  octal: 'octal number',
  string: 'text',
};

const UNITS: Record<SettingUnit, string> = {
  seconds: 'seconds',
  bytes: 'bytes',
  'bytes-per-second': 'bytes per second',
  port: 'port',
  count: 'count',
  umask: 'umask',
  mode: 'permissions',
  file: 'file',
  directory: 'directory',
  user: 'system user',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  host: 'address or host name',
  ciphers: 'list of ciphers',
  commands: 'list of FTP commands',
  pattern: 'pattern of names',
  text: 'text',
};

/** docs/settings.md: every setting, by group. */
export function settingsPage(): string {
  const groups = Object.entries(GROUPS) as [SettingGroup, string][];
  return [
    GENERATED,
    '# The settings of vsftpd',
    `All ${SETTINGS.length} settings that the known builds have or had. Defaults are those compiled into the daemon, which is ` +
      'what holds when a file does not name the setting; the file that a distribution ships may say otherwise.',
    'A line is `name=value`, without spaces around the `=` and without a comment after the value. A number that ' +
      'starts with 0 is octal, whatever it counts. When a name is set twice, the last one wins.',
    groups.map(([, title]) => `- [${title}](#${anchor(title)})`).join('\n'),
    ...groups.map(([group, title]) =>
      groupText(
        title,
        SETTINGS.filter((setting) => setting.group === group),
      ),
    ),
  ].join('\n\n');
}

function groupText(title: string, settings: readonly Setting[]): string {
  return [`## ${title}`, ...settings.map(settingText)].join('\n\n');
}

function settingText(setting: Setting): string {
  const facts = [
    `- ${typeText(setting)}; ${defaultText(setting)}`,
    ...(setting.needs ? [`- Needs ${needsText(setting.needs)}`] : []),
    ...(setting.builds ? [`- ${buildsText(setting.builds)}`] : []),
    ...(setting.perUser === false ? ['- No effect in a per-user file'] : []),
    `- Since ${setting.since}`,
  ];
  const trap = setting.trap === undefined ? [] : [`**Note:** ${setting.trap}`];
  return [`### ${setting.name}`, setting.doc, ...trap, facts.join('\n')].join('\n\n');
}

function typeText({ type, unit }: Setting): string {
  if (type === 'octal') return `Octal number (${unit === 'umask' ? 'umask' : 'permissions'})`;
  const what = unit ? UNITS[unit] : TYPES[type];
  return what.charAt(0).toUpperCase() + what.slice(1);
}

function defaultText(setting: Setting): string {
  const own = new Map<string | null, string[]>();
  for (const { id, label } of BUILDS) {
    const value = setting.defaults?.[id];
    if (value === undefined) continue;
    own.set(value, [...(own.get(value) ?? []), label]);
  }
  const others = [...own].map(([value, labels]) => `${valueText(value)} on ${labels.join(', ')}`);
  return [`default ${valueText(setting.default)}`, ...others].join('; ');
}

function valueText(value: string | null): string {
  return value === null ? 'unset' : `\`${value}\``;
}

function buildsText(builds: NonNullable<Setting['builds']>): string {
  return builds.length === 0
    ? 'Known to none of the builds listed here'
    : `Known to ${buildNames(builds)} only`;
}

/** How GitHub and VS Code name a heading's anchor. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

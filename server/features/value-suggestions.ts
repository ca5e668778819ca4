import {
  type AtHand,
  buildsOf,
  defaultOf,
  knows,
  namesOf,
  type Build,
  type BuildChoice,
  type ConfigDocument,
  type Setting,
  type SettingUnit,
} from '../../core/config/index.js';

/** A value to offer, and what it is good for. */
interface Suggestion {
  readonly value: string;
  readonly note: string;
}

/** Values people write, by setting. Conventional places and sound choices, never a weakened check first. */
const BY_NAME: Readonly<Record<string, readonly Suggestion[]>> = {
  pasv_min_port: [
    { value: '61000', note: 'above the ports that Linux hands out itself' },
    { value: '10000', note: 'below them' },
  ],
  pasv_max_port: [
    { value: '61999', note: '1000 ports from 61000' },
    { value: '10999', note: '1000 ports from 10000' },
  ],
  listen_port: [
    { value: '21', note: 'FTP' },
    { value: '990', note: 'FTP over implicit TLS' },
    { value: '2121', note: 'often used beside another server' },
  ],
  ftp_data_port: [{ value: '20', note: 'FTP data' }],
  local_umask: [
    { value: '022', note: 'files 0644, folders 0755' },
    { value: '027', note: 'files 0640, folders 0750' },
    { value: '077', note: 'files 0600, folders 0700' },
    { value: '002', note: 'files 0664, folders 0775' },
  ],
  anon_umask: [
    { value: '077', note: 'files 0600, folders 0700' },
    { value: '022', note: 'files 0644, folders 0755' },
  ],
  file_open_mode: [
    { value: '0666', note: 'the umask decides' },
    { value: '0777', note: 'uploads may be executable' },
  ],
  chown_upload_mode: [
    { value: '0600', note: 'only the new owner reads them' },
    { value: '0640', note: 'the owner’s group reads them too' },
  ],
  ssl_ciphers: [
    { value: 'HIGH', note: 'strong ciphers of OpenSSL' },
    { value: 'ECDHE+AESGCM:ECDHE+CHACHA20', note: 'forward secrecy, authenticated' },
  ],
  pam_service_name: [
    { value: 'vsftpd', note: '/etc/pam.d/vsftpd, as the distributions ship it' },
    { value: 'ftp', note: '/etc/pam.d/ftp' },
  ],
  user_sub_token: [{ value: '$USER', note: 'replaced by the user name in local_root' }],
  local_root: [
    { value: '/srv/ftp', note: 'one folder for all' },
    { value: '/srv/ftp/$USER', note: 'a folder for each user, with user_sub_token=$USER' },
  ],
  anon_root: [
    { value: '/srv/ftp', note: 'usual place' },
    { value: '/var/ftp', note: 'usual place of the Red Hat family' },
  ],
  user_config_dir: [{ value: '/etc/vsftpd/user_conf', note: 'one file per user' }],
  userlist_file: [
    { value: '/etc/vsftpd.user_list', note: 'one name per line' },
    { value: '/etc/vsftpd/user_list', note: 'usual place of the Red Hat family' },
  ],
  chroot_list_file: [{ value: '/etc/vsftpd.chroot_list', note: 'one name per line' }],
  banner_file: [{ value: '/etc/vsftpd/banner', note: 'shown before the login' }],
  rsa_cert_file: [{ value: '/etc/ssl/certs/vsftpd.pem', note: 'certificate with its chain' }],
  rsa_private_key_file: [{ value: '/etc/ssl/private/vsftpd.key', note: 'readable by root only' }],
  ca_certs_file: [
    { value: '/etc/ssl/certs/ca-certificates.crt', note: 'the authorities of the system, Debian family' },
    { value: '/etc/pki/tls/certs/ca-bundle.crt', note: 'the authorities of the system, Red Hat family' },
  ],
  secure_chroot_dir: [
    { value: '/var/run/vsftpd/empty', note: 'Debian family' },
    { value: '/usr/share/empty', note: 'upstream' },
  ],
  xferlog_file: [{ value: '/var/log/xferlog', note: 'usual place' }],
  vsftpd_log_file: [{ value: '/var/log/vsftpd.log', note: 'usual place' }],
  message_file: [{ value: '.message', note: 'shown on entering a folder' }],
  listen_address: [
    { value: '0.0.0.0', note: 'all IPv4 addresses' },
    { value: '127.0.0.1', note: 'this machine only' },
  ],
  listen_address6: [
    { value: '::', note: 'all addresses' },
    { value: '::1', note: 'this machine only' },
  ],
  hide_file: [{ value: '{.*}', note: 'names that start with a dot' }],
  deny_file: [{ value: '{.htaccess,.htpasswd}', note: 'access files of web servers' }],
  max_clients: [{ value: '200', note: 'sessions at once' }],
  max_per_ip: [{ value: '10', note: 'sessions per address' }],
  idle_session_timeout: [{ value: '600', note: '10 minutes between commands' }],
  data_connection_timeout: [{ value: '120', note: '2 minutes without progress' }],
};

const BY_UNIT: Readonly<Partial<Record<SettingUnit, readonly Suggestion[]>>> = {
  user: [
    { value: 'ftp', note: 'the user of anonymous sessions' },
    { value: 'nobody', note: 'owns nothing' },
    { value: 'vsftpd', note: 'a separate user' },
  ],
  seconds: [
    { value: '60', note: '1 minute' },
    { value: '300', note: '5 minutes' },
  ],
  'bytes-per-second': [
    { value: '0', note: 'no limit' },
    { value: '1048576', note: '1 MiB/s' },
  ],
};

/** FTP commands, for cmds_allowed and cmds_denied: RFC 959, 2228, 2389, 2428, 3659 as far as vsftpd has them. */
export const FTP_COMMANDS: readonly string[] = (
  'ABOR ACCT ALLO APPE AUTH CDUP CWD DELE EPRT EPSV FEAT HELP LIST MDTM MKD MODE NLST NOOP OPTS PASS PASV PBSZ PORT PROT PWD ' +
  'QUIT REIN REST RETR RMD RNFR RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER'
).split(' ');

const LISTS = ['userlist_file', 'chroot_list_file'];
const USER_NAME = /^[a-z_][\w.-]{0,31}(?=:|\s*$)/i;
const USER_LIMIT = 200;

/** Users in lists that the config names, and of the tree that it lies in. */
function usersAtHand({ byName }: ConfigDocument, atHand: AtHand): readonly Suggestion[] {
  const lists = LISTS.flatMap((name) => byName.get(name)?.at(-1)?.value ?? []);
  return [...lists, '/etc/passwd'].flatMap((named): readonly Suggestion[] => {
    const found = atHand(named);
    if (!found) return [];
    const names = found.text.split('\n', 5000).flatMap((line) => USER_NAME.exec(line)?.[0] ?? []);
    return names.slice(0, USER_LIMIT).map((value) => ({ value, note: `in ${found.path}` }));
  });
}

/** Values for a setting, the defaults of the chosen builds first. */
export function suggestionsFor(
  setting: Setting,
  choice: BuildChoice,
  document: ConfigDocument,
  atHand: AtHand,
): Suggestion[] {
  const defaults = defaultsOf(setting, choice);
  const users = setting.unit === 'user' ? usersAtHand(document, atHand) : [];
  const own = BY_NAME[setting.name] ?? (setting.unit ? BY_UNIT[setting.unit] : undefined) ?? [];
  const more =
    setting.unit === 'ciphers' &&
    buildsOf(choice).some((build) => build.cipherProfiles) &&
    setting.name === 'ssl_ciphers'
      ? [{ value: 'PROFILE=SYSTEM', note: 'the policy of the system; Red Hat family and openSUSE only' }]
      : [];
  const seen = new Set<string>();
  return [...defaults, ...users, ...own, ...more].filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** As many names as a line of the list has room for. */
function fewOf(builds: readonly Build[]): string {
  const labels = builds.map(({ label }) => label);
  return builds.length <= MOST_BUILDS ? namesOf(builds) : `${labels.slice(0, MOST_BUILDS).join(', ')}, …`;
}

const MOST_BUILDS = 4;

function defaultsOf(setting: Setting, choice: BuildChoice): Suggestion[] {
  const groups = new Map<string, Build[]>();
  for (const build of buildsOf(choice)) {
    const value = knows(build.id, setting) ? defaultOf(setting, build.id) : null;
    if (value === null || value === '') continue;
    const group = groups.get(value);
    if (group) group.push(build);
    else groups.set(value, [build]);
  }
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  return sorted.map(([value, builds]) => ({
    value,
    note: groups.size === 1 ? 'default' : `default on ${fewOf(builds)}`,
  }));
}

import type { Cause } from '../finding.js';
import { quote } from './quote.js';

/** What one of vsftpd's `500 OOPS` means: the settings that ask for what it misses, and the repair. */
export interface LastWords {
  readonly settings: readonly string[];
  readonly cause: Cause;
  readonly fix: { readonly text: string; readonly config?: Readonly<Record<string, string>> };
}

interface Entry {
  readonly words: RegExp;
  readonly settings: readonly string[];
  /** Given what stands after the last colon, a path or a name. */
  readonly fix: (object: string) => string;
  readonly cause?: Cause;
  readonly config?: Readonly<Record<string, string>>;
}

const FILES: readonly (readonly [words: RegExp, file: string, without: string])[] = [
  [/cannot read user list file/, 'userlist_file', 'userlist_enable=NO'],
  [/cannot read anon e-?mail list file/, 'banned_email_file', 'deny_email_enable=NO'],
  [/cannot read email passwords file/, 'email_password_file', 'secure_email_list_enable=NO'],
];

const LOGS = [
  [/failed to open vsftpd log file/, 'vsftpd_log_file'],
  [/failed to open xferlog log file/, 'xferlog_file'],
] as const;

const USERS = ['guest_username', 'ftp_username', 'nopriv_user', 'chown_username'];

/** The strings of main.c, parseconf.c, secutil.c, logging.c, ssl.c and seccompsandbox.c that name what is missing. */
const ENTRIES: readonly Entry[] = [
  {
    words: /'secure_chroot_dir'/,
    settings: ['secure_chroot_dir'],
    fix: (path) =>
      `vsftpd misses its empty directory${path}, which secure_chroot_dir names: mkdir -p it, and let systemd make it at each start (RuntimeDirectory=vsftpd/empty, or a line in tmpfiles.d).`,
  },
  ...USERS.map((setting) => ({
    words: new RegExp(`'${setting}'`),
    settings: [setting],
    fix: (name: string) => `The user${name} does not exist on the server: create it, or correct ${setting}.`,
  })),
  ...FILES.map(([words, file, without]) => ({
    words,
    settings: [file, without.split('=', 1)[0] ?? ''],
    fix: (path: string) => `vsftpd cannot read the file${path} (${file}): create it, or set ${without}.`,
  })),
  {
    words: /cannot read banner file/,
    settings: ['banner_file'],
    fix: (path) => `vsftpd cannot read the file of the greeting${path}: create it, or take banner_file out.`,
  },
  ...LOGS.map(([words, setting]) => ({
    words,
    settings: [setting],
    fix: (path: string) =>
      `vsftpd cannot open its log${path}: create the directory and let root write there, or correct ${setting}.`,
  })),
  {
    words: /both local and anonymous access disabled/,
    settings: ['local_enable', 'anonymous_enable'],
    fix: () => 'No one may log in: set local_enable=YES, or anonymous_enable=YES for a public server.',
  },
  {
    words: /both FTP and HTTP disabled/,
    settings: ['ftp_enable'],
    fix: () => 'vsftpd has nothing to offer: set ftp_enable=YES.',
    config: { ftp_enable: 'YES' },
  },
  {
    words: /HTTP needs/,
    settings: ['http_enable'],
    fix: () => 'vsftpd lacks what HTTP needs: set http_enable=NO.',
    config: { http_enable: 'NO' },
  },
  {
    words: /one_process_model/,
    settings: ['one_process_model'],
    fix: () => 'Named users need a second process: set one_process_model=NO.',
    config: { one_process_model: 'NO' },
  },
  {
    words: /must be started as root/,
    settings: ['run_as_launching_user'],
    fix: () => 'Start vsftpd as root: it gives its rights up itself.',
  },
  {
    words: /not owned by correct user/,
    settings: ['user_config_dir'],
    fix: () =>
      'vsftpd takes a file of settings only from root, and no directory: chown root and chmod go-w it, and look at the files in user_config_dir too.',
  },
  {
    words: /per-user config file/,
    settings: ['user_config_dir'],
    fix: () => 'vsftpd cannot read the user’s own file in user_config_dir: let root read it, or take it out.',
  },
  {
    words: /cannot read config file/,
    settings: ['user_config_dir'],
    fix: (path) =>
      `vsftpd cannot read the file${path}: create it, or start vsftpd with the path that exists.`,
  },
  {
    words: /SSL: cannot load [RD]SA certificate/,
    settings: ['rsa_cert_file', 'dsa_cert_file', 'ssl_enable'],
    cause: 'tls',
    fix: () =>
      'vsftpd cannot read its certificate: let rsa_cert_file name a PEM file that exists (without it /usr/share/ssl/certs/vsftpd.pem is read), or set ssl_enable=NO.',
  },
  {
    words: /SSL: cannot load [RD]SA private key/,
    settings: ['rsa_private_key_file', 'dsa_private_key_file', 'rsa_cert_file'],
    cause: 'tls',
    fix: () =>
      'vsftpd cannot read the private key, or it does not belong to the certificate: let rsa_private_key_file name the key of rsa_cert_file, in PEM and without a passphrase.',
  },
  {
    words: /SSL: could not load (?:client certs|verify) file/,
    settings: ['ca_certs_file', 'require_cert', 'validate_cert'],
    cause: 'tls',
    fix: () => 'vsftpd cannot read the authorities of client certificates: correct ca_certs_file.',
  },
  {
    words: /SSL: could not set cipher list/,
    settings: ['ssl_ciphers'],
    cause: 'tls',
    fix: () => 'OpenSSL knows none of the ciphers: set ssl_ciphers=HIGH.',
    config: { ssl_ciphers: 'HIGH' },
  },
  {
    words: /peer did not return a certificate/,
    settings: ['require_cert', 'ca_certs_file'],
    cause: 'tls',
    fix: () =>
      'require_cert=YES demands a certificate of the client: give the clients one that ca_certs_file accepts, or set require_cert=NO.',
    config: { require_cert: 'NO' },
  },
  {
    words: /callback failed|SNI bad type/,
    settings: ['ssl_sni_hostname'],
    cause: 'tls',
    fix: () =>
      'ssl_sni_hostname demands that clients ask for that name: use it for the connection, or correct the setting.',
  },
  {
    words: /SECCOMP|NO_NEW_PRIVS|sandbox/,
    settings: ['seccomp_sandbox'],
    cause: 'server-host',
    fix: () => 'This kernel refuses vsftpd its sandbox: set seccomp_sandbox=NO.',
    config: { seccomp_sandbox: 'NO' },
  },
];

/** The user’s own file is read after PASS; the main one before the greeting, where inetd starts vsftpd. */
function badLine(setting: string, to: string): LastWords {
  const where = to === 'PASS' ? 'The user’s own file in user_config_dir' : 'vsftpd’s file';
  return {
    settings: to === 'PASS' ? ['user_config_dir', setting] : [setting],
    cause: 'server-config',
    fix: {
      text: `${where} has a line that vsftpd cannot read, of ${quote(setting, 80)}: correct or remove it.`,
    },
  };
}

const BAD_LINE =
  /(?:bad bool value|missing value|unrecognised variable) in config file(?: for)?:\s*(\S{1,80})/;
const NO_USER = /cannot locate user entry:\s*(\S{0,80})/;

/** secutil.c: the one that vsftpd becomes before the login, or the one that PAM has let in. */
function noUser(name: string, to: string): LastWords {
  const user = quote(name, 80);
  return to === 'greeting'
    ? {
        settings: ['nopriv_user'],
        cause: 'server-config',
        fix: { text: `The user ${user} does not exist on the server: create it, or take nopriv_user out.` },
      }
    : {
        settings: ['guest_enable', 'guest_username', 'pam_service_name'],
        cause: 'server-config',
        fix: {
          text: `PAM lets ${user} in, and no such user exists on the server: create it, or for virtual users set guest_enable=YES and guest_username.`,
        },
      };
}

/**
 * What vsftpd's last words say of their cause; null where they name none.
 * @param to the command that they answer; `greeting` before the first
 */
export function lastWords(text: string, to: string): LastWords | null {
  const line = BAD_LINE.exec(text)?.[1];
  if (line !== undefined) return badLine(line, to);
  const user = NO_USER.exec(text)?.[1];
  if (user !== undefined) return noUser(user, to);
  const entry = ENTRIES.find(({ words }) => words.test(text));
  if (!entry) return null;
  const object = /:\s?([/\w][^\s:]{0,199})$/.exec(text)?.[1];
  const { settings, cause = 'server-config', config } = entry;
  const named = object === undefined ? '' : ` ${quote(object, 120)}`;
  return { settings, cause, fix: { text: entry.fix(named), ...(config ? { config } : {}) } };
}

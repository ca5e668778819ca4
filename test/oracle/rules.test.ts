import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { readConfig, sourceFromText, type BuildId } from '../../core/config/index.js';
import { checkConfig, RULES } from '../../core/rules/index.js';
import { BareLab } from './bare-session.js';
import { withDaemons } from './daemon-test.js';

interface Case {
  readonly code: string;
  /** Absent: the bad example of the rule's page. */
  readonly config?: string;
  readonly commands?: readonly string[];
  /** What the daemon says; absent: what the rule's message quotes. */
  readonly says?: string | RegExp;
  readonly not?: string;
  readonly builds?: readonly BuildId[];
}

const LOGIN = ['USER anonymous', 'PASS x'];
const TLS = 'ssl_enable=YES\nrsa_cert_file=@cert@\n';
const NEWER: readonly BuildId[] = ['debian-13', 'debian-sid'];

/** Nothing has to listen there: the daemon ends before it connects. */
const ACTIVE = ['PORT 127,0,0,1,200,1', 'NLST'];
const UNPRIVILEGED_FROM = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));

const CASES: readonly Case[] = [
  { code: 'one-process-local' },
  { code: 'no-logins' },
  { code: 'no-protocol' },
  { code: 'http-needs-one-process' },
  { code: 'ptrace-sandbox' },
  { code: 'log-file-directory' },
  { code: 'log-to-stream' },
  { code: 'log-to-stream', config: 'dual_log_enable=YES\nxferlog_file=/proc/self/fd/2\n' },
  { code: 'log-to-stream', config: 'xferlog_enable=YES\nvsftpd_log_file=/dev/fd/1\n' },
  { code: 'secure-chroot-dir-writable' },
  { code: 'nopriv-root' },
  { code: 'sample-user' },
  { code: 'empty-needed-value' },
  { code: 'empty-needed-value', config: 'guest_enable=YES\nguest_username=\n' },
  { code: 'empty-needed-value', config: 'chown_uploads=YES\nchown_username=\n' },
  { code: 'empty-needed-value', config: 'dual_log_enable=YES\nxferlog_file=\n' },
  { code: 'empty-needed-value', config: 'deny_email_enable=YES\nbanned_email_file=\n' },
  { code: 'empty-needed-value', config: 'secure_email_list_enable=YES\nemail_password_file=\n' },
  { code: 'empty-needed-value', config: 'local_enable=YES\nuserlist_enable=YES\nuserlist_file=\n' },
  { code: 'empty-needed-value', config: 'nopriv_user=\n' },
  { code: 'empty-needed-value', config: 'ftp_username=\nanonymous_enable=YES\n' },
  { code: 'anonymous-root-writable', commands: LOGIN },
  { code: 'anonymous-root-system', commands: [...LOGIN, 'SIZE /etc/passwd'], says: '213 ' },
  {
    code: 'anonymous-root-writable',
    config: 'anonymous_enable=YES\nallow_writeable_chroot=YES\nanon_root=/tmp\n',
    commands: LOGIN,
  },
  { code: 'userlist-refuses-all', commands: LOGIN },
  { code: 'guest-needs-local', commands: ['USER somebody'] },
  {
    code: 'no-anon-password-list',
    config: 'no_anon_password=YES\nsecure_email_list_enable=YES\nemail_password_file=@list@\n',
    commands: LOGIN,
  },
  {
    code: 'max-login-fails-zero',
    config: 'max_login_fails=0\nsecure_email_list_enable=YES\nemail_password_file=@list@\n',
    commands: [...LOGIN, 'NOOP'],
    says: /530 Login incorrect\.\r\n$/,
  },
  { code: 'cmds-blank', config: 'cmds_allowed=NOOP, PWD,QUIT\n', commands: [...LOGIN, 'PWD'] },
  { code: 'cmds-blank', config: 'cmds_denied=NOOP, PWD\n', commands: [...LOGIN, 'PWD'], says: '257 ' },
  { code: 'cmds-case', config: 'cmds_denied=pwd\n', commands: [...LOGIN, 'PWD'], says: '257 ' },
  {
    code: 'cmds-empty-item',
    config: 'cmds_allowed=NOOP,,PWD,QUIT\n',
    commands: [...LOGIN, 'PWD'],
    says: '550 Permission denied.',
  },
  { code: 'cmds-quit', config: 'cmds_allowed=NOOP,PWD\n', commands: [...LOGIN, 'QUIT'] },
  { code: 'cmds-unknown', config: 'cmds_denied=DELETE\n', commands: [...LOGIN, 'DELE x'], says: '550 ' },
  { code: 'cmds-transfer', commands: [...LOGIN, 'LIST'] },
  { code: 'no-data-connections', commands: [...LOGIN, 'LIST'] },
  {
    code: 'pasv-off',
    commands: [...LOGIN, 'PASV'],
    says: /\r\n(?:550 Permission denied|502 Command not implemented)\./,
  },
  {
    code: 'banner-twice',
    config: 'banner_file=@list@\nftpd_banner=Welcome\n',
    says: '220-somebody',
    not: 'Welcome',
  },
  { code: 'tls-certificate-default' },
  { code: 'tls-certificate-empty', commands: ['AUTH TLS'], says: 'handshake failed' },
  { code: 'tls-ciphers-refused' },
  ...[
    'RC4',
    'HIGH+foo',
    'high',
    'TLS_AES_256_GCM_SHA384',
    'PROFILE=SYSTEM',
    '!aNULL',
    '3DES:RC4-SHA',
    '"HIGH"',
  ].map((list): Case => ({ code: 'tls-ciphers-refused', config: `${TLS}ssl_ciphers=${list}\n` })),
  {
    code: 'tls-ciphers-tls13',
    config: `${TLS}ssl_ciphers=TLS_AES_256_GCM_SHA384:HIGH\n`,
    commands: ['AUTH TLS', 'PBSZ 0'],
    says: '200 PBSZ',
  },
  {
    code: 'tls-no-versions',
    commands: ['AUTH TLS'],
    says: /no protocols available|handshake failed/,
    builds: NEWER,
  },
  { code: 'tls-feat-hidden', commands: ['FEAT'], says: '211-Features', not: 'AUTH TLS' },
  { code: 'tls-old-protocol', commands: ['FEAT'], says: 'AUTH SSL' },
  { code: 'tls-anonymous-refused', commands: ['AUTH TLS', 'USER anonymous'] },
  { code: 'tls-implicit-ignored', says: '220 ' },
  {
    code: 'tls-not-enabled',
    config: 'local_enable=YES\nforce_local_logins_ssl=YES\n',
    commands: ['USER somebody'],
    says: '331 ',
  },
  { code: 'tls-require-cert-unenforced', commands: ['AUTH TLS', 'PBSZ 0'], says: '200 PBSZ' },
  {
    code: 'tls-client-cert-unchecked',
    config: `${TLS}validate_cert=YES\n`,
    commands: ['AUTH TLS', 'PBSZ 0'],
    says: '200 PBSZ',
  },
  { code: 'tls-sni', commands: ['AUTH TLS'], says: 'handshake failed', builds: NEWER },
  {
    code: 'cmds-tls',
    config: `${TLS}allow_anon_ssl=YES\ncmds_allowed=PASV,LIST,QUIT\n`,
    commands: ['AUTH TLS', ...LOGIN, 'PROT P'],
    says: '550 Permission denied.',
  },
  { code: 'list-file-not-shipped', config: 'deny_email_enable=YES\n' },
  // A kernel that gives low ports to everybody takes the fault away.
  ...(UNPRIVILEGED_FROM > 20 ? [{ code: 'port-20-promiscuous', commands: [...LOGIN, ...ACTIVE] }] : []),
];

const reason =
  process.getuid?.() !== 0
    ? 'a session of vsftpd needs root'
    : existsSync('/etc/vsftpd.banned_emails')
      ? 'this machine has list files of its own'
      : undefined;

withDaemons('what the rules say, the daemon does', (daemon) => {
  const lab = new BareLab();
  after(() => {
    lab.remove();
  });
  for (const { code, config, commands = [], says, not, builds } of CASES) {
    if (builds && !builds.includes(daemon.build.id)) continue;
    const rule = RULES.find((candidate) => candidate.code === code);
    const text = config ?? rule?.bad ?? '';
    test(`${code}: ${JSON.stringify(config ?? 'its page')}`, { skip: reason }, async () => {
      assert.ok(rule, 'no such rule');
      const found = checkConfig(readConfig(sourceFromText(text)), { build: daemon.build.id, rules: [rule] });
      const message = found[0]?.message;
      assert.ok(message, 'the rule is silent');
      const quote = says ?? /"(\d{3} [^"]*)"/.exec(message)?.[1];
      assert.ok(quote, 'the message quotes nothing');
      const said = await lab.talk(daemon, text, commands);
      assert.ok(
        typeof quote === 'string' ? said.includes(quote) : quote.test(said),
        `${String(quote)} is not in ${said}`,
      );
      if (not) assert.ok(!said.includes(not), said);
    });
  }
});

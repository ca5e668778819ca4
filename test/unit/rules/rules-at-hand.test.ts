import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { memoryIo } from '../cli/cli-io.js';

const LOCAL = 'listen=YES\nlisten_ipv6=NO\nanonymous_enable=NO\nlocal_enable=YES\nxferlog_enable=YES\n';
const ALLOW = `${LOCAL}userlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/vsftpd.user_list\n`;
const ANONYMOUS = 'listen=YES\nanonymous_enable=YES\nxferlog_enable=YES\ndeny_email_enable=YES\n';
const SOCKETLESS = 'listen=NO\nlisten_ipv6=NO\nanonymous_enable=NO\nlocal_enable=YES\nxferlog_enable=YES\n';
const GUESTS = `${LOCAL}guest_enable=YES\nguest_username=virtual\npam_service_name=vsftpd\n`;
const USERDB = 'auth required pam_userdb.so db=/etc/vsftpd/users\n';
const PAM = 'auth required pam_listfile.so item=user sense=deny file=/etc/ftpusers onerr=succeed\n';

interface Tree {
  readonly name: string;
  /** The first is the config. */
  readonly files: Readonly<Record<string, string>>;
  /** Warnings and errors: code, and words of the message. */
  readonly said: readonly (readonly [code: string, words: RegExp])[];
  readonly build?: string;
}

const TREES: readonly Tree[] = [
  {
    name: 'an allow list saved with CR LF',
    files: { 'files/etc/vsftpd.conf': ALLOW, 'files/etc/vsftpd.user_list': 'joe\r\nann\r\n' },
    said: [['list-line-unmatched', /No one can log in: line 1 of "vsftpd\.user_list" ends with CR LF/]],
  },
  {
    name: 'a name with a space',
    files: { 'etc/vsftpd.conf': ALLOW, 'etc/vsftpd.user_list': 'ann\njoe \n' },
    said: [
      ['list-line-unmatched', /Line 2 .* a space around the name.*"joe" gets "530 Permission denied\."/],
    ],
  },
  {
    name: 'names with more than a name in them',
    files: { 'etc/vsftpd.conf': ALLOW, 'etc/vsftpd.user_list': '/home/ann\njoe:x\nbob\n' },
    said: [['list-line-unmatched', /Line 1 .* is a path, .*"\/home\/ann" and "joe:x" get "530/]],
  },
  {
    name: 'a good allow list, with comments and without a last newline',
    files: { 'etc/vsftpd.conf': ALLOW, 'etc/vsftpd.user_list': '# who may\nann\n\njoe' },
    said: [],
  },
  {
    name: 'an empty allow list next to the config',
    files: { 'docker/vsftpd.conf': ALLOW, 'docker/vsftpd.user_list': '# nobody yet\n' },
    said: [['userlist-allow-list', /No one can log in/]],
  },
  {
    name: 'a listed user whom PAM refuses',
    files: {
      'etc/vsftpd.conf': ALLOW,
      'etc/vsftpd.user_list': 'root\njoe\n',
      'etc/ftpusers': 'root\r\ndaemon\r\n',
      'etc/pam.d/vsftpd': PAM,
    },
    said: [['pam-refuses', /^"root" may log in by the user list, but PAM/]],
  },
  {
    name: 'all listed users refused by the ftpusers of the Red Hat family',
    build: 'el9',
    files: {
      'etc/vsftpd/vsftpd.conf': `${LOCAL}pam_service_name=vsftpd\nuserlist_enable=YES\nuserlist_deny=NO\n`,
      'etc/vsftpd/user_list': 'root\n',
      'etc/vsftpd/ftpusers': 'root\n',
    },
    said: [['pam-refuses', /^No one can log in/]],
  },
  {
    name: 'a deny list that repeats ftpusers',
    files: {
      'etc/vsftpd.conf': `${LOCAL}userlist_enable=YES\n`,
      'etc/vsftpd.user_list': 'root\n',
      'etc/ftpusers': 'root\n',
    },
    said: [],
  },
  {
    name: 'a jail list with a comment after the name',
    files: {
      'conf/vsftpd.conf': `${LOCAL}allow_writeable_chroot=YES\nchroot_list_enable=YES\nchroot_list_file=/etc/vsftpd/chroot_list\n`,
      'conf/vsftpd/chroot_list': 'admin # boss\n',
    },
    said: [['list-line-unmatched', /more than a name.*is not jailed/]],
  },
  {
    name: 'a banned address with a space',
    files: { 'etc/vsftpd.conf': ANONYMOUS, 'etc/vsftpd.banned_emails': 'a@example.com \n' },
    said: [['list-line-unmatched', /is not banned/]],
  },
  {
    name: 'a PAM service with CR LF',
    files: { 'etc/vsftpd.conf': LOCAL, 'etc/pam.d/vsftpd': 'auth required pam_unix.so\r\n' },
    said: [['pam-refuses', /No user can log in.*CR LF/]],
  },
  {
    name: 'a database of virtual users named with .db',
    files: {
      'vsftpd/vsftpd.conf': LOCAL,
      'pam.d/vsftpd': 'auth required pam_userdb.so db=/etc/vsftpd/login.db\n',
    },
    said: [['pam-refuses', /login\.db\.db/]],
  },
  {
    name: 'an allow file of PAM without a name',
    files: {
      'etc/vsftpd.conf': LOCAL,
      'etc/pam.d/vsftpd': 'auth required pam_listfile.so item=user sense=allow file=/etc/ftp.allow\n',
      'etc/ftp.allow': '\n',
    },
    said: [['pam-refuses', /No user can log in/]],
  },
  ...['auth required pam_deny.so\n', 'auth required pam_env.so\naccount requisite pam_deny.so\n'].map(
    (text): Tree => ({
      name: 'a PAM service that asks only pam_deny',
      files: { 'etc/vsftpd.conf': LOCAL, 'etc/pam.d/vsftpd': text },
      said: [['pam-refuses', /No user can log in: .* refuses everyone by pam_deny/]],
    }),
  ),
  ...[
    'auth sufficient pam_unix.so\nauth required pam_deny.so\n',
    'auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n',
    '@include common-auth\nauth required pam_deny.so\n',
    'auth include password-auth\nsession required pam_deny.so\n',
  ].map((text): Tree => ({
    name: `a PAM service that comes to pam_deny last: ${text}`,
    files: { 'etc/vsftpd.conf': LOCAL, 'etc/pam.d/vsftpd': text },
    said: [],
  })),
  {
    name: 'a line of ftpusers with a space',
    files: { 'etc/vsftpd.conf': LOCAL, 'etc/ftpusers': 'root \n' },
    said: [['pam-refuses', /"root" is not refused/]],
  },
  {
    name: 'no listener',
    files: { 'etc/vsftpd.conf': SOCKETLESS },
    said: [['no-listener', /systemd socket/]],
  },
  {
    name: 'no listener, and xinetd listens',
    files: {
      'etc/vsftpd.conf': SOCKETLESS,
      'etc/xinetd.d/vsftpd': 'service ftp\n{\n  server = /usr/sbin/vsftpd\n  disable = no\n}\n',
    },
    said: [],
  },
  {
    name: 'no listener, and xinetd is told not to listen',
    files: {
      'etc/vsftpd.conf': SOCKETLESS,
      'etc/xinetd.d/vsftpd': 'service ftp\n{\n  server = /usr/sbin/vsftpd\n  disable = yes\n}\n',
    },
    said: [['no-listener', /./]],
  },
  {
    name: 'no listener, and inetd listens',
    files: {
      'etc/vsftpd.conf': SOCKETLESS,
      'etc/inetd.conf': 'ftp stream tcp nowait root /usr/sbin/tcpd /usr/sbin/vsftpd\n',
    },
    said: [],
  },
  {
    name: 'a listener, and xinetd listens too',
    files: {
      'etc/vsftpd.conf': LOCAL,
      'etc/xinetd.d/vsftpd': 'service ftp\n{\n  server = /usr/sbin/vsftpd\n  disable = no\n}\n',
    },
    said: [['listener-under-inetd', /^By "xinetd\.d\/vsftpd" another program listens/]],
  },
  ...['account required pam_unix.so\n', '@include common-account\n', ''].map((account) => ({
    name: `virtual users whose account is asked of the system: ${account}`,
    files: { 'etc/vsftpd.conf': GUESTS, 'etc/pam.d/vsftpd': `${USERDB}${account}` },
    said: [['pam-refuses', /^No user can log in: .*virtual users are none of the system\.$/]] as const,
  })),
  ...['account required pam_userdb.so db=/etc/vsftpd/users\n', 'account required pam_permit.so\n'].map(
    (account) => ({
      name: `virtual users who have an account: ${account}`,
      files: {
        'etc/vsftpd.conf': GUESTS,
        'etc/pam.d/vsftpd': `${USERDB}${account}`,
      },
      said: [],
    }),
  ),
  {
    name: 'no listener, and a socket of systemd lies next to the config',
    files: { 'ftp/vsftpd.conf': SOCKETLESS, 'ftp/vsftpd.socket': '[Socket]\nListenStream=21\nAccept=yes\n' },
    said: [],
  },
];

const root = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-at-hand-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

TREES.forEach(({ name, files, said, build = 'debian-12' }, i) => {
  test(`what lies beside a config is read: ${name}`, async () => {
    const tree = path.join(root, String(i));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(tree, file), text);
    }
    const { io, out } = memoryIo();
    const config = path.join(tree, Object.keys(files)[0] ?? '');
    await checkCommand(['--format', 'json', '--build', build, config], io);
    const { diagnostics = [] } = (JSON.parse(out()) as CheckReport).files[0] ?? {};
    const grave = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
    assert.deepEqual(
      grave.map(({ code }) => code),
      said.map(([code]) => code),
    );
    said.forEach(([, words], at) => {
      assert.match(grave[at]?.message ?? '', words);
    });
  });
});

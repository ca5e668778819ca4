import type { Scenario } from '../scenario.js';
import { ADDRESS } from '../topology.js';
import { PLAIN } from '../lab.js';
import { LAST_WORDS } from './last-words.js';

/** Something else, or nothing, speaks on port 21. */
function instead(words: string): Pick<Scenario, 'noVsftpd' | 'company'> {
  const more = ['21', words];
  const greeter = {
    at: 'server',
    module: 'test/lab/company/greeter.ts',
    arguments: more,
    ready: { port: 21 },
  } as const;
  return { noVsftpd: true, company: [greeter] };
}

const OURS: Pick<Scenario, 'noVsftpd' | 'company'> = { noVsftpd: false, company: [] };

function holders(count: number): Pick<Scenario, 'company'> {
  const more = [ADDRESS.serverPublic, String(count)];
  return {
    company: [{ at: 'client', module: 'test/lab/company/holder.ts', arguments: more, ready: 'ready' }],
  };
}

/** Greeting and login. */
export const LOGIN: readonly Scenario[] = [
  {
    id: 'greeting-missing',
    title: 'the port accepts and says nothing',
    ...instead(''),
    expects: 'CTL-NOBANNER',
    mend: OURS,
  },
  {
    id: 'greeting-ssh',
    title: 'SSH answers',
    ...instead('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3'),
    expects: 'CTL-NOTFTP',
    mend: OURS,
  },
  {
    id: 'greeting-web',
    title: 'a web server answers',
    ...instead('HTTP/1.1 400 Bad Request'),
    expects: 'CTL-NOTFTP',
    mend: OURS,
  },
  {
    id: 'greeting-mail',
    title: 'a mail server answers',
    ...instead('220 mail.example.test ESMTP Postfix'),
    expects: 'CTL-NOTFTP',
    mend: OURS,
  },
  {
    id: 'busy-all-places',
    title: 'max_clients is reached by others',
    settings: { max_clients: 2 },
    ...holders(2),
    expects: 'CTL-BUSY',
    mend: { company: [] },
  },
  {
    id: 'busy-this-address',
    title: 'max_per_ip is reached by other clients of the same address',
    settings: { max_per_ip: 1 },
    ...holders(1),
    expects: 'CTL-BUSY',
    evidence: /internet address/,
    mend: { company: [] },
  },
  {
    id: 'greeting-slow',
    title: 'the server thinks for four seconds before it greets',
    etc: { 'hosts.allow': 'vsftpd: ALL: spawn /bin/sleep 4\n' },
    settings: { tcp_wrappers: 'YES' },
    options: { timeoutMs: 6000, samples: 0 },
    expects: 'CTL-SLOW',
    mend: { settings: { tcp_wrappers: 'NO' } },
  },
  {
    id: 'login-needs-tls',
    title: 'a client without TLS where TLS is a must',
    target: { tls: 'none' },
    expects: 'AUTH-NEED-TLS',
    byCommand: true,
    mend: { target: { tls: 'explicit' } },
  },
  {
    id: 'login-wrong-password',
    title: 'a wrong password',
    target: { password: 'not this one' },
    // PAM and vsftpd both take their time to say no.
    options: { timeoutMs: 8000 },
    expects: 'AUTH-BAD',
    mend: { target: {} },
  },
  {
    id: 'login-unknown-user',
    title: 'an unknown user',
    target: { user: 'nobody-of-that-name' },
    options: { timeoutMs: 8000 },
    expects: 'AUTH-BAD',
    mend: { target: {} },
  },
  {
    id: 'login-user-denied',
    title: 'the user is on the list of those who may not log in',
    etc: { 'vsftpd.user_list': 'demo\n' },
    settings: { userlist_enable: 'YES', userlist_file: '/etc/vsftpd.user_list' },
    expects: 'AUTH-DENIED-EARLY',
    mend: { settings: { userlist_enable: 'NO' } },
  },
  {
    id: 'login-anonymous-only',
    title: 'local users are not let in',
    settings: { ...PLAIN, local_enable: 'NO', anonymous_enable: 'YES' },
    expects: 'AUTH-DENIED-EARLY',
    mend: {},
  },
  {
    id: 'login-writable-root',
    title: 'the user’s root is writable, without TLS',
    settings: { ...PLAIN, chroot_local_user: 'YES' },
    expects: 'AUTH-CHROOT',
    mend: { commands: [['server', 'chmod a-w $LAB_FOLDER/home']] },
  },
  {
    id: 'login-writable-root-tls',
    title: 'the user’s root is writable, and TLS hides the words about it',
    settings: { chroot_local_user: 'YES' },
    expects: 'AUTH-CHROOT',
    evidence: /writable root/,
    mend: { commands: [['server', 'chmod a-w $LAB_FOLDER/home']] },
  },
  {
    id: 'login-no-home',
    title: 'the user’s root does not exist',
    settings: { chroot_local_user: 'YES', local_root: '/srv/nothing-here' },
    expects: 'AUTH-CHROOT',
    evidence: /srv\/nothing-here/,
    mend: { settings: { local_root: '/srv' } },
  },
  {
    id: 'login-no-chroot-list',
    title: 'the list of users for chroot does not exist',
    settings: { chroot_list_enable: 'YES', chroot_list_file: '/etc/nothing-here' },
    expects: 'AUTH-CHROOT',
    evidence: /could not read chroot\(\) list file/,
    mend: { settings: { chroot_list_enable: 'NO' } },
  },
  {
    id: 'start-no-nopriv-user',
    title: 'nopriv_user names a user that does not exist',
    settings: { ...PLAIN, nopriv_user: 'ftpsecure' },
    expects: 'CTL-GREETING-OOPS',
    advice: /ftpsecure.*nopriv_user/,
    mend: { settings: { nopriv_user: null } },
  },
  {
    id: 'start-no-user-list',
    title: 'the list of users does not exist: each session ends before its greeting',
    settings: { userlist_enable: 'YES', userlist_file: '/etc/nothing-here' },
    expects: 'CTL-GREETING-OOPS',
    evidence: /500 OOPS: cannot read user list file/,
    mend: { settings: { userlist_enable: 'NO' } },
  },
  {
    id: 'login-client-certificate',
    title: 'the server demands a certificate of each client',
    settings: { require_cert: 'YES' },
    expects: 'AUTH-BAD',
    evidence: /showed no certificate/,
    mend: { settings: { require_cert: null } },
  },
  {
    id: 'list-denied',
    title: 'no directory may be listed',
    settings: { dirlist_enable: 'NO' },
    expects: 'DATA-LIST-REFUSED',
    evidence: /LIST was answered by `550/,
    mend: { settings: { dirlist_enable: null } },
  },
  {
    id: 'oops-in-tls',
    title: 'a fault in the user’s own file is told in clear inside TLS',
    etc: { 'vsftpd.users/demo': 'write_enable=MAYBE\n' },
    settings: { user_config_dir: '/etc/vsftpd.users' },
    expects: 'CTL-OOPS-IN-TLS',
    evidence: /bad bool value/,
    mend: { settings: { user_config_dir: null } },
  },
  {
    id: 'oops-in-tls-sandbox',
    title: 'the sandbox kills the process at the TLS handshake',
    settings: { seccomp_sandbox: 'YES' },
    expects: 'CTL-OOPS-IN-TLS',
    // Two processes are left, and either may be the first to notice.
    evidence: /child died|priv_sock_get_cmd/,
  },
  {
    id: 'dies-on-data',
    title: 'the sandbox kills the process that lists',
    settings: { ...PLAIN, seccomp_sandbox: 'YES' },
    expects: 'CTL-DIES-ON-DATA',
  },
  {
    id: 'login-in-clear',
    title: 'TLS is there, but not required, and the client does not use it',
    settings: { force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO' },
    target: { tls: 'none' },
    expects: 'AUTH-CLEAR',
    mend: { target: {} },
  },
  {
    id: 'login-anonymous-too',
    title: 'anonymous logins are open beside those of users',
    settings: { anonymous_enable: 'YES', allow_anon_ssl: 'YES', anon_root: '{folder}/empty' },
    options: { also: ['anonymous'] },
    expects: 'AUTH-ANON',
  },
  ...LAST_WORDS,
];

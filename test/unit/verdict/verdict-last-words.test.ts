/** What vsftpd says when it refuses a client or ends: the setting that asks for it is named. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Finding, Observation } from '../../../core/verdict/index.js';
import { markdownOf, type ProbeReport } from '../../../probe/index.js';
import { asked, config, findings, login, pasv, reached, tls } from '../observed.js';

function greetedWith(code: number, text: string): readonly Observation[] {
  return reached().map((seen) => (seen.kind === 'reply' ? { ...seen, code, text } : seen));
}

function first(...parts: (readonly Observation[])[]): Finding {
  const [found] = findings(parts);
  assert.ok(found);
  return found;
}

/** Strings of the real binaries, with the object that follows some of them. */
const GREETINGS: readonly (readonly [words: string, setting: string])[] = [
  ["vsftpd: not found: directory given in 'secure_chroot_dir':/var/run/vsftpd/empty", 'secure_chroot_dir'],
  ['failed to open vsftpd log file:/nowhere/vsftpd.log', 'vsftpd_log_file'],
  ['failed to open xferlog log file:/nowhere/xferlog', 'xferlog_file'],
  ["vsftpd: cannot locate user specified in 'guest_username':nobodyhome", 'guest_username'],
  ["vsftpd: cannot locate user specified in 'ftp_username':ftpnobody", 'ftp_username'],
  ["vsftpd: cannot locate user specified in 'chown_username':who", 'chown_username'],
  ['cannot locate user entry:ftpsecure', 'nopriv_user'],
  ['cannot read user list file:/etc/vsftpd.user_list', 'userlist_file'],
  ['cannot read anon e-mail list file:/etc/vsftpd.banned_emails', 'banned_email_file'],
  ['cannot read email passwords file:/etc/vsftpd.email_passwords', 'email_password_file'],
  ['cannot read banner file:/etc/motd.ftp', 'banner_file'],
  ['SSL: cannot load RSA certificate', 'rsa_cert_file'],
  ['SSL: cannot load RSA private key', 'rsa_private_key_file'],
  ['SSL: could not load verify file', 'ca_certs_file'],
  ['SSL: could not set cipher list', 'ssl_ciphers'],
  ['bad bool value in config file for: anon_world_readable_only', 'anon_world_readable_only'],
  ['unrecognised variable in config file: anon_wrld', 'anon_wrld'],
  ['vsftpd: both local and anonymous access disabled!', 'local_enable'],
  ['prctl PR_SET_SECCOMP failed', 'seccomp_sandbox'],
];

for (const [words, setting] of GREETINGS)
  test(`${setting} is named by the greeting's last words`, () => {
    const found = first(greetedWith(500, `OOPS: ${words}`));
    assert.equal(found.id, 'CTL-GREETING-OOPS');
    assert.ok(found.fix.text.includes(setting), found.fix.text);
    const object = /:(\/\S+|\w+)$/.exec(words)?.[1] ?? '';
    assert.ok(found.fix.text.includes(object), found.fix.text);
  });

test('words of the other half of vsftpd, whole or cut, do not replace those that name the cause', () => {
  for (const rest of ['OOPS: priv_sock_get_cmd', 'OOPS: ', 'OOPS: priv_so', 'OOPS: child died']) {
    const echo: Observation = { kind: 'reply', code: 500, text: rest, to: 'greeting' };
    assert.match(first(greetedWith(500, 'OOPS: cannot locate user entry:x'), [echo]).fix.text, /nopriv_user/);
  }
});

test('after the password the user’s own file or entry is meant', () => {
  const answered = (text: string): Finding => first(reached(), asked('PASS', 500, `OOPS: ${text}`));
  const line = answered('bad bool value in config file for: anon_world_readable_only');
  assert.match(line.fix.text, /user_config_dir.*anon_world_readable_only/);
  assert.equal(line.cause, 'server-config');
  assert.match(answered('error opening per-user config file').fix.text, /user_config_dir/);
  assert.match(answered('cannot locate user entry:mia').fix.text, /guest_enable/);
});

test('a run without a listing is never healthy, whatever the first word was', () => {
  const stood = reached().slice(0, 2);
  const vantage: Observation = { kind: 'vantage', networks: ['192.168.1.10/24'] };
  const said: Observation = { kind: 'reply', code: 500, text: 'Timeout of a kind', to: 'greeting' };
  assert.equal(first([vantage], stood, [said]).severity, 'error');
  assert.equal(first([vantage], stood).severity, 'error');
});

test('a client that tcp_wrappers refuses is not told to raise max_clients', () => {
  const heard = greetedWith(421, 'Service not available.');
  assert.match(first(heard).fix.text, /hosts\.deny/);
  const [without] = findings([heard], { config: config('tcp_wrappers=NO\n') });
  assert.doesNotMatch(without?.fix.text ?? '', /hosts\.deny/);
  assert.match(first(greetedWith(421, 'There are too many connected users.')).fix.text, /max_clients/);
});

for (const [words, setting] of [
  ['500 OOPS: SSL: peer did not return a certificate', 'require_cert'],
  ['500 OOPS: SSL: callback failed', 'ssl_sni_hostname'],
  ['500 OOPS: SSL routines::callback failed\n500 OOPS: priv_sock_get_cmd', 'ssl_sni_hostname'],
  ['500 OOPS: child died', 'seccomp_sandbox'],
] as const)
  test(`${setting} is named by what stands in clear in the TLS stream`, () => {
    const found = first(reached(), tls({ outcome: 'failed', plainText: words }));
    assert.ok(found.fix.text.includes(setting), `${found.id}: ${found.fix.text}`);
  });

test('a port that is unreachable after the ARP requests is no firewall that rejects', () => {
  const dialled = (ms: number): Finding =>
    first(reached(), login(), pasv('198.51.100.20', 40001, { outcome: 'unreachable', ms }));
  assert.match(dialled(3050).fix.text, /forward/);
  assert.doesNotMatch(dialled(20).title, /machine that does not answer/);
});

test('a ticket keeps settings, commands and alternatives apart', () => {
  const report = JSON.parse(readFileSync('examples/report.json', 'utf8')) as ProbeReport;
  const [finding] = report.findings;
  assert.ok(finding);
  const text = (commands: readonly string[], alternatives: Finding['fix']['alternatives'] = []): string =>
    markdownOf({
      ...report,
      findings: [{ ...finding, fix: { text: 'Do it.', config: { listen: 'YES' }, commands, alternatives } }],
    });
  assert.match(text(['a', 'b']), /In vsftpd\.conf:\n\n {4}listen=YES\n\nOn the server:\n\n {4}a\n {4}b\n/);
  const ways = [
    { for: 'ufw', commands: ['ufw allow 1'] },
    { for: 'iptables', commands: ['iptables -A INPUT'] },
  ];
  assert.match(
    text([], ways),
    /On the server, one of these, for ufw:\n\n {4}ufw allow 1\n\nOr, for iptables:\n\n {4}iptables -A INPUT\n/,
  );
  assert.doesNotMatch(text([]), /On the server/);
});

test('a ticket does not call the computer that probed "this computer"', () => {
  const report = JSON.parse(readFileSync('examples/report.json', 'utf8')) as ProbeReport;
  const notTested = ['IPv6: this machine has none', 'from `this computer`'];
  const text = markdownOf({ ...report, notTested });
  assert.match(text, /IPv6: the computer that probed has none/);
  assert.match(text, /from `this computer`/);
});

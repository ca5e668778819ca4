/** What vsftpd says when it refuses a client or ends: the setting that asks for it is named. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Finding, Observation } from '../../../core/verdict/index.js';
import { markdownOf, type ProbeReport } from '../../../probe/index.js';
import { config, findings, login, pasv, reached, tls } from '../observed.js';

function greetedWith(code: number, text: string): readonly Observation[] {
  return reached().map((seen) => (seen.kind === 'reply' ? { ...seen, code, text } : seen));
}

function first(...parts: (readonly Observation[])[]): Finding {
  const [found] = findings(parts);
  assert.ok(found);
  return found;
}

for (const [words, setting] of [
  [
    "OOPS: vsftpd: not found: directory given in 'secure_chroot_dir':/var/run/vsftpd/empty",
    'secure_chroot_dir',
  ],
  ['OOPS: failed to open vsftpd log file:/nowhere/vsftpd.log', 'vsftpd_log_file'],
  ['OOPS: failed to open xferlog log file:/nowhere/xferlog', 'xferlog_file'],
  ["OOPS: vsftpd: cannot locate user specified in 'guest_username':nobodyhome", 'guest_username'],
] as const)
  test(`${setting} is named by the greeting's last words`, () => {
    const found = first(greetedWith(500, words));
    assert.equal(found.id, 'CTL-GREETING-OOPS');
    assert.ok(found.fix.text.includes(setting), found.fix.text);
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
  const text = (commands: readonly string[]): string =>
    markdownOf({
      ...report,
      findings: [{ ...finding, fix: { text: 'Do it.', config: { listen: 'YES' }, commands } }],
    });
  assert.match(text(['a', 'b']), /In vsftpd\.conf:\n\n {4}listen=YES\n\nOn the server:\n\n {4}a\n {4}b\n/);
  assert.match(text(['ufw allow 1', 'iptables -A INPUT']), /the one for its firewall:/);
  assert.doesNotMatch(text([]), /On the server/);
});

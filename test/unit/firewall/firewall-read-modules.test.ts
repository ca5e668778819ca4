import assert from 'node:assert/strict';
import test from 'node:test';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { checkForm } from '../reading-text.js';

/** `how words ports`, one for each helper. */
function helpers(path: string, text: string): readonly string[] {
  const reading = readFirewallFile(path, text);
  assert.ok(reading, `${path} is not recognised`);
  checkForm(text, reading);
  assert.deepEqual(reading.witnesses, []);
  return reading.helpers.map(
    ({ at, ports, how, automatic }) =>
      `${how}${automatic ? ' by the kernel' : ''} ${text.slice(at.start, at.end)} ${ports.join()}`,
  );
}

const FILES: readonly (readonly [path: string, text: string, expected: readonly string[]])[] = [
  ['etc/modules-load.d/ftp.conf', '# for vsftpd\nnf_conntrack_ftp\n', ['loaded nf_conntrack_ftp 21']],
  [
    'etc/modules',
    'loop\nnf_conntrack_ftp\nnf_nat_ftp\n',
    ['loaded nf_conntrack_ftp 21', 'loaded nf_nat_ftp 21'],
  ],
  ['modprobe.d/ftp.conf', 'options nf_conntrack_ftp ports=21,990\n', ['loaded nf_conntrack_ftp 21,990']],
  ['etc/modprobe.d/old.conf', 'options ip_conntrack_ftp ports=2121\n', ['loaded ip_conntrack_ftp 2121']],
  ['modprobe.d/off.conf', 'blacklist nf_conntrack_ftp\n', []],
  [
    'etc/sysconfig/iptables-config',
    'IPTABLES_MODULES="nf_conntrack_ftp nf_nat_ftp"\n',
    ['loaded nf_conntrack_ftp 21'],
  ],
  ['etc/default/ufw', 'IPT_MODULES="nf_conntrack_ftp nf_nat_ftp"\n', ['loaded nf_conntrack_ftp 21']],
  ['etc/default/ufw', '# nf_conntrack_ftp, nf_nat_ftp: active FTP support\nIPT_MODULES=""\n', []],
  [
    'etc/sysctl.d/60-ftp.conf',
    'net.netfilter.nf_conntrack_helper = 1\n',
    ['assigned by the kernel net.netfilter.nf_conntrack_helper = 1 21'],
  ],
  ['etc/sysctl.conf', 'net.netfilter.nf_conntrack_helper=0\n', []],
  ['etc/modules', 'nf_conntrack_ftp_extra\nmy-nf_conntrack_ftp\n', []],
];

for (const [path, text, expected] of FILES) {
  test(`${path}: ${text.split('\n').join(' / ')}`, () => {
    assert.equal(firewallKindOf(path, text), 'modules');
    assert.deepEqual(helpers(path, text), expected);
  });
}

test('files of other programs are none', () => {
  assert.equal(firewallKindOf('etc/modules', 'loop\n'), null);
  assert.equal(firewallKindOf('notes.txt', 'We tried modprobe nf_conntrack_ftp\n'), null);
});

test('commands that load a module or switch helpers on', () => {
  const run = (line: string): readonly string[] => helpers('fw.sh', `#!/bin/sh\n${line}\n`);
  assert.deepEqual(run('modprobe nf_conntrack_ftp ports=21,2121'), ['loaded nf_conntrack_ftp 21,2121']);
  assert.deepEqual(run('sudo modprobe -a nf_conntrack_ftp nf_nat_ftp'), ['loaded nf_conntrack_ftp 21']);
  assert.deepEqual(run('modprobe -r nf_conntrack_ftp'), []);
  assert.deepEqual(run('insmod /lib/modules/nf_conntrack_ftp.ko'), [
    'loaded /lib/modules/nf_conntrack_ftp.ko 21',
  ]);
  assert.deepEqual(run('sysctl -w net.netfilter.nf_conntrack_helper=1'), [
    'assigned by the kernel sysctl -w net.netfilter.nf_conntrack_helper=1 21',
  ]);
  assert.deepEqual(run('modprobe loop'), []);
});

test('ports of the module hold for the switch too', () => {
  const text =
    '#!/bin/sh\nmodprobe nf_conntrack_ftp ports=2121\nsysctl -w net.netfilter.nf_conntrack_helper=1\n';
  assert.deepEqual(
    readFirewallFile('fw.sh', text)?.helpers.map(({ ports }) => ports),
    [[2121], [2121]],
  );
});

test('long and odd lines are read in bounded time', () => {
  const odd = `nf_conntrack_ftp ports=${'9'.repeat(200)}\n${' '.repeat(100_000)}nf_conntrack_ftp\n${'ports='.repeat(20_000)}\n`;
  assert.deepEqual(helpers('etc/modules', odd), ['loaded nf_conntrack_ftp 21', 'loaded nf_conntrack_ftp 21']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearness, remoteOf } from '../../client/vantage.js';

const OWN = [
  { address: '127.0.0.1', cidr: '127.0.0.1/8' },
  { address: '192.168.1.10', cidr: '192.168.1.10/24' },
  { address: 'fe80::1', cidr: 'fe80::1/64' },
  { address: '2001:db8:1::5', cidr: '2001:db8:1::5/64' },
  { address: '10.0.0.1', cidr: null },
];

const NEAR: readonly (readonly [string | null, ReturnType<typeof nearness>])[] = [
  ['127.0.0.1', 'same-machine'],
  ['127.8.0.1', 'same-machine'],
  ['192.168.1.10', 'same-machine'],
  ['::ffff:192.168.1.10', 'same-machine'],
  ['2001:db8:1::5', 'same-machine'],
  ['192.168.1.20', 'same-network'],
  ['2001:db8:1::99', 'same-network'],
  ['fe80::2%eth0', 'same-network'],
  ['192.168.2.20', null],
  ['198.51.100.20', null],
  ['2001:db8:2::5', null],
  ['ftp.example.org', null],
  ['', null],
  [null, null],
];

for (const [peer, near] of NEAR) {
  test(`a server at ${String(peer)} is ${near ?? 'elsewhere'}`, () => {
    assert.equal(nearness(peer, OWN), near);
  });
}

test('odd masks and addresses are passed over', () => {
  assert.equal(nearness('10.0.0.2', [{ address: '10.0.0.1', cidr: '10.0.0.1/x' }]), null);
  assert.equal(nearness('10.0.0.2', [{ address: 'x', cidr: 'x/8' }]), null);
});

test('a remote window has a name that people know', () => {
  assert.equal(remoteOf(true, 'ssh-remote'), null);
  assert.equal(remoteOf(false, undefined), null);
  assert.equal(remoteOf(false, 'ssh-remote'), 'SSH');
  assert.equal(remoteOf(false, 'something-new'), 'remote host');
});

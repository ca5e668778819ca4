import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearness, placeOf } from '../../../client/probe/vantage.js';

const OWN = ['127.0.0.1/8', '192.168.1.10/24', 'fe80::1/64', '2001:db8:1::5/64'];

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
  assert.equal(nearness('10.0.0.2', ['10.0.0.1/x', '10.0.0.1']), null);
  assert.equal(nearness('10.0.0.2', ['x/8', '', '/8', '10.0.0.1/-1']), null);
});

test('a remote window has a name that people know', () => {
  const here = { place: 'this-computer', remote: null };
  assert.deepEqual(placeOf(true, 'ssh-remote'), here);
  assert.deepEqual(placeOf(false, undefined), here);
  assert.deepEqual(placeOf(false, 'ssh-remote'), { place: 'remote', remote: 'SSH' });
  assert.deepEqual(placeOf(false, 'something-new'), { place: 'remote', remote: null });
});

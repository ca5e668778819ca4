import assert from 'node:assert/strict';
import test from 'node:test';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import {
  diagnose,
  type Evidence,
  judge,
  type Observation,
  type Path,
  pathOf,
} from '../../../core/verdict/index.js';
import { asked, epsv, healthy, list, LOCAL, login, OUTSIDE, pasv, PEER, reached, stat } from '../observed.js';

function way(parts: readonly (readonly Observation[])[], more: Partial<Evidence> = {}): Path {
  const evidence: Evidence = { witness: 'probe', observations: parts.flat(), ...more };
  return pathOf(evidence, diagnose(evidence));
}

/** `client ok 192.168.1.10`, one line per station. */
function drawn(path: Path): readonly string[] {
  return path.hops.map(({ id, state, addresses, finding }) =>
    [id, state, ...addresses, ...(finding === null ? [] : [`(${finding})`])].join(' '),
  );
}

test('a healthy way, with the NAT that STAT shows', () => {
  const path = way([healthy(), stat(OUTSIDE)]);
  assert.deepEqual(drawn(path), [
    `client ok ${LOCAL}`,
    `client-nat ok ${OUTSIDE}`,
    'network ok',
    `server ok ${PEER}`,
  ]);
  assert.equal(path.isControlOpen, true);
});

test('without NAT there is no station for it', () => {
  assert.deepEqual(drawn(way([healthy({ local: OUTSIDE }), stat(`::ffff:${OUTSIDE}`)])), [
    `client ok ${OUTSIDE}`,
    'network ok',
    `server ok ${PEER}`,
  ]);
});

test('an inner address in the reply gives the gateway away; the server is what has to be mended', () => {
  const path = way([reached(), login(), stat(OUTSIDE), epsv(40001), pasv('10.0.0.5', 40000)]);
  assert.deepEqual(drawn(path).slice(2), [
    'network ok',
    `server-nat ok ${PEER}`,
    'server broken 10.0.0.5 (PASV-ADDR-PRIVATE)',
  ]);
});

test('a firewall that drops the data ports is the broken hop, and the control connection gets through', () => {
  const path = way([
    reached(),
    login(),
    epsv(40001, { outcome: 'timeout' }),
    epsv(40002, { outcome: 'timeout' }),
  ]);
  assert.deepEqual(drawn(path), [
    `client ok ${LOCAL}`,
    'network ok',
    'server-nat broken (DATA-DROP)',
    `server ok ${PEER}`,
  ]);
  assert.equal(path.isControlOpen, true);
});

test('behind the place where the control connection ends nothing is known', () => {
  const silent = [
    { kind: 'target', host: 'ftp.example.test', port: 21, peer: null, local: null, resolved: [PEER] },
    { kind: 'connect', channel: 'control', host: PEER, port: 21, outcome: 'timeout', durationMs: 3000 },
  ] as const;
  const path = way([silent]);
  assert.deepEqual(drawn(path), ['client ok', 'network broken (NET-CTRL-TIMEOUT)', 'server unknown']);
  assert.equal(path.isControlOpen, false);
  assert.deepEqual(drawn(way([])), ['client ok', 'network unknown', 'server unknown']);
});

test('data connections are told apart: they work, work here only, in part, not at all, or were not tried', () => {
  const state = (...parts: readonly (readonly Observation[])[]): readonly unknown[] => {
    const { data, untriedAddress } = way([reached(), login(), ...parts]);
    return [data, untriedAddress];
  };
  assert.deepEqual(state(epsv(40001), list()), ['works', null]);
  assert.deepEqual(state(epsv(40001), list(), pasv('0.0.0.0', 40000)), ['some', null]);
  assert.deepEqual(state(epsv(40001, { outcome: 'timeout' })), ['fails', null]);
  assert.deepEqual(state(), ['untried', null]);
  assert.deepEqual(state(asked('PASV', 550, 'Permission denied.')), ['untried', null]);
  const here = { peer: '127.0.0.1', local: '127.0.0.1', host: '127.0.0.1' };
  const told = asked('PASV', 227, 'Entering Passive Mode (192,168,1,10,156,64).');
  const inner: Observation = {
    ...{ kind: 'endpoint', mode: 'PASV', raw: '192,168,1,10,156,64', problems: [] },
    ...{ host: '192.168.1.10', port: 40000 },
  };
  const path = way([healthy(here), told, [inner]]);
  assert.deepEqual([path.data, path.untriedAddress], ['here', '192.168.1.10']);
});

test('a warning makes its station suspect, information none', () => {
  const slow = [
    ...reached(),
    ...asked('USER', 331, 'Please specify the password.', 'demo'),
    { kind: 'command', verb: 'PASS' } as const,
    { kind: 'reply', code: 230, text: 'Login successful.', to: 'PASS', durationMs: 9000 } as const,
  ];
  assert.deepEqual(drawn(way([slow, epsv(40001)])).at(-1), `server suspect ${PEER} (CTL-SLOW)`);
  const short = [healthy(), stat(OUTSIDE, ['Session timeout in seconds is 60'])];
  assert.deepEqual(drawn(way(short)).at(-1), `server ok ${PEER}`);
});

test('a gateway’s file tells what stands behind it', () => {
  const text =
    'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "40000-40100:40000-40100"\n';
  const reading = readFirewallFile('/srv/compose.yaml', text);
  assert.ok(reading);
  const path = way([healthy()], { firewall: [{ path: '/srv/compose.yaml', text, reading }] });
  const gate = path.hops.find(({ id }) => id === 'server-nat');
  assert.equal(gate?.note, 'compose.yaml');
  assert.equal(gate.state, 'ok');
});

test('on the server itself there is no network in between', () => {
  const here = { peer: '127.0.0.1', local: '127.0.0.1', host: '127.0.0.1' };
  assert.deepEqual(drawn(way([healthy(here)])), ['client ok 127.0.0.1', 'server ok 127.0.0.1']);
});

test('the own outer address that the user gave', () => {
  assert.deepEqual(drawn(way([healthy()], { ownAddress: OUTSIDE }))[1], `client-nat ok ${OUTSIDE}`);
});

function untested(parts: readonly (readonly Observation[])[], more: Partial<Evidence> = {}): string {
  return judge({ witness: 'probe', observations: parts.flat(), ...more }).notTested.join('\n');
}

function standing(...networks: readonly string[]): readonly Observation[] {
  return [{ kind: 'vantage', networks }];
}

test('from where nobody has looked', () => {
  const lan = { peer: '10.0.0.5', local: '10.0.0.7', host: '10.0.0.5' };
  assert.match(
    untested([healthy(lan)]),
    /^from outside: the server was reached at its inner address 10\.0\.0\.5$/m,
  );
  assert.match(
    untested([standing('10.0.0.7/24'), healthy(lan)]),
    /^from outside: .*10\.0\.0\.5, in this computer’s own network 10\.0\.0\.0\/24$/m,
  );
  assert.match(
    untested([standing(`${PEER}/24`), healthy()]),
    /^from another machine: 198\.51\.100\.20 is an address of this very machine$/m,
  );
  // A public network of the own is the same network too.
  assert.match(untested([standing('198.51.100.77/25'), healthy()]), /own network 198\.51\.100\.0\/25/);
  assert.doesNotMatch(
    untested([standing('192.168.1.10/24'), healthy()]),
    /from outside|from another machine/,
  );
});

test('the other address family', () => {
  assert.match(
    untested([standing('192.168.1.10/24', 'fe80::1/64'), healthy()]),
    /^IPv6: this machine has none$/m,
  );
  assert.match(untested([standing('2001:db8:1::10/64'), healthy()]), /^IPv6: the name has no such address$/m);
  assert.match(untested([healthy({ host: PEER })]), /^IPv6: the server was named by an IPv4 address$/m);
  const peer = '2001:db8:5::5';
  assert.match(
    untested([healthy({ peer, local: '2001:db8:1::10' })]),
    /^IPv4: the name has no such address$/m,
  );
});

test('what a probe leaves out is said, and only as far as it came', () => {
  const lines = untested([healthy()]);
  for (const words of ['uploads', 'many users at once', 'minutes of silence', 'TLS: it was not asked for'])
    assert.ok(lines.includes(words), words);
  assert.doesNotMatch(
    untested([reached(), asked('AUTH', 530, 'no', 'TLS'), login(), epsv(40001), list()]),
    /^TLS/m,
  );
  assert.equal(untested([reached()]), 'everything after login');
  assert.equal(untested([]), '');
});

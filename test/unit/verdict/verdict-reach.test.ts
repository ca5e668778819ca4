import assert from 'node:assert/strict';
import test from 'node:test';
import { judge, type Observation, SESSION } from '../../../core/verdict/index.js';
import {
  asked,
  config,
  epsv,
  finding,
  findings,
  healthy,
  ids,
  labelled,
  list,
  LOCAL,
  login,
  pasv,
  PEER,
  reached,
} from '../observed.js';

const OTHER = '198.51.100.21';
const BOTH = { resolved: [PEER, OTHER] };

function node(...parts: readonly (readonly Observation[])[]): readonly Observation[] {
  return labelled(SESSION.address(OTHER), reached({ ...BOTH, peer: OTHER }), ...parts);
}

function failedControl(host: string, outcome: 'refused' | 'timeout'): readonly Observation[] {
  return [
    { kind: 'target', host: 'ftp.example.test', port: 21, peer: null, local: null, resolved: [host] },
    {
      kind: 'connect',
      channel: 'control',
      host,
      port: 21,
      outcome,
      durationMs: outcome === 'refused' ? 0.4 : 3000,
    },
  ];
}

test('two addresses that behave alike are an ordinary round robin', () => {
  assert.deepEqual(ids([healthy(BOTH), node(login(), epsv(40002, { peer: OTHER }))]), []);
});

test('an address without data connections is a node to repair, and is not blamed on the first', () => {
  const parts = [healthy(BOTH), node(login(), epsv(40002, { peer: OTHER, outcome: 'timeout' }))];
  const { evidence, severity } = finding('NET-DNS-MULTI', parts);
  assert.equal(severity, 'error');
  assert.match(evidence, /198\.51\.100\.21 gives no data connection, while 198\.51\.100\.20 opens/);
  assert.deepEqual(ids(parts), ['NET-DNS-MULTI']);
});

test('an address whose control port is dead, or that refuses the login', () => {
  const dead: Observation = {
    kind: 'connect',
    channel: 'control',
    host: OTHER,
    port: 21,
    outcome: 'refused',
    durationMs: 50,
    errno: 'ECONNREFUSED',
    session: SESSION.address(OTHER),
  };
  assert.deepEqual(ids([healthy(BOTH), [dead]]), ['NET-DNS-MULTI']);
  const refusing = [
    ...asked('USER', 331, 'Please specify the password.', 'demo'),
    ...asked('PASS', 530, 'Login incorrect.'),
  ];
  assert.match(finding('NET-DNS-MULTI', [healthy(BOTH), node(refusing)]).evidence, /refuses the login/);
});

test('a node that is full for the moment proves nothing', () => {
  const full = labelled(SESSION.address(OTHER), [
    { kind: 'connect', channel: 'control', host: OTHER, port: 21, outcome: 'open', durationMs: 50 },
    { kind: 'reply', code: 421, text: 'There are too many connected users.', to: 'greeting' },
  ]);
  assert.deepEqual(ids([healthy(BOTH), full]), []);
});

test('a dead IPv6 address, unless the tester has no IPv6', () => {
  const host = '2001:db8:5::5';
  const dead: Observation = {
    kind: 'connect',
    channel: 'control',
    host,
    port: 21,
    outcome: 'timeout',
    durationMs: 3000,
    session: SESSION.address(host),
  };
  const vantage = (networks: readonly string[]): Observation => ({ kind: 'vantage', networks });
  const parts = [healthy({ resolved: [PEER, host] }), [dead]];
  assert.deepEqual(ids(parts), ['NET-DNS-AAAA-DEAD']);
  assert.deepEqual(ids([[vantage(['192.168.1.10/24', '2001:db8:1::10/64'])], ...parts]), [
    'NET-DNS-AAAA-DEAD',
  ]);
  assert.ok(!ids([[vantage(['192.168.1.10/24', 'fe80::1/64'])], ...parts]).includes('NET-DNS-AAAA-DEAD'));
});

test('a quick refusal is the server’s, unless the address is known to be the own one', () => {
  const parts = [failedControl(PEER, 'refused')];
  assert.deepEqual(ids(parts), ['NET-CTRL-REFUSED']);
  assert.match(finding('NET-CTRL-REFUSED', parts).evidence, /your own router/);
  assert.deepEqual(ids(parts, { ownAddress: PEER }), ['NET-HAIRPIN']);
  assert.deepEqual(ids(parts, { ownAddress: OTHER }), ['NET-CTRL-REFUSED']);
  const [publicHost] = findings([[{ kind: 'vantage', networks: ['203.0.113.5/24'] }], ...parts]);
  assert.doesNotMatch(publicHost?.evidence ?? '', /your own router/);
});

test('a proxy that was not used is named where nothing else got through, else under what was not tested', () => {
  const vantage: Observation = {
    kind: 'vantage',
    networks: [],
    proxy: 'proxy.example.test:3128 (ALL_PROXY)',
  };
  assert.match(
    finding('NET-CTRL-TIMEOUT', [[vantage], failedControl(PEER, 'timeout')]).evidence,
    /told to use the proxy proxy\.example\.test:3128/,
  );
  assert.deepEqual(ids([[vantage], healthy()]), []);
  const observations = [vantage, ...healthy()];
  assert.ok(
    judge({ witness: 'probe', observations }).notTested.some((line) => /through the proxy/.test(line)),
  );
});

test('a login that takes as long as a directory does is no fault, four seconds are', () => {
  const taking = (ms: number): readonly Observation[] => [
    ...reached(),
    ...asked('USER', 331, 'Please specify the password.', 'demo'),
    { kind: 'command', verb: 'PASS' },
    { kind: 'reply', code: 230, text: 'Login successful.', to: 'PASS', durationMs: ms },
    ...epsv(40001),
    ...pasv(PEER, 40000),
    ...list(),
  ];
  assert.deepEqual(ids([taking(3100)]), []);
  assert.deepEqual(ids([taking(4100)]), ['CTL-SLOW']);
});

test('a control port that refuses, and a file that tells why', () => {
  const refused = (port = 21): readonly Observation[] => [
    { kind: 'target', host: 'ftp.example.test', port, peer: PEER, local: LOCAL, resolved: [PEER] },
    { kind: 'connect', channel: 'control', host: PEER, port, outcome: 'refused', durationMs: 40 },
  ];
  const told = (text: string, port?: number): ReturnType<typeof finding> =>
    finding('NET-CTRL-REFUSED', [refused(port)], { config: config(text) });
  const blank = told('listen=YES\nlisten_ipv6=NO\nwrite_enable=YES \n');
  assert.match(
    blank.evidence,
    /Debian 12’s vsftpd does not start.*`500 OOPS: bad bool value.*write_enable`, line 3/,
  );
  assert.deepEqual([blank.cause, blank.lines?.[0]?.line], ['server-config', 2]);
  assert.match(told('listen=YES\nlisten_ipv6=NO\nno_such_name=1\n').evidence, /unrecognised variable/);
  assert.match(told('listen=YES\nlisten_ipv6=YES\n').evidence, /both listen and listen_ipv6 are YES/);
  assert.equal(told('listen=NO\nlisten_ipv6=NO\n').fix.config?.['listen'], 'YES');
  const ciphers = told(
    'listen=YES\nlisten_ipv6=NO\nssl_enable=YES\nrsa_cert_file=/etc/a.pem\nssl_ciphers=RC4\n',
  );
  assert.match(ciphers.evidence, /Line 5 of the file: .*could not set cipher list/);
  assert.deepEqual([ciphers.cause, ciphers.fix.config], ['server-config', { ssl_ciphers: 'HIGH' }]);
  const name = told('listen=YES\nlisten_ipv6=NO\nlisten_address=ftp.example.test\nlisten_port=2121\n', 2121);
  assert.match(name.evidence, /Line 3 of the file: .*bad listen_address/);
  assert.match(told('listen=YES\nlisten_ipv6=NO\nssl_enable=YES\n').evidence, /cannot load RSA certificate/);
  const other = told('listen=YES\nlisten_ipv6=NO\nlisten_port=2121\n');
  assert.match(other.evidence, /listen_port=2121; the probe used 21/);
  const right = told('listen=YES\nlisten_ipv6=NO\nlisten_port=2121\n', 2121);
  assert.equal(right.cause, 'server-host');
  assert.doesNotMatch(right.evidence, /file/);
});

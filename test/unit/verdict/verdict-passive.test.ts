import assert from 'node:assert/strict';
import test from 'node:test';
import { judge, type Observation, SESSION } from '../../../core/verdict/index.js';
import {
  asked,
  epsv,
  finding,
  healthy,
  ids,
  labelled,
  list,
  login,
  pasv,
  PEER,
  reached,
  tls,
} from '../observed.js';

const LAN = { peer: '10.0.0.5', local: '10.0.0.7', host: '10.0.0.5' };
const IPV6 = '2001:db8:5::5';

test('inside, an inner address is right, and outside was not tested', () => {
  const parts = [healthy(LAN)];
  assert.deepEqual(ids(parts), ['PASV-ADDR-LAN-OK']);
  const { severity, evidence } = finding('PASV-ADDR-LAN-OK', parts);
  assert.equal(severity, 'information');
  assert.match(evidence, /10,0,0,5.*reached at 10\.0\.0\.5/);
  const observations = parts.flat();
  assert.ok(judge({ witness: 'probe', observations }).notTested.some((line) => /^from outside/.test(line)));
});

test('nothing is said over loopback, and nothing good of an address that did not answer', () => {
  const here = { peer: '127.0.0.1', local: '127.0.0.1', host: '127.0.0.1' };
  assert.deepEqual(ids([healthy(here)]), []);
  const parts = [reached(LAN), login(), pasv('10.0.0.5', 40000, { peer: '10.0.0.5', outcome: 'refused' })];
  assert.ok(!ids(parts).includes('PASV-ADDR-LAN-OK'));
});

test('an overlay network in 100.64.0.0/10 on both sides', () => {
  assert.deepEqual(ids([healthy({ peer: '100.64.0.5', local: '100.64.0.9' })]), ['PASV-ADDR-LAN-OK']);
});

test('the outer address, told to a client inside: in doubt where it fails, worth knowing where nobody dialled it', () => {
  const start = [...reached(LAN), ...login(), ...epsv(40001, { peer: LAN.peer })];
  const advertised = (outcome: 'open' | 'timeout'): readonly Observation[] =>
    pasv(PEER, 40000, { peer: LAN.peer, dialled: 'advertised', outcome });
  const fails = finding('PASV-ADDR-PUBLIC-ON-LAN', [start, advertised('timeout')]);
  assert.equal(fails.severity, 'warning');
  const unknown = finding('PASV-ADDR-PUBLIC-ON-LAN', [start, pasv(PEER, 40000, { peer: LAN.peer })]);
  assert.equal(unknown.severity, 'information');
  assert.match(unknown.evidence, /was not tried from here/);
  assert.deepEqual(ids([start, advertised('open'), list()]), []);
});

test('a server with two addresses: its own name vouches for the other one', () => {
  const other = '198.51.100.21';
  const parts = (resolved: readonly string[]): readonly (readonly Observation[])[] => [
    reached({ resolved }),
    login(),
    epsv(40001),
    pasv(other, 40000),
    list(),
  ];
  assert.deepEqual(ids(parts([PEER, other])), []);
  assert.deepEqual(ids(parts([PEER])), ['PASV-ADDR-DIFF']);
  assert.equal(finding('PASV-ADDR-DIFF', parts([PEER])).severity, 'warning');
  const observations = parts([PEER]).flat();
  const { notTested, undialled } = judge({ witness: 'probe', observations });
  assert.ok(notTested.some((line) => line.includes(other)));
  assert.deepEqual(undialled, [other], 'the user is asked whether to dial it');
});

test('a helper that follows EPSV and ignores a PASV with the outer address', () => {
  const refused = pasv(PEER, 40000, { outcome: 'refused' });
  const parts = [reached(), login(), epsv(40001), refused, epsv(40002), epsv(40003)];
  assert.deepEqual(ids(parts), ['PASV-ALG-CONFLICT']);
  assert.match(finding('PASV-ALG-CONFLICT', parts).evidence, /all 3 EPSV opened/);
  // The encrypted twin has no open port at all, for the same reason.
  const twin = labelled(
    SESSION.twin,
    reached(),
    tls(),
    login(),
    epsv(40004, { outcome: 'timeout', secured: true }),
    pasv(PEER, 40005, { outcome: 'timeout', secured: true }),
  );
  assert.deepEqual(ids([...parts, twin]), ['PASV-ALG-CONFLICT', 'AUTH-CLEAR']);
});

test('a PASV that got a port which the helper had opened for an EPSV is no PASV that it follows', () => {
  const refused = [40000, 40005].map((port) => pasv(PEER, port, { outcome: 'refused' }));
  const parts = (port: number): readonly (readonly Observation[])[] => [
    ...[reached(), login(), epsv(40001), epsv(40002), epsv(40003)],
    ...[...refused, pasv(PEER, port)],
  ];
  assert.deepEqual(ids(parts(40002)), ['PASV-ALG-CONFLICT']);
  assert.ok(!ids(parts(40009)).includes('PASV-ALG-CONFLICT'));
});

test('one sample of each mode, a wrong address, or TLS prove no helper', () => {
  const refused = pasv(PEER, 40000, { outcome: 'refused' });
  assert.ok(!ids([reached(), login(), epsv(40001), refused]).includes('PASV-ALG-CONFLICT'));
  const wrong = pasv('10.0.0.5', 40000, { outcome: 'refused' });
  assert.ok(!ids([reached(), login(), epsv(40001), epsv(40002), wrong]).includes('PASV-ALG-CONFLICT'));
  const under = [reached(), tls(), login(), epsv(40001), epsv(40002), refused];
  assert.ok(!ids(under).includes('PASV-ALG-CONFLICT'));
});

test('a helper that rewrites the reply in clear explains the ports that are closed under TLS', () => {
  const twin = labelled(SESSION.twin, reached(), login(), epsv(40003), pasv(PEER, 40004));
  const main = [
    ...reached(),
    ...tls(),
    ...login(),
    ...epsv(40001, { outcome: 'timeout', secured: true }),
    ...pasv('10.0.0.5', 40000, { outcome: 'timeout', secured: true }),
  ];
  assert.deepEqual(ids([main, twin]), ['PASV-ALG', 'AUTH-CLEAR']);
});

const ALL = asked('EPSV', 200, 'EPSV ALL ok.', 'ALL');

test('after EPSV ALL other modes are refused, as they should be', () => {
  const parts = [healthy(), ALL, asked('PASV', 550, 'Permission denied.')];
  assert.deepEqual(ids(parts), ['EPSV-ALL']);
  assert.match(finding('EPSV-ALL', parts).evidence, /After `EPSV ALL`, PASV was answered by `550/);
  assert.ok(!ids([healthy(LAN), ALL, asked('PASV', 550, 'Permission denied.')]).includes('EPSV-ALL'));
  assert.deepEqual(ids([healthy(), ALL]), []);
});

test('a server of one address family', () => {
  const parts = [healthy(), asked('EPSV', 522, 'Bad network protocol.', '2')];
  const { severity, title } = finding('EPSV-FAMILY', parts);
  assert.equal(severity, 'information');
  assert.match(title, /serves IPv4 only/);
  assert.ok(!ids([healthy(LAN), asked('EPSV', 522, 'Bad network protocol.', '2')]).includes('EPSV-FAMILY'));
  // The family of this very connection: something translates in between.
  const over = [reached({ peer: IPV6 }), login(), epsv(40001, { peer: IPV6 }), asked('EPSV', 522, 'x', '2')];
  assert.equal(finding('EPSV-FAMILY', over).severity, 'warning');
});

test('a server that denies PASV on purpose', () => {
  const denied = asked('PASV', 550, 'Permission denied.');
  const parts = [reached(), login(), epsv(40001), denied, epsv(40002), list()];
  assert.deepEqual(ids(parts), ['EPSV-ONLY']);
  assert.equal(finding('EPSV-ONLY', parts).severity, 'information');
  // On IPv6 nobody misses it.
  const over = [
    reached({ peer: IPV6 }),
    login(),
    epsv(40001, { peer: IPV6 }),
    denied,
    epsv(40002, { peer: IPV6 }),
  ];
  assert.deepEqual(ids(over), []);
});

test('FEAT and what the server does', () => {
  const feat = asked('FEAT', 211, 'Features:\n EPRT\n EPSV\n MDTM\n PASV\n REST STREAM\n SIZE\n TVFS\nEnd');
  const size = (text: string): readonly Observation[] => asked('SIZE', 550, text, 'file');
  assert.deepEqual(ids([healthy(), feat, size('Permission denied.')]), ['FEAT-LIES']);
  assert.deepEqual(ids([healthy(), feat, size('Could not get file size.')]), []);
  assert.deepEqual(ids([healthy(), feat, size('file: Permission denied.')]), []);
});

/** A reply to PASV or EPSV as the probe reads it, without a connect. */
function replied(
  mode: 'PASV' | 'EPSV',
  raw: string,
  port: number | null,
  problems: readonly string[],
): readonly Observation[] {
  const host = mode === 'EPSV' || port === null ? null : PEER;
  return [
    ...asked(mode, mode === 'PASV' ? 227 : 229, raw),
    { kind: 'endpoint', mode, host, port, raw, problems },
  ];
}

test('replies that cannot be read, or are read by some only', () => {
  const start = [...reached(), ...login(), ...epsv(40001)];
  const after = (...more: readonly Observation[]): readonly string[] =>
    ids([start, more, epsv(40002), list()]);
  assert.deepEqual(after(...replied('PASV', 'Entering Passive Mode (1,2,3).', null, ['pasv-unparsable'])), [
    'PASV-UNPARSABLE',
  ]);
  const shape = replied('PASV', '=198,51,100,20,156,64', 40000, ['pasv-shape']);
  assert.deepEqual(after(...shape), ['PASV-SHAPE']);
  assert.equal(finding('PASV-SHAPE', [start, shape]).severity, 'information');
  assert.match(finding('PASV-SHAPE', [start, shape]).fix.text, /nmap/);
  assert.deepEqual(after(...replied('PASV', 'Entering Passive Mode (198,51,100,20,0,0).', 0, [])), [
    'PASV-PORT-BAD',
  ]);
  const bad = [
    reached(),
    login(),
    pasv(PEER, 40000),
    replied('EPSV', 'Entering (||40000|)', null, ['epsv-bad']),
    list(),
  ];
  assert.deepEqual(ids(bad), ['EPSV-BAD']);
});

test('replies that were masked are not judged', () => {
  const masked = replied('PASV', 'Entering Passive Mode (x,x,x,x,156,64).', null, ['masked']);
  assert.deepEqual(ids([reached(), login(), epsv(40001), masked, epsv(40002), list()]), []);
});

/** A session that asks twice; the second time no port is free. */
const NO_PORT = asked('EPSV', 500, 'OOPS: vsf_sysutil_bind');

test('no port is free: somebody else’s doing, unless the probe’s own connections could hold all there are', () => {
  const start = [...reached(), ...login(), ...epsv(40000)];
  const others = [labelled(SESSION.sample(1), epsv(40001))];
  assert.deepEqual(ids([start, ...others, [...NO_PORT]]), ['PASV-FEW-PORTS']);
  const { severity, evidence } = finding('PASV-FEW-PORTS', [start, ...others, [...NO_PORT]]);
  assert.equal(severity, 'information');
  assert.match(
    evidence,
    /own connections held them \(and others perhaps the rest\), EPSV was answered by `500 OOPS: vsf_sysutil_bind`/,
  );
  const more = [40002, 40003].flatMap((port) => labelled(SESSION.sample(1), epsv(port)));
  assert.deepEqual(ids([start, ...others, more, [...NO_PORT]]), ['PASV-RANGE-EXHAUSTED']);
  assert.deepEqual(ids([reached(), login(), NO_PORT]), ['PASV-RANGE-EXHAUSTED']);
});

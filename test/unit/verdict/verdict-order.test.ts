import assert from 'node:assert/strict';
import test from 'node:test';
import { placeOf } from '../../../core/verdict/engine/order.js';
import { CHECKS, HISTORY } from '../../../core/verdict/index.js';
import { settingNamed } from '../../../core/config/index.js';
import {
  asked,
  epsv,
  findings,
  healthy,
  ids,
  list,
  login,
  LOCAL,
  OUTSIDE,
  pasv,
  PEER,
  reached,
  stat,
  tls,
} from '../observed.js';

/** Those that share a place with an earlier one: `A and B: 20025`. */
function shared(places: readonly (readonly [id: string, place: string | number])[]): readonly string[] {
  return places.flatMap(([id, place], i) => {
    const taken = places.slice(0, i).find((other) => other[1] === place);
    return taken ? [`${taken[0]} and ${id}: ${place}`] : [];
  });
}

test('every finding has its place, and only one', () => {
  for (const severity of ['error', 'warning', 'information'] as const) {
    const places = [...CHECKS, HISTORY].map((page) => [page.id, placeOf(page, severity)] as const);
    assert.deepEqual(shared(places), [], severity);
  }
  const judged = CHECKS.map(({ id, judgedAt: { phase, place } }) => [id, `${phase} ${place}`] as const);
  assert.deepEqual(shared(judged), [], 'judgedAt');
});

test('the settings that checks name exist', () => {
  for (const { id, settings = [] } of CHECKS)
    for (const setting of settings) assert.ok(settingNamed(setting), `${id}: ${setting}`);
});

const FAILING_LOGIN = [
  ...asked('USER', 331, 'Please specify the password.', 'demo'),
  { kind: 'command', verb: 'PASS' } as const,
  { kind: 'reply', code: 530, text: 'Login incorrect.', to: 'PASS', durationMs: 50 } as const,
];

test('of two errors the one that a user meets first comes first', () => {
  const expired = tls({
    certificate: {
      subject: 'CN=ftp.example.test',
      names: ['ftp.example.test'],
      validFrom: '2020-01-01T00:00:00.000Z',
      validTo: '2021-01-01T00:00:00.000Z',
      fingerprint: 'AA',
      error: 'CERT_HAS_EXPIRED',
    },
  });
  assert.deepEqual(ids([reached(), expired, FAILING_LOGIN]), ['TLS-CERT-TIME', 'AUTH-BAD']);
  // The wrong address comes before the closed ports behind it.
  const both = ids([
    reached(),
    login(),
    epsv(40001, { outcome: 'timeout' }),
    pasv('10.0.0.5', 40000, { outcome: 'timeout' }),
  ]);
  assert.deepEqual(both.slice(0, 2), ['PASV-ADDR-PRIVATE', 'DATA-DROP']);
});

test('errors come before warnings, whatever was met first', () => {
  const slow = [
    ...reached(),
    ...asked('USER', 331, 'Please specify the password.', 'demo'),
    { kind: 'command', verb: 'PASS' } as const,
    { kind: 'reply', code: 230, text: 'Login successful.', to: 'PASS', durationMs: 9000 } as const,
  ];
  assert.deepEqual(ids([slow, epsv(40001, { outcome: 'refused' })]).slice(0, 2), ['DATA-REJECT', 'CTL-SLOW']);
});

test('missing TLS is worth knowing, and an error where the client insists', () => {
  const refused = asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS');
  const peer = '9.9.9.9';
  const bare = [reached({ peer }), refused, login(), epsv(40001, { peer }), pasv('8.8.8.8', 40000, { peer })];
  assert.deepEqual(ids(bare), ['PASV-ADDR-DIFF', 'TLS-NONE']);
  assert.equal(findings(bare).at(-1)?.severity, 'information');
  const [first] = findings([reached({ peer }), refused]);
  assert.equal(first?.id, 'TLS-NONE');
  assert.equal(first.severity, 'error');
});

test('what somebody has set up comes before what is so with many servers', () => {
  const plain = asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS');
  const parts = [
    reached(),
    plain,
    login(),
    stat(OUTSIDE, ['Session timeout in seconds is 60', 'Session bandwidth limit in byte/s is 50000']),
    ...Array.from({ length: 8 }, (_, i) => epsv(5001 + i * 8000)),
    pasv(PEER, 40000),
    list(),
  ];
  assert.deepEqual(ids(parts), ['IDLE-SERVER', 'RATE', 'PASV-RANGE-WIDE', 'TLS-NONE']);
});

test('how this client stands to the server goes without saying where something is broken', () => {
  const active = [
    ...asked('PORT', 500, 'Illegal PORT command.', '192,168,1,10,200,10'),
    { kind: 'endpoint', mode: 'PORT', host: LOCAL, port: 51210, raw: '', problems: [] } as const,
  ];
  const broken = ids([healthy(), stat(OUTSIDE), active]);
  assert.deepEqual(broken, ['ACT-NAT']);
});

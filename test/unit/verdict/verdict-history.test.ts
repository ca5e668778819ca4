import assert from 'node:assert/strict';
import test from 'node:test';
import {
  differenceOf,
  judge,
  type Observation,
  type PastFinding,
  type Run,
  type RunFacts,
  sinceWhen,
} from '../../../core/verdict/index.js';
import { epsv, findings, healthy, login, OUTSIDE, pasv, PEER, reached, stat, tls } from '../observed.js';

const PRIVATE: PastFinding = { id: 'PASV-ADDR-PRIVATE', severity: 'error', title: 'a private address' };
const SLOW: PastFinding = { id: 'CTL-SLOW', severity: 'warning', title: 'slow' };
const WIDE: PastFinding = { id: 'PASV-RANGE-WIDE', severity: 'information', title: 'wide' };

function run(at: string, found: readonly PastFinding[], facts?: RunFacts): Run {
  return { at, findings: found, ...(facts ? { facts } : {}) };
}

function facts(...parts: readonly (readonly Observation[])[]): RunFacts {
  return judge({ witness: 'probe', observations: parts.flat() }).facts;
}

const HEALTHY = facts(healthy(), stat(OUTSIDE));

test('what came, what went and what stayed', () => {
  const { appeared, gone, stayed, turn, since } = differenceOf(
    run('2026-01-01T00:00:00Z', [SLOW, WIDE]),
    run('2026-01-02T00:00:00Z', [PRIVATE, WIDE]),
  );
  assert.deepEqual([appeared, gone, stayed], [[PRIVATE], [SLOW], [WIDE]]);
  assert.equal(turn, 'worse');
  assert.equal(since, '2026-01-01T00:00:00Z');
  assert.equal(differenceOf(run('a', [PRIVATE]), run('b', [WIDE])).turn, 'better');
  assert.equal(differenceOf(run('a', [WIDE]), run('b', [])).turn, 'same');
});

test('the facts of a run', () => {
  assert.deepEqual(HEALTHY, {
    peer: PEER,
    seenAs: OUTSIDE,
    greeting: '(vsFTPd 3.0.3)',
    tls: 'none',
    certificate: null,
    validTo: null,
    advertised: PEER,
    ports: [40000, 40001],
    open: 2,
    closed: 0,
    idleTimeout: 300,
    greetingMs: 50,
    loginMs: 50,
  });
  assert.deepEqual(
    Object.values(facts([])).filter((value) => value !== null),
    [0, 0],
  );
});

function changes(before: RunFacts, now: RunFacts): readonly string[] {
  return differenceOf(run('a', [], before), run('b', [], now)).changes.map(
    ({ of, before: was, now: is }) => `${of}: ${was} -> ${is}`,
  );
}

test('what is notable between two runs, and what is not', () => {
  assert.deepEqual(changes(HEALTHY, { ...HEALTHY, greetingMs: 140, loginMs: 900 }), []);
  assert.deepEqual(changes(HEALTHY, { ...HEALTHY, loginMs: 4000 }), ['login time: 50 ms -> 4 s']);
  assert.deepEqual(changes(HEALTHY, { ...HEALTHY, peer: '198.51.100.21', advertised: '10.0.0.5' }), [
    'address: 198.51.100.20 -> 198.51.100.21',
    'advertised: 198.51.100.20 -> 10.0.0.5',
  ]);
  assert.deepEqual(changes(HEALTHY, { ...HEALTHY, tls: 'TLSv1.3', idleTimeout: 60 }), [
    'tls: none -> TLSv1.3',
    'idle timeout: 300 s -> 60 s',
  ]);
  // What one run did not see is no change.
  assert.deepEqual(changes(HEALTHY, { ...HEALTHY, seenAs: null, greeting: null }), []);
});

test('samples of one range differ, another range and closed ports show', () => {
  const sampled = (low: number, high: number, closed = 0): RunFacts => ({
    ...HEALTHY,
    ports: [low, high],
    closed,
  });
  assert.deepEqual(changes(sampled(40003, 40092), sampled(40011, 40099)), []);
  assert.deepEqual(changes(sampled(40003, 40092), sampled(50003, 50092)), [
    'range: 40003-40092, all open -> 50003-50092, all open',
  ]);
  assert.deepEqual(changes(sampled(40003, 40092), sampled(40003, 40092, 4)), [
    'range: 40003-40092, all open -> 40003-40092, 2 of 6 open',
  ]);
});

test('a certificate that was renewed', () => {
  const control = (fingerprint: string, validTo: string): RunFacts =>
    facts(
      reached(),
      tls({
        certificate: {
          subject: 'CN=x',
          names: ['x'],
          validFrom: '2026-01-01T00:00:00.000Z',
          validTo,
          fingerprint,
        },
      }),
      login(),
    );
  const [change] = changes(
    control('AA:BB', '2027-01-01T00:00:00.000Z'),
    control('CC:DD', '2028-01-01T00:00:00.000Z'),
  );
  assert.equal(change, 'certificate: AA:BB…, valid to 2027-01-01 -> CC:DD…, valid to 2028-01-01');
});

const HISTORY: readonly Run[] = [
  run('2026-03-03T12:00:00Z', [PRIVATE]),
  run('2026-03-02T12:00:00Z', [SLOW]),
  run('2026-03-01T12:00:00Z', [WIDE], HEALTHY),
  run('2026-02-01T12:00:00Z', [PRIVATE]),
];

test('since when something is wrong', () => {
  const now = { findings: [PRIVATE], facts: { ...HEALTHY, advertised: '10.0.0.5' } };
  const found = sinceWhen(now, HISTORY);
  assert.equal(found?.id, 'HIST');
  assert.equal(found.severity, 'information');
  assert.equal(
    found.evidence,
    'It worked on 1 Mar 2026, 12:00 UTC; PASV-ADDR-PRIVATE was first met on 3 Mar 2026, 12:00 UTC. Changed since: advertised 198.51.100.20, now 10.0.0.5.',
  );
  assert.match(sinceWhen({ findings: [PRIVATE] }, HISTORY.slice(2))?.evidence ?? '', /first met in this run/);
});

test('nothing to say of a target that is well, or never was', () => {
  assert.equal(sinceWhen({ findings: [WIDE] }, HISTORY), null);
  assert.equal(sinceWhen({ findings: [] }, HISTORY), null);
  assert.equal(sinceWhen({ findings: [PRIVATE] }, HISTORY.slice(3)), null);
  assert.equal(sinceWhen({ findings: [PRIVATE] }, []), null);
});

test('history stands behind what is wrong and before what is worth knowing', () => {
  const wrong = [
    ...reached(),
    ...login(),
    ...epsv(40001),
    ...pasv('10.0.0.5', 40000),
    ...stat(OUTSIDE, ['Session timeout in seconds is 60']),
  ];
  const found = findings([wrong], { history: HISTORY });
  assert.deepEqual(
    found.map(({ id }) => id),
    ['PASV-ADDR-PRIVATE', 'HIST', 'IDLE-SERVER'],
  );
  assert.equal(found[1]?.cause, 'server-config');
  assert.deepEqual(findings([healthy()], { history: HISTORY }), []);
});

test('a damaged history is shown safely', () => {
  const evil = run('<img>\u001b[31m', [], { ...HEALTHY, greeting: 'x\u202e'.repeat(500) });
  const found = sinceWhen({ findings: [PRIVATE], facts: HEALTHY }, [evil]);
  assert.doesNotMatch(found?.evidence ?? '', /[\u0000-\u001f\u202e]/);
  assert.ok((found?.evidence.length ?? 0) < 800);
});

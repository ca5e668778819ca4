import assert from 'node:assert/strict';
import test from 'node:test';
import type { ConnectOutcome, Observation } from '../../../core/verdict/index.js';
import { SESSION } from '../../../core/verdict/session-names.js';
import { epsv, finding, healthy, ids, PEER } from '../observed.js';

/** Dials of passive ports, all of them with one outcome. */
function dialled(outcome: ConnectOutcome, ports: readonly number[]): readonly Observation[] {
  return ports.flatMap((port) => epsv(port, { outcome }));
}

function bare(port: number, outcome: ConnectOutcome): Observation {
  return { kind: 'bare-dial', host: PEER, port, outcome, durationMs: outcome === 'timeout' ? 1150 : 50 };
}

/** Bare dials on both sides of each edge. */
function edges(...at: readonly (readonly [port: number, outcome: ConnectOutcome])[]): readonly Observation[] {
  return at.map(([port, outcome]) => bare(port, outcome));
}

test('one silent sample is enough where bare dials show the edges', () => {
  const parts = [
    healthy(),
    dialled('open', [40010, 40090]),
    dialled('timeout', [40150]),
    edges([40100, 'refused'], [40101, 'timeout']),
  ];
  assert.deepEqual(ids(parts), ['DATA-WINDOW']);
  const { evidence, fix } = finding('DATA-WINDOW', parts);
  assert.match(evidence, /^40100 passes, 40101 does not\. /);
  assert.deepEqual(fix.config, { pasv_max_port: '40100' });
  assert.match(fix.text, /missing ports 40101-40150/);
  assert.ok(fix.alternatives?.some(({ commands }) => commands.some((line) => line.includes('40101:40150'))));
});

test('an edge at the port of an experiment, which no bare dial may touch', () => {
  const experiment = epsv(40100).map((seen) => ({ ...seen, session: SESSION.fresh }));
  const parts = [
    healthy(),
    dialled('open', [40010, 40090]),
    dialled('timeout', [40150]),
    edges([40101, 'timeout']),
  ];
  assert.match(finding('DATA-WINDOW', [...parts, experiment]).evidence, /^40100 passes, 40101 does not\. /);
  assert.deepEqual(ids(parts), ['DATA-DROP'], 'without it the edge is not known');
});

test('a blocked low part, and a hole in the middle', () => {
  const low = [
    dialled('open', [40150, 40190]),
    dialled('timeout', [40010, 40020]),
    edges([40099, 'timeout'], [40100, 'refused']),
  ];
  assert.deepEqual(finding('DATA-WINDOW', low).fix.config, { pasv_min_port: '40100' });
  const hole = [
    dialled('open', [40000, 40300]),
    dialled('timeout', [40120]),
    edges([40099, 'refused'], [40100, 'timeout'], [40199, 'timeout'], [40200, 'refused']),
  ];
  const { evidence, fix } = finding('DATA-WINDOW', hole);
  assert.match(evidence, /^40099 passes, 40100 does not; 40199 does not pass, 40200 passes\./);
  assert.match(fix.text, /missing ports 40100-40199/);
  // The wider of the two blocks that pass.
  assert.deepEqual(fix.config, { pasv_min_port: '40200' });
});

test('where closed ports are refused the edge is told as far as samples go, and how sure that is', () => {
  const parts = [
    healthy(),
    dialled('open', [40010, 40020, 40090]),
    dialled('refused', [40130, 40180, 40190]),
  ];
  const { evidence, fix } = finding('DATA-WINDOW', parts);
  assert.match(evidence, /^40090 passes, 40130 does not \(samples: the edge lies in between\)\./);
  assert.match(evidence, /8 samples see nothing in 43 of 100 cases/);
  assert.equal(fix.config, null);
});

test('without order there is no window: another node, or lost packets', () => {
  const open = dialled('open', [40010, 40030, 40050, 40070]);
  const ports = [40020, 40040, 40060];
  assert.deepEqual(ids([healthy(), open, dialled('refused', ports)]), ['DATA-LB-NODE']);
  assert.deepEqual(ids([healthy(), open, dialled('timeout', ports)]), ['DATA-LOSSY']);
});

test('bare dials of another address, and those that got through, prove no window', () => {
  const open = dialled('open', [40010, 40090]);
  assert.deepEqual(ids([healthy(), open, edges([40050, 'refused'], [40060, 'refused'])]), []);
  const elsewhere = { kind: 'bare-dial', host: '192.0.2.9', port: 40101, outcome: 'timeout' } as const;
  assert.deepEqual(ids([healthy(), open, [elsewhere]]), []);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { SESSION, type Observation } from '../../../core/verdict/index.js';
import {
  config,
  epsv,
  finding,
  healthy,
  ids,
  labelled,
  list,
  login,
  OUTSIDE,
  pasv,
  PEER,
  reached,
  stat,
} from '../observed.js';

/** A healthy session whose STAT says more. */
function stating(...more: readonly string[]): readonly Observation[] {
  return [...reached(), ...login(), ...stat(OUTSIDE, more), ...epsv(40001), ...pasv(PEER, 40000), ...list()];
}

test('idle timeouts: below five minutes is worth knowing, a 421 is a fault', () => {
  assert.deepEqual(ids([stating('Session timeout in seconds is 300')]), []);
  assert.deepEqual(ids([stating('Session timeout in seconds is 0')]), []);
  const short = [stating('Session timeout in seconds is 60')];
  assert.deepEqual(ids(short), ['IDLE-SERVER']);
  assert.equal(finding('IDLE-SERVER', short).severity, 'information');
  const met = [...short, [{ kind: 'reply', code: 421, text: 'Timeout.', to: 'STAT' } as const]];
  assert.equal(finding('IDLE-SERVER', met).severity, 'warning');
});

/** A session that stayed silent for so long, and what came then. */
function idle(pauseMs: number, ...after: readonly Observation[]): readonly Observation[] {
  return labelled(
    SESSION.idle,
    reached(),
    login().map((seen) => ({ ...seen, ms: 1000 })),
    [{ kind: 'command', verb: 'NOOP', ms: 1000 + pauseMs }],
    after,
  );
}

const DIED: Observation = { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to NOOP' };
const RESET: Observation = { kind: 'closed', channel: 'control', by: 'server', after: 'NOOP' };
const ALIVE: Observation = { kind: 'reply', code: 200, text: 'NOOP ok.', to: 'NOOP' };
const BYE: Observation = { kind: 'reply', code: 421, text: 'Timeout.', to: 'NOOP' };

test('a NAT that forgets idle connections', () => {
  for (const end of [DIED, RESET]) {
    const parts = [healthy(), idle(60_000, end)];
    assert.deepEqual(ids(parts), ['IDLE-NAT']);
    assert.match(finding('IDLE-NAT', parts).evidence, /After 60 s without a word/);
  }
  const waited = [ALIVE, ...epsv(40005), { kind: 'transfer', command: 'LIST', outcome: 'reset' } as const];
  assert.match(finding('IDLE-NAT', [healthy(), idle(60_000, ...waited)]).evidence, /data connection/);
});

test('a pause that the connection survives, or that the server itself ends', () => {
  assert.deepEqual(ids([healthy(), idle(60_000, ALIVE)]), []);
  assert.deepEqual(ids([healthy(), idle(60_000, BYE, RESET)]), ['IDLE-SERVER']);
  // Longer than the server's own limit: its end needs no NAT.
  assert.deepEqual(ids([stating(), idle(300_000, RESET)]), []);
});

test('a limit of the bandwidth', () => {
  const parts = [stating('Session bandwidth limit in byte/s is 51200')];
  assert.deepEqual(ids(parts), ['RATE']);
  assert.match(finding('RATE', parts).evidence, /51200 bytes per second, so 100 MiB take about 34 minutes/);
  assert.deepEqual(finding('RATE', parts).fix.config, { local_max_rate: '0' });
  const crawl = finding('RATE', [stating('Session bandwidth limit in byte/s is 100')]);
  assert.deepEqual([crawl.severity, crawl.evidence.split('about ')[1]], ['warning', '12 days.']);
  assert.deepEqual(ids([stating('Session bandwidth limit in byte/s is 2000000000')]), []);
});

test('a nearly full server, the probe itself not counted', () => {
  const full = (count: number): readonly Observation[] =>
    stating(`At session startup, client count was ${count}`);
  const more = {
    config: config(
      'local_enable=YES\nlisten=YES\nmax_clients=20\npasv_min_port=40000\npasv_max_port=40100\n',
    ),
  };
  assert.ok(ids([full(20)], more).includes('LOAD'));
  assert.ok(!ids([full(10)], more).includes('LOAD'));
  const two = {
    config: config('local_enable=YES\nlisten=YES\nmax_clients=2\npasv_min_port=40000\npasv_max_port=40100\n'),
  };
  assert.ok(!ids([full(2)], two).includes('LOAD'));
});

test('rights of anonymous users, by the file and by a listing', () => {
  const anonymous = [...reached(), ...login('anonymous'), ...epsv(40001), ...list({ writable: 2 })];
  const seen = finding('SEC-ANON-WRITE', [anonymous]);
  assert.equal(seen.severity, 'information');
  assert.match(seen.evidence, /2 entries that everybody may write/);
  const text = 'listen=YES\nanonymous_enable=YES\nwrite_enable=YES\nanon_upload_enable=YES\n';
  const by = finding('SEC-ANON-WRITE', [anonymous], { config: config(text) });
  assert.equal(by.severity, 'warning');
  assert.deepEqual(by.fix.config, { anon_upload_enable: 'NO' });
  assert.deepEqual(
    by.lines?.map(({ setting, line }) => [setting, line]),
    [['anon_upload_enable', 3]],
  );
  const readOnly = config('listen=YES\nanonymous_enable=YES\nwrite_enable=NO\n');
  assert.ok(!ids([anonymous], { config: readOnly }).includes('SEC-ANON-WRITE'));
  // What a named user may write says nothing.
  assert.deepEqual(ids([[...reached(), ...login(), ...epsv(40001), ...list({ writable: 2 })]]), []);
});

test('checks that the file switches off', () => {
  const base = 'listen=YES\nlocal_enable=YES\npasv_min_port=40000\npasv_max_port=40100\n';
  assert.deepEqual(ids([healthy()], { config: config(`${base}pasv_promiscuous=YES\n`) }), ['SEC-PROMISC']);
  assert.deepEqual(ids([healthy()], { config: config(`${base}port_promiscuous=YES\n`) }), ['ACT-BOUNCE']);
  assert.deepEqual(ids([healthy()], { config: config(base) }), []);
});

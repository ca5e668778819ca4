import assert from 'node:assert/strict';
import test from 'node:test';
import { SESSION, type Observation } from '../../../core/verdict/index.js';
import { asked, epsv, finding, ids, list, login, PEER, reached } from '../observed.js';

const LOST: Observation = {
  kind: 'connect',
  channel: 'control',
  host: PEER,
  port: 21,
  outcome: 'timeout',
  errno: 'ETIMEDOUT',
  durationMs: 3200,
  session: SESSION.sample(1),
};
const SILENCE: Observation = { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to LIST' };
const BLOCKED = epsv(40001, { outcome: 'timeout' });

test('who opens several connections and is banned learns nothing of the server', () => {
  const banned = [reached(), login(), BLOCKED, [SILENCE], [LOST]];
  assert.deepEqual(ids(banned), ['CTL-BUSY']);
  const { severity, evidence, fix } = finding('CTL-BUSY', banned);
  assert.equal(severity, 'error');
  const later = [reached(), login(), epsv(40001), list(), BLOCKED, [SILENCE], [LOST]];
  assert.equal(finding('CTL-BUSY', later).severity, 'warning');
  assert.match(
    evidence,
    /further ones got no answer \(ETIMEDOUT\), and from then on there was no answer to LIST/,
  );
  assert.match(fix.text, /--samples 0/);
});

test('whatever the server is, the way out of a ban is the same', () => {
  const banned = [reached({ greeting: 'ProFTPD Server ready.' }), login(), [SILENCE], [LOST]];
  assert.match(finding('CTL-BUSY', banned).fix.text, /--samples 0/);
});

test('a connection more that is refused is no ban as long as the first one goes on', () => {
  assert.deepEqual(ids([reached(), login(), epsv(40001), list(), [LOST]]), []);
  // Silence alone is no ban either.
  assert.deepEqual(ids([reached(), login(), BLOCKED, [SILENCE]]), ['DATA-DROP']);
});

test('the server leaves at the user’s name', () => {
  const refused = asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS');
  const leaves: readonly Observation[] = [
    { kind: 'command', verb: 'USER', argument: 'demo' },
    { kind: 'closed', channel: 'control', by: 'server', after: 'USER' },
  ];
  assert.equal(ids([reached(), refused, leaves])[0], 'AUTH-BAD');
  assert.match(finding('AUTH-BAD', [reached(), leaves]).evidence, /after USER/);
});

test('a handshake that breaks off is told, and why where something says so', () => {
  const cut = { kind: 'tls', channel: 'control', outcome: 'failed', mode: 'explicit' } as const;
  const parts = [reached(), asked('AUTH', 234, 'Proceed with negotiation.', 'TLS')];
  const broken = [...parts, [{ ...cut, error: 'read ECONNRESET' }]];
  assert.deepEqual(ids(broken), ['DATA-TLS-STALL']);
  assert.match(finding('DATA-TLS-STALL', broken).title, /breaks off/);
  assert.deepEqual(ids([...broken, [LOST]]), ['CTL-BUSY']);
});

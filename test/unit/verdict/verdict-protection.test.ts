import assert from 'node:assert/strict';
import test from 'node:test';
import { SESSION, type Finding } from '../../../core/verdict/index.js';
import { asked, epsv, finding, ids, labelled, list, login, reached, tls } from '../observed.js';

const REFUSED = asked('LIST', 522, 'SSL/TLS required on the data channel');

test('data connections that have to be encrypted, in a session in clear and in one that is not', () => {
  const inClear = [reached(), login(), epsv(40001), REFUSED];
  const found = finding('TLS-DATA-REQUIRED', inClear);
  assert.match(found.title, /session is in clear/);
  assert.match(found.fix.text, /explicit TLS/);
  const underTls = [reached(), tls(), login(), asked('PROT', 200, 'ok', 'C'), epsv(40001), REFUSED];
  assert.match(finding('TLS-DATA-REQUIRED', underTls).fix.text, /PROT P/);
  const iis = asked('LIST', 534, 'SSL policy requires SSL for data channel.');
  assert.ok(ids([reached(), tls(), login(), epsv(40001), iis]).includes('TLS-DATA-REQUIRED'));
});

test('files in clear: PROT C that is taken, PROT P that is not', () => {
  const main = [reached(), tls(), login()];
  const taken = labelled(
    SESSION.fresh,
    reached(),
    tls(),
    login(),
    asked('PROT', 200, 'Protection set to Clear', 'C'),
    epsv(40002),
    list({ bytes: 0, entries: 0 }),
  );
  assert.match(finding('TLS-DATA-CLEAR', [...main, taken]).evidence, /^PROT C was answered by `200 /);
  const refused = [...main, asked('PROT', 534, 'Unwilling', 'P'), epsv(40001), list()];
  const { evidence, title } = finding('TLS-DATA-CLEAR', refused);
  assert.match(evidence, /^PROT P was answered by `534 /);
  assert.match(title, /travel in clear/);
  // Refused, and nothing was carried in clear either.
  assert.ok(!ids([...main, asked('PROT', 534, 'Unwilling', 'P')]).includes('TLS-DATA-CLEAR'));
});

test('a probe counts ports, not the sessions that it opened itself', () => {
  const refused = asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS');
  const clear = [reached(), refused, login(), epsv(40001), list()];
  const twice = [...clear, labelled('sample 1', reached(), refused, login(), epsv(40002))];
  assert.match(finding('TLS-NONE', twice).evidence, /USER and PASS`\.$/);
  const closed = (...ports: readonly number[]): Finding =>
    finding('DATA-REJECT', [reached(), login(), ...ports.map((port) => epsv(port, { outcome: 'refused' }))]);
  assert.doesNotMatch(closed(40001).evidence, /further/);
  assert.match(closed(40001, 40002).evidence, / The same at one further port\.$/);
  assert.match(closed(40001, 40002, 40002, 40003).evidence, / The same at 2 further ports\.$/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, readOr } from '../../../core/events/bounded.js';
import { savedFinding, settings, textPlace } from '../../../core/events/finding.js';
import { observations } from '../../../core/events/observation.js';
import { savedReport } from '../../../core/events/report.js';
import { runRecord } from '../../../core/events/run.js';
import { readFromPanel } from '../../../client/panel/messages.js';

const REPLY = { kind: 'reply', code: 227, text: 'x' };

test('huge lists are cut before they are read', () => {
  const many = Array.from({ length: 200_000 }, () => REPLY);
  const read = readOr(observations, many, []);
  assert.equal(read.length, 5000);
});

test('properties that objects inherit are not content', () => {
  const hostile: unknown = JSON.parse(
    '{"kind":"reply","code":227,"text":"x","__proto__":{"to":"PASV"},"constructor":{"prototype":{}}}',
  );
  const [reply] = readOr(observations, [hostile], []);
  assert.deepEqual(reply, REPLY);
  assert.equal(Object.getPrototypeOf(reply), Object.prototype);
  assert.deepEqual(readOr(observations, [{ kind: '__proto__' }, { kind: 'toString' }], []), []);
  const smuggled: unknown = JSON.parse('{"__proto__":"YES"}');
  assert.equal(readOr(settings, smuggled, null), null);
  assert.equal(({} as Record<string, unknown>)['to'], undefined);
});

test('values of other types are refused, whatever they are', () => {
  const wrong = [
    null,
    7,
    'x',
    [],
    [REPLY],
    true,
    { kind: ['reply'] },
    { ...REPLY, code: NaN },
    { ...REPLY, text: {} },
  ];
  assert.deepEqual(readOr(observations, wrong, []), []);
  for (const value of [...wrong, undefined, {}, () => 0]) {
    assert.equal(readOr(runRecord, value, null), null);
    assert.equal(readOr(savedFinding, value, null), null);
    assert.equal(readOr(savedReport, value, null), null);
    assert.equal(readOr(textPlace, value, null), null);
    assert.equal(readFromPanel(value), undefined);
  }
});

test('deep nesting is not followed', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  const hostile: unknown = JSON.parse(`{"kind":"reply","code":227,"text":"x","session":"s","extra":${deep}}`);
  assert.deepEqual(readOr(observations, [hostile], []), [{ ...REPLY, session: 's' }]);
});

test('what could steer a terminal is escaped, and long text is cut', () => {
  const [reply] = readOr(observations, [{ ...REPLY, text: '\u001b[2J\u202e' }], []);
  assert.deepEqual(reply, { ...REPLY, text: '\\x1b[2J\\u202e' });
  const [long] = readOr(observations, [{ ...REPLY, text: 'x'.repeat(1e6) }], []);
  assert.ok(long?.kind === 'reply' && long.text.length < 5000);
});

test('what was expected is said with its place', () => {
  const finding = { id: 'X', severity: 'error', title: 'x', evidence: 'x', cause: 'nat' };
  const fix = { text: 'x', config: null, commands: 'x' };
  assert.deepEqual(read(savedFinding, { ...finding, fix }), {
    ok: false,
    expected: 'a list in "commands" in "fix"',
  });
  assert.deepEqual(read(savedFinding, finding), { ok: false, expected: 'an object in "fix"' });
  assert.deepEqual(read(savedFinding, null), { ok: false, expected: 'an object' });
});

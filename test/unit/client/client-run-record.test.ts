import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import { keepVerdict, lastVerdicts, type LastVerdict } from '../../../client/probe/last-verdicts.js';
import { RememberedTargets } from '../../../client/probe/remembered-targets.js';
import { RunHistory } from '../../../client/probe/run-history.js';
import type { RunRecord } from '../../../client/probe/run-record.js';

/** The editor's memory, without the editor. */
function memory(): vscode.Memento & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? (kept.get(key) as T) : otherwise),
    update: (key: string, value: unknown) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

const record: RunRecord = {
  at: '2026-11-21T10:42:00.000Z',
  durationMs: 612,
  findings: [{ id: 'TLS-NONE', severity: 'warning', title: 'No TLS' }],
};

test('twenty runs of a target are remembered, the newest first, and twenty targets', async () => {
  const history = new RunHistory(memory());
  for (let run = 0; run < 22; run++)
    await history.keep('anna@x:21', [{ ...record, durationMs: run }, ...history.of('anna@x:21')]);
  assert.deepEqual(
    history.of('anna@x:21').map(({ durationMs }) => durationMs),
    Array.from({ length: 20 }, (_, index) => 21 - index),
  );
  for (let target = 0; target < 20; target++) await history.keep(`anna@${target}:21`, [record]);
  assert.deepEqual(history.of('anna@x:21'), []);
  assert.equal(history.of('anna@19:21').length, 1);
});

test('a spoilt memory is no history', () => {
  const spoilt = memory();
  spoilt.kept.set('vsftpdLens.history', { 'anna@x:21': [{ at: 'never' }] });
  assert.deepEqual(new RunHistory(spoilt).of('anna@x:21'), []);
  spoilt.kept.set('vsftpdLens.history', 'x');
  assert.deepEqual(new RunHistory(spoilt).of('anna@x:21'), []);
});

test('the last ten targets are remembered, and forgotten one by one', async () => {
  const state = memory();
  const targets = new RememberedTargets(state);
  const target = { host: 'x', port: 21, user: 'anna', tls: 'auto' } as const;
  for (let port = 21; port < 33; port++) await targets.remember({ ...target, port }, undefined);
  await targets.remember({ ...target, port: 30, tls: 'none' }, undefined);
  assert.deepEqual(
    targets.all().map(({ port }) => port),
    [30, 32, 31, 29, 28, 27, 26, 25, 24, 23],
  );
  assert.equal(targets.all()[0]?.tls, 'none');
  await targets.forget({ ...target, port: 32 });
  assert.equal(targets.all().length, 9);
  state.kept.set('vsftpdLens.targets', [{ host: 'x' }, null, { ...target, tls: 'maybe' }, target]);
  assert.deepEqual(targets.all(), [target]);
});

test('a password that is handed in with a target is not remembered', async () => {
  const state = memory();
  const target = { host: 'x', port: 21, user: 'anna', tls: 'auto', password: 'secret' } as const;
  await new RememberedTargets(state).remember(target, undefined);
  assert.ok(!JSON.stringify([...state.kept]).includes('secret'));
});

test('the last verdict of each account is remembered, and a spoilt memory is none', async () => {
  const state = memory();
  const verdict: LastVerdict = {
    ...{ account: 'anna@x:21', at: record.at, words: 'No TLS', status: 'warn' },
    config: 'file:///vsftpd.conf',
  };
  for (let port = 0; port < 25; port++) await keepVerdict(state, { ...verdict, account: `anna@x:${port}` });
  await keepVerdict(state, { ...verdict, account: 'anna@x:23', words: 'Nothing wrong was found' });
  const all = lastVerdicts(state);
  assert.equal(all.length, 20);
  assert.deepEqual(
    all.slice(0, 2).map(({ account, words }) => [account, words]),
    [
      ['anna@x:23', 'Nothing wrong was found'],
      ['anna@x:24', 'No TLS'],
    ],
  );
  state.kept.set('vsftpdLens.verdicts', [null, { account: 3 }, { ...verdict, status: 'odd' }, verdict]);
  assert.deepEqual(lastVerdicts(state), [verdict]);
});

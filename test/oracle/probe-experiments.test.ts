import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Observation } from '../../core/events/observation.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { probe, type ProbeOptions, type ProbeRun, type ProbeTarget } from '../../probe/index.js';
import { startVsftpd, whatIsMissing, type RealVsftpdOptions } from './real-vsftpd.js';

const missing = await whatIsMissing([]);
type Settings = NonNullable<RealVsftpdOptions['settings']>;

const pem = path.resolve('test/fixtures/tls');
const TLS: Settings = {
  ssl_enable: 'YES',
  rsa_cert_file: path.join(pem, 'certificate.pem'),
  rsa_private_key_file: path.join(pem, 'key.pem'),
};
/** A folder with files, one without, and one that anonymous users see. */
let folder = '';

async function probeReal(
  settings: Settings,
  target: Partial<ProbeTarget> = {},
  more: Partial<ProbeOptions> = {},
): Promise<ProbeRun> {
  const server = await startVsftpd({ settings });
  try {
    const { host, port, user, password } = server;
    const run = await probe(
      { host, port, user, password, tls: 'auto', insecure: true, ...target },
      { signal: new AbortController().signal, timeoutMs: 5000, samples: 2, ...more },
    );
    assert.ok(!JSON.stringify(run).includes(password), 'the password is in the run');
    return run;
  } finally {
    await server.stop();
  }
}

function seen<K extends Observation['kind']>(
  run: ProbeRun,
  kind: K,
  session?: string,
): Extract<Observation, { kind: K }>[] {
  return run.observations.filter(
    (one): one is Extract<Observation, { kind: K }> => one.kind === kind && one.session === session,
  );
}

function detail(run: ProbeRun, id: string): string {
  return run.steps.findLast((step) => step.id === id)?.detail ?? '';
}

describe('further witnesses against a real vsftpd', { skip: missing ?? false }, () => {
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-witness-'));
    for (const name of ['', 'files', 'empty', 'hidden', 'anonymous', 'anonymous/incoming']) {
      mkdirSync(path.join(folder, name), { recursive: true });
      chmodSync(path.join(folder, name), 0o755);
    }
    chmodSync(path.join(folder, 'anonymous/incoming'), 0o777);
    writeFileSync(path.join(folder, 'files/a file.bin'), Buffer.alloc(9000, 'x'));
    writeFileSync(path.join(folder, 'files/large.bin'), Buffer.alloc(5_000_000, 'x'));
    writeFileSync(path.join(folder, 'hidden/.profile'), 'hidden');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('strict by default: data in clear and data that does not resume are refused', async () => {
    const run = await probeReal(TLS, { tls: 'explicit' });
    const replies = seen(run, 'reply', SESSION.fresh).filter(({ to }) => to === 'LIST');
    assert.deepEqual(
      replies.filter(({ code }) => code >= 200).map(({ code, text }) => [code, /reuse/.test(text)]),
      [
        [522, false],
        [522, true],
      ],
    );
    const [data] = seen(run, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data');
    assert.deepEqual([data?.offered, data?.reused], [false, false]);
    const [main] = seen(run, 'tls').filter(({ channel }) => channel === 'data');
    assert.deepEqual([main?.reused, main?.closeNotify], [true, true]);
    assert.ok(!run.steps.some(({ status }) => status === 'fail'));
  });

  test('lax where it was made so', async () => {
    const run = await probeReal(
      { ...TLS, require_ssl_reuse: 'NO', force_local_data_ssl: 'NO' },
      { tls: 'explicit' },
    );
    assert.deepEqual(
      seen(run, 'transfer', SESSION.fresh).map(({ outcome }) => outcome),
      ['complete', 'complete'],
    );
    const [data] = seen(run, 'tls', SESSION.fresh).filter(({ channel }) => channel === 'data');
    assert.deepEqual([data?.reused, data?.closeNotify], [false, true]);
  });

  test('the second connection under TLS, and in clear on the user’s word', async () => {
    const both = { ...TLS, force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO' };
    const clear = await probeReal(both, { tls: 'none' });
    assert.deepEqual(
      seen(clear, 'endpoint', SESSION.twin).map(({ mode, tls }) => [mode, tls]),
      [
        ['EPSV', true],
        ['PASV', true],
      ],
    );
    const secured = await probeReal(both, { tls: 'explicit' }, { also: new Set(['active', 'clear']) });
    assert.deepEqual(
      seen(secured, 'endpoint', SESSION.twin).map(({ tls }) => tls),
      [false, false],
    );
    assert.deepEqual(
      seen(secured, 'transfer', SESSION.activeTwin).map(({ outcome }) => outcome),
      ['complete'],
    );
  });

  test('files: a whole one, and the end of a large one', async () => {
    const local_root = path.join(folder, 'files');
    const run = await probeReal({ local_root });
    const [whole] = seen(run, 'transfer').filter(({ command }) => command === 'RETR');
    assert.deepEqual([whole?.outcome, whole?.bytes, whole?.expectedBytes], ['complete', 9000, 9000]);
    rmSync(path.join(local_root, 'a file.bin'));
    const [end] = seen(await probeReal({ local_root }), 'transfer').filter(
      ({ command }) => command === 'RETR',
    );
    assert.deepEqual([end?.outcome, end?.bytes, end?.expectedBytes], ['complete', 8192, 8192]);
    const denied = await probeReal({ local_root, download_enable: 'NO' });
    assert.match(detail(denied, 'file'), /550/);
    assert.ok(!seen(denied, 'transfer').some(({ command }) => command === 'RETR'));
  });

  test('an empty listing: nothing there, or hidden entries only', async () => {
    for (const name of ['empty', 'hidden']) {
      const run = await probeReal({ local_root: path.join(folder, name) });
      const [list] = seen(run, 'transfer');
      assert.deepEqual([list?.outcome, list?.bytes, list?.expectedBytes], ['complete', 0, 0], name);
    }
  });

  test('anonymous users, and where they may write', async () => {
    const also = new Set(['anonymous'] as const);
    const anonymous = { anonymous_enable: 'YES', anon_root: path.join(folder, 'anonymous') };
    const run = await probeReal(anonymous, {}, { also });
    const [list] = seen(run, 'transfer', SESSION.anonymous);
    assert.deepEqual([list?.format, list?.entries, list?.writable], ['unix', 1, 1]);
    assert.equal(detail(await probeReal({}, {}, { also }), 'anonymous'), 'No anonymous login.');
  });

  test('a command after AUTH TLS breaks the handshake, and the server says why', async () => {
    const run = await probeReal(TLS, { tls: 'explicit' }, { also: new Set(['inject']) });
    assert.match(detail(run, 'inject'), /spoils the handshake/);
    assert.deepEqual(seen(run, 'tls', SESSION.inject), []);
  });

  test('a pause survives, and one that the server does not allow ends the session', async () => {
    const idle = { also: new Set(['idle'] as const), idleSeconds: 2 };
    const run = await probeReal({}, {}, idle);
    assert.equal(seen(run, 'transfer', SESSION.idle)[0]?.outcome, 'complete');
    const short = await probeReal({ idle_session_timeout: 1 }, {}, idle);
    assert.ok(seen(short, 'reply', SESSION.idle).some(({ code }) => code === 421));
  });

  test('active mode: the server comes from port 20 where it is told to', async () => {
    for (const [connect_from_port_20, is20] of [
      ['YES', true],
      ['NO', false],
    ] as const) {
      const run = await probeReal({ connect_from_port_20 }, {}, { also: new Set(['active']) });
      const [opened] = seen(run, 'connect', 'active').filter((one) => one.accepted === true);
      assert.equal(opened?.port === 20, is20, JSON.stringify(opened));
    }
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import { openMetricsOf } from '../../../cli/formats/openmetrics.js';
import { nagiosOf } from '../../../cli/formats/nagios.js';
import { tlsCertSoon } from '../../../core/verdict/checks/tls/tls-cert-soon.js';
import type { ProbeReport } from '../../../probe/index.js';
import { findings, login, reached, tls } from '../observed.js';
import { startScriptedServer } from '../scripted-ftp-server.js';
import { SECRET } from '../scripted-probe.js';
import { memoryIo } from './cli-io.js';

const QUICK = ['--samples', '1', '--timeout', '1'];
const CA = 'test/fixtures/tls/localhost.pem';
const KEY = 'test/fixtures/tls/localhost-key.pem';
const TLS = { cert: readFileSync(CA), key: readFileSync(KEY) };

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const { io, out, err } = memoryIo([], { FTP_PASSWORD: SECRET });
  const status = await runCommand(['probe', ...QUICK, ...args], io, new AbortController().signal);
  assert.ok(!(out() + err()).includes(SECRET), 'the password was printed');
  return { status, out: out(), err: err() };
}

async function healthy(t: TestContext): Promise<string> {
  const server = await startScriptedServer();
  t.after(() => server.close());
  return `ftp://127.0.0.1:${server.port}`;
}

async function closedPort(): Promise<number> {
  const idle = createServer().listen(0, '127.0.0.1');
  await once(idle, 'listening');
  const { port } = idle.address() as AddressInfo;
  idle.close();
  await once(idle, 'close');
  return port;
}

const LINE =
  /^FTP (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]*(?: \| (?:[a-z_]+=-?\d+(?:\.\d+)?s?(?:;\d*:?;[\d:]*;\d*)? ?)+)?\n$/;

test('nagios: one line, performance data, and its own statuses', async (t) => {
  const good = await run('--format', 'nagios', await healthy(t));
  assert.equal(good.status, 0, good.out);
  assert.match(good.out, LINE);
  assert.match(good.out, /^FTP OK - 127\.0\.0\.1:\d+: .* \| time=\d+\.\d+s;;;0 .*login=\d/);
  const refused = await run('--format', 'nagios', `ftp://127.0.0.1:${await closedPort()}`);
  assert.equal(refused.status, 2, refused.out);
  assert.match(refused.out, LINE);
  const silent = await startScriptedServer({ greeting: null });
  t.after(() => silent.close());
  assert.equal((await run('--format', 'nagios', `ftp://127.0.0.1:${silent.port}`)).status, 2);
});

test('nagios: our own trouble is unknown, on standard output', async () => {
  for (const args of [
    ['--format', 'nagios'],
    ['--format=nagios', '--tls', 'maybe', 'ftp://127.0.0.1'],
    ['--format', 'nagios', '--password-env', 'NOT_THERE', 'ftp://anna@127.0.0.1'],
    ['--format', 'nagios', '--config', '/no/such', 'ftp://127.0.0.1'],
  ]) {
    const { status, out } = await run(...args);
    assert.equal(status, 3, args.join(' '));
    assert.match(out, /^FTP UNKNOWN - [^\n]+\n$/);
  }
});

test('nagios: a server writes no performance data and no second line', async (t) => {
  const server = await startScriptedServer({ commands: { PASS: () => '530 no | time=0s;;;0\u001b[2J' } });
  t.after(() => server.close());
  const { status, out } = await run(
    '--format',
    'nagios',
    '--password-env',
    'FTP_PASSWORD',
    `ftp://anna@127.0.0.1:${server.port}`,
  );
  assert.equal(status, 2);
  assert.match(out, LINE);
  assert.doesNotMatch(out, /\u001b/);
});

test('nagios: a machine without a network says nothing about the server', () => {
  const report = {
    target: { host: '2001:db8::1', port: 21, peer: null },
    durationMs: 3,
    steps: [],
    findings: [],
  } as unknown as ProbeReport;
  const state = (errno: string): number => {
    const observations = [{ kind: 'connect', channel: 'control', outcome: 'failed', errno }];
    const run = { observations } as unknown as Parameters<typeof nagiosOf>[0]['run'];
    return nagiosOf({ report, run, hasListed: false, validTo: null, switchedOff: 0 }, 14).status;
  };
  assert.deepEqual(
    ['ENETUNREACH', 'EMFILE', 'ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT'].map(state),
    [3, 3, 2, 2, 2],
  );
});

test('a certificate that ends soon is a warning, in every format and only where it is asked for', async (t) => {
  const server = await startScriptedServer({ tls: TLS });
  t.after(() => server.close());
  const url = `ftp://localhost:${server.port}`;
  const far = ['--warn-expiry', '40000', '--ca', CA];
  const report = JSON.parse((await run('--format', 'json', ...far, url)).out) as ProbeReport;
  const soon = report.findings.find(({ id }) => id === 'TLS-CERT-SOON');
  assert.equal(soon?.severity, 'warning', JSON.stringify(report.findings.map(({ id }) => id)));
  assert.match((await run(...far, url)).out, /TLS-CERT-SOON/);
  const nagios = await run('--format', 'nagios', ...far, url);
  assert.equal(nagios.status, 1, nagios.out);
  assert.match(nagios.out, /certificate_days=\d+;40000:;0:/);
  assert.doesNotMatch((await run(url)).out, /TLS-CERT-SOON/);
  const ignored = await run('--format', 'nagios', ...far, '--ignore', 'TLS-*', url);
  assert.match(ignored.out, /switched off/);
  assert.equal(ignored.status, 0, ignored.out);
});

test('the days of a certificate are counted from the time of the run', () => {
  const certificate = (validTo: string, error?: string): Parameters<typeof tls>[0] => ({
    certificate: {
      subject: 'CN=ftp',
      names: ['ftp'],
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo,
      fingerprint: 'AA',
      ...(error === undefined ? {} : { error }),
    },
  });
  const found = (validTo: string, days: number, error?: string): readonly string[] =>
    findings([reached(), tls(certificate(validTo, error)), login()], {
      expiry: { days, now: '2026-06-01T12:00:00.000Z' },
    })
      .filter(({ id }) => id === tlsCertSoon.id)
      .map(({ evidence }) => evidence);
  assert.deepEqual(found('2026-06-16T12:00:00.000Z', 14), []);
  assert.match(found('2026-06-15T11:59:59.000Z', 14)[0] ?? '', /13 days from now/);
  assert.match(found('2026-06-01T20:00:00.000Z', 14)[0] ?? '', /less than a day from now/);
  assert.deepEqual(found('2026-05-01T00:00:00.000Z', 14, 'CERT_HAS_EXPIRED'), [], 'TLS-CERT-TIME says it');
  assert.match(found('2026-05-01T00:00:00.000Z', 14, 'DEPTH_ZERO_SELF_SIGNED_CERT')[0] ?? '', /that is over/);
  assert.deepEqual(found('no date', 14), []);
});

test('--ca trusts a certificate, --cert and --key show one', async (t) => {
  const shown: string[] = [];
  const server = await startScriptedServer({ tls: TLS, onClientName: (name) => shown.push(name) });
  t.after(() => server.close());
  const url = `ftp://anna@localhost:${server.port}`;
  const login = ['--password-env', 'FTP_PASSWORD', '--format', 'json'];
  const ids = ({ out }: { out: string }): readonly string[] =>
    (JSON.parse(out) as ProbeReport).findings.map(({ id }) => id);
  assert.ok(ids(await run(...login, url)).includes('TLS-CERT-CHAIN'));
  assert.ok(!server.received.some((line) => line.startsWith('USER')), 'no name before it is trusted');
  assert.deepEqual([...new Set(shown)], ['']);
  const own = ['--cert', CA, '--key', KEY];
  const trusted = await run(...login, '--ca', CA, ...own, url);
  assert.ok(!ids(trusted).includes('TLS-CERT-CHAIN'), trusted.out);
  assert.equal(trusted.status, 0, trusted.out);
  assert.equal(shown.at(-1), 'CN=localhost');
  assert.ok(!trusted.out.includes('PRIVATE'));
  for (const args of [
    ['--cert', CA],
    ['--ca', 'package.json'],
    ['--cert', CA, '--key', CA],
  ]) {
    const { status, err, out } = await run(...args, url);
    assert.deepEqual([status, out], [2, ''], err);
  }
});

test('what is ignored is counted, and a server that lists nothing still ends with 1', async (t) => {
  const server = await startScriptedServer({
    commands: { EPSV: () => '550 Permission denied.', PASV: () => '550 Permission denied.' },
  });
  t.after(() => server.close());
  const url = `ftp://127.0.0.1:${server.port}`;
  const { status, out } = await run('--ignore', '*', url);
  assert.equal(status, 1);
  assert.match(out, /Nothing else was found\.\n\n\d+ findings? (?:is|are) switched off/);
  assert.equal((await run('--ignore', '*', '--fail-on', 'never', url)).status, 0);
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-probe-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const settings = path.join(folder, 'project.json');
  writeFileSync(settings, '{"findings":{"PASV-*":"information"}}');
  const report = JSON.parse((await run('--format', 'json', '--settings', settings, url)).out) as ProbeReport;
  assert.equal(report.findings.find(({ id }) => id === 'PASV-DISABLED')?.severity, 'information');
  assert.equal((await run('--ignore', 'a b', url)).status, 2);
});

test('openmetrics: promtool takes it', async (t) => {
  const texts = [(await run('--format', 'openmetrics', await healthy(t))).out];
  texts.push((await run('--format', 'openmetrics', `ftp://127.0.0.1:${await closedPort()}`)).out);
  const hostile = {
    target: { host: 'a"\\\n', port: 21, peer: null },
    durationMs: 3,
    steps: [
      { id: 'list', status: 'pass', durationMs: 5, detail: '' },
      { id: 'list', status: 'fail', durationMs: 5, detail: '' },
    ],
    findings: [
      { id: 'A', severity: 'error' },
      { id: 'A', severity: 'error' },
    ],
  } as unknown as ProbeReport;
  const seen = { observations: [] } as unknown as Parameters<typeof openMetricsOf>[0]['run'];
  const validTo = '2026-06-01T00:00:00.000Z';
  texts.push(openMetricsOf({ report: hostile, run: seen, hasListed: true, validTo, switchedOff: 1 }));
  assert.match(texts[0] ?? '', /^ftp_probe_success\{target="127\.0\.0\.1:\d+"\} 1$/m);
  assert.match(texts[1] ?? '', /^ftp_probe_success\{target="127\.0\.0\.1:\d+"\} 0$/m);
  assert.match(texts[1] ?? '', /^ftp_probe_findings\{.*id="NET-CTRL-REFUSED",severity="error"\} 1$/m);
  for (const text of texts) {
    assert.ok(text.endsWith('\n# EOF\n'));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const series = samples.map((line) => line.slice(0, line.lastIndexOf(' ')));
    assert.equal(new Set(series).size, series.length, 'each series once');
  }
  if (spawnSync('promtool', ['--version']).error) {
    t.skip('promtool is not installed (Debian package prometheus)');
    return;
  }
  for (const input of texts) {
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    assert.equal(status, 0, `${stderr}\n${input}`);
    assert.equal(stderr, '');
  }
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { diagnose } from '../../core/verdict/index.js';
import { probe, type ProbeOptions, type ProbeRun, type ProbeTarget } from '../../probe/index.js';
import { hasIpv6Loopback, startVsftpd, whatIsMissing, type RealVsftpdOptions } from './real-vsftpd.js';

const missing = await whatIsMissing(['openssl']);

/** A key and a self-signed certificate of 127.0.0.1. */
let pem = '';
let folder = '';

type Settings = NonNullable<RealVsftpdOptions['settings']>;

function tls(more: Settings = {}): Settings {
  return { ssl_enable: 'YES', rsa_cert_file: pem, rsa_private_key_file: pem, ...more };
}

interface Probed {
  readonly run: ProbeRun;
  /** Ids of the findings, the verdict first. */
  readonly ids: readonly string[];
  /** Steps that neither passed nor were left out, e.g. `login fail`. */
  readonly trouble: readonly string[];
  /** What vsftpd logged: the whole dialogue as it saw it. */
  readonly log: string;
}

async function probeReal(
  options: RealVsftpdOptions,
  target: Partial<ProbeTarget> = {},
  more: Partial<ProbeOptions> = {},
): Promise<Probed> {
  const server = await startVsftpd(options);
  try {
    const { host, port, user, password } = server;
    const run = await probe(
      { host, port, user, password, tls: 'auto', insecure: true, ...target },
      { signal: new AbortController().signal, timeoutMs: 5000, samples: 6, ...more },
    );
    assert.ok(!JSON.stringify(run).includes(password), 'the password is in the run');
    const ids = diagnose({ witness: 'probe', observations: run.observations }).map(({ id }) => id);
    const trouble = run.steps.filter(({ status }) => status === 'warn' || status === 'fail');
    return { run, ids, trouble: trouble.map(({ id, status }) => `${id} ${status}`), log: server.log() };
  } finally {
    await server.stop();
  }
}

function detail(run: ProbeRun, id: string): string {
  return run.steps.find((step) => step.id === id)?.detail ?? '';
}

describe('a real vsftpd', { skip: missing ?? false }, () => {
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-probe-'));
    chmodSync(folder, 0o755);
    pem = path.join(folder, 'server.pem');
    const subject = ['-subj', '/CN=ftp.example.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', pem, '-out', path.join(folder, 'cert.pem')];
    const kind = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30'];
    execFileSync('openssl', [...kind, ...subject, ...files], { stdio: 'ignore' });
    execFileSync('sh', ['-c', 'cat "$1" >> "$2"', 'sh', path.join(folder, 'cert.pem'), pem]);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('healthy in clear: all passes, active mode too', async () => {
    const { run, trouble, ids, log } = await probeReal(
      { settings: { pasv_min_port: 42100, pasv_max_port: 42180 } },
      {},
      { also: new Set(['active']) },
    );
    assert.deepEqual(trouble, ['tls warn']);
    assert.ok(!ids.some((id) => /^(PASV-ADDR|DATA|EPSV|CTL)/.test(id)), ids.join());
    assert.match(detail(run, 'stat'), /sees this machine as 127\.0\.0\.1/);
    assert.ok(run.range && run.range.seen[0] >= 42100 && run.range.seen[1] <= 42180);
    assert.ok(
      run.observations.some(
        (one) => one.kind === 'transfer' && one.outcome === 'complete' && one.entries === 2,
      ),
    );
    assert.match(detail(run, 'active'), /226 Directory send OK/);
    assert.match(log, /FTP command: .*"QUIT"/);
  });

  test('explicit TLS: the data connection resumes the session, and 226 comes', async () => {
    const { run, trouble } = await probeReal({ settings: tls() }, { tls: 'explicit' });
    assert.deepEqual(trouble, ['tls warn'], JSON.stringify(run.steps));
    const data = run.observations.find((one) => one.kind === 'tls' && one.channel === 'data');
    assert.ok(data?.kind === 'tls' && data.outcome === 'established' && data.reused === true);
    assert.match(detail(run, 'list'), /226/);
    assert.match(detail(run, 'client'), /Nothing is wrong/);
  });

  test('an unverified certificate gets no password', async () => {
    const { run, ids, log } = await probeReal({ settings: tls() }, { insecure: false });
    assert.ok(ids.includes('TLS-CERT-CHAIN'), ids.join());
    assert.match(detail(run, 'login'), /password was not sent/);
    assert.doesNotMatch(log, /"USER|"PASS/);
  });

  test('implicit TLS', async () => {
    const settings = tls({ implicit_ssl: 'YES' });
    const { run, trouble } = await probeReal({ settings }, { tls: 'implicit' });
    assert.deepEqual(trouble, ['tls warn'], JSON.stringify(run.steps));
    assert.match(detail(run, 'banner'), /^220/);
  });

  test('implicit TLS asked of a plain port, and plain asked of an implicit one', async () => {
    const plain = await probeReal({}, { tls: 'implicit' });
    assert.equal(plain.ids[0], 'TLS-IMPLICIT-MIX', plain.ids.join());
    const implicit = await probeReal({ settings: tls({ implicit_ssl: 'YES' }) });
    assert.equal(implicit.ids[0], 'TLS-IMPLICIT-MIX', implicit.ids.join());
  });

  test('a plain 500 OOPS inside the TLS stream is found', async () => {
    const settings = tls({ local_root: '/tmp' });
    const { run, ids } = await probeReal({ settings });
    assert.match(detail(run, 'login'), /500 OOPS: vsftpd: refusing to run with writable root inside chroot/);
    assert.ok(
      run.observations.some((one) => one.kind === 'reply' && one.plainInTls === true && one.code === 500),
    );
    assert.ok(
      ids.some((id) => id === 'AUTH-CHROOT' || id === 'CTL-OOPS-IN-TLS'),
      ids.join(),
    );
  });

  test('pasv_enable=NO', async () => {
    const { ids, trouble } = await probeReal({ settings: { pasv_enable: 'NO' } });
    assert.equal(ids[0], 'PASV-DISABLED', ids.join());
    assert.ok(trouble.includes('pasv fail') && trouble.includes('epsv fail'));
  });

  test('a bad pasv_address ends the session at PASV; EPSV still lists', async () => {
    const { run, ids } = await probeReal({ settings: { pasv_address: '1.2.3.256' } });
    assert.equal(ids[0], 'PASV-OOPS-ADDR', ids.join());
    assert.match(detail(run, 'pasv'), /500 OOPS: invalid pasv_address/);
    assert.match(detail(run, 'list'), /226/);
  });

  test('a foreign pasv_address is reported and not dialled', async () => {
    const { run, trouble } = await probeReal({ settings: { pasv_address: '192.0.2.7' } });
    assert.ok(run.observations.every((one) => one.kind !== 'connect' || one.host === '127.0.0.1'));
    assert.ok(trouble.includes('pasv warn') && !trouble.includes('list fail'));
  });

  test('max_per_ip=1: one connection at a time is enough', async () => {
    const settings = { max_per_ip: 1 };
    let probed = await probeReal({ settings });
    // The connection that waited for the start may still be counted.
    for (let tries = 0; tries < 20 && /^421/.test(detail(probed.run, 'banner')); tries++)
      probed = await probeReal({ settings });
    const { run } = probed;
    assert.match(detail(run, 'list'), /226/, JSON.stringify(run.steps));
    assert.match(detail(run, 'range'), /^6 ports .* all open/);
    assert.ok(!run.observations.some((one) => one.kind === 'reply' && one.code === 421));
  });

  test('a range of two ports: several connections at once are no fault of it', async () => {
    const { run, ids } = await probeReal({ settings: { pasv_min_port: 42190, pasv_max_port: 42191 } });
    assert.match(detail(run, 'list'), /226/, JSON.stringify(run.steps));
    assert.ok(!ids.some((id) => /^(?:PASV-RANGE-EXHAUSTED|CTL|DATA)/.test(id)), ids.join());
  });

  test('commands that go out together are all carried out, on vsftpd as well as on others', async () => {
    const { run, log } = await probeReal({ settings: { ftpd_banner: 'Welcome' } });
    const { run: known } = await probeReal({});
    for (const one of [run, known])
      assert.deepEqual(
        ['stat', 'features', 'epsv', 'list', 'range'].map(
          (id) => one.steps.find((step) => step.id === id)?.status,
        ),
        ['pass', 'pass', 'pass', 'pass', 'pass'],
        JSON.stringify(one.steps),
      );
    assert.doesNotMatch(log, /500 Unknown command/);
  });

  test('EPSV denied', async () => {
    const { run, trouble } = await probeReal({ settings: { cmds_denied: 'EPSV' } });
    assert.deepEqual(trouble, ['tls warn', 'epsv fail']);
    assert.match(detail(run, 'list'), /226/);
  });

  test('a wrong password', async () => {
    const { ids, log } = await probeReal({}, { password: 'not this one' });
    assert.equal(ids[0], 'AUTH-BAD', ids.join());
    assert.equal(log.match(/"PASS/g)?.length, 1);
  });

  test('IPv6: EPSV lists, PASV advertises 0.0.0.0', { skip: !hasIpv6Loopback() }, async () => {
    const { run } = await probeReal({ host: '::1' });
    assert.equal(run.target.peer, '::1');
    assert.match(detail(run, 'list'), /226/);
    const endpoint = run.observations.find((one) => one.kind === 'endpoint' && one.mode === 'PASV');
    assert.ok(endpoint?.kind === 'endpoint' && endpoint.host === '0.0.0.0');
    assert.ok(run.observations.every((one) => one.kind !== 'connect' || one.host === '::1'));
  });
});

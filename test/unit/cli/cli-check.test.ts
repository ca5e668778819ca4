import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { UsageError } from '../../../cli/io.js';
import { memoryIo } from './cli-io.js';

async function run(bytes: string, args: string[]): Promise<{ code: number; out: string }> {
  const { io, out } = memoryIo([Buffer.from(bytes, 'latin1')]);
  const code = await checkCommand([...args, '-'], io);
  return { code, out: out() };
}

async function json(bytes: string, ...args: string[]): Promise<CheckReport> {
  const { out } = await run(bytes, ['--format', 'json', ...args]);
  return JSON.parse(out) as CheckReport;
}

test('json carries the daemon verdict, byte for byte, and its line', async () => {
  const report = await json('# fine\nlisten=YES \n', '--build', 'debian-12');
  assert.equal(report.version, 1);
  assert.equal(report.build, 'debian-12');
  assert.deepEqual(report.files[0]?.daemon, {
    verdict: 'refuses',
    message: '500 OOPS: bad bool value in config file for: listen',
    line: 1,
  });
  const found = report.files[0].diagnostics.find((d) => d.code === 'trailing-blank');
  assert.deepEqual(found?.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } });
  assert.equal(found.fixes[0]?.title, 'Remove the trailing space');
});

test('a message that is not UTF-8 also comes as its bytes', async () => {
  const report = await json('f\xffo=1\n', '--build', 'debian-13');
  assert.equal(report.files[0]?.daemon?.message, '500 OOPS: unrecognised variable in config file: f\ufffdo');
  assert.equal(
    report.files[0].daemon.messageHex,
    Buffer.from('500 OOPS: unrecognised variable in config file: f\xffo', 'latin1').toString('hex'),
  );
});

test('lines count as in the protocol: a lone CR ends one', async () => {
  const report = await json('# a\rb\nfoo\n', '--build', 'debian-12');
  assert.equal(report.files[0]?.daemon?.line, 2);
});

test('any is refused only where every build refuses', async () => {
  const some = await json('listen=YES \n');
  assert.equal(some.files[0]?.daemon?.verdict, 'accepts');
  assert.equal(some.files[0].daemon.builds?.['debian-12']?.verdict, 'refuses');
  assert.equal(some.files[0].diagnostics.find((d) => d.code === 'trailing-blank')?.severity, 'warning');
  const all = await json('foo=1\n');
  assert.equal(all.files[0]?.daemon?.verdict, 'refuses');
  assert.equal(all.files[0].diagnostics.find((d) => d.code === 'unknown-setting')?.severity, 'error');
});

test('the exit code follows --fail-on', async () => {
  assert.equal((await run('foo=1\n', [])).code, 1);
  assert.equal((await run('foo=1\n', ['--fail-on', 'never'])).code, 0);
  assert.equal(
    (await run('listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n', ['--build', 'debian-12'])).code,
    0,
  );
  assert.equal((await run('listen=YES\nlisten_port=021\n', ['--build', 'debian-12'])).code, 0);
  assert.equal(
    (await run('listen=YES\nlisten_port=021\n', ['--build', 'debian-12', '--fail-on', 'warning'])).code,
    1,
  );
});

test('bad arguments and unreadable files are no findings', async () => {
  await assert.rejects(run('', ['--build', 'debian-99']), UsageError);
  await assert.rejects(run('', ['--format', 'xml']), UsageError);
  assert.equal((await run('', ['/no/such/file'])).code, 2);
});

test('sarif and github name the place', async () => {
  const { out } = await run('listen=YES \n', ['--format', 'sarif', '--build', 'debian-12']);
  const sarif = JSON.parse(out) as { version: string; runs: { results: { ruleId: string }[] }[] };
  assert.equal(sarif.version, '2.1.0');
  assert.ok(sarif.runs[0]?.results.some((result) => result.ruleId === 'trailing-blank'));
  const github = (await run('listen=YES \n', ['--format', 'github', '--build', 'debian-12'])).out;
  assert.match(github, /^::error file=-,line=1,endLine=1,col=1,endColumn=12,title=trailing-blank::/m);
});

test('text never carries control characters of the file', async () => {
  const { out } = await run('\x1b[31mfoo=1\n', ['--build', 'debian-12']);
  assert.ok(!out.includes('\x1b'));
});

test('a file in a per-user folder is judged as one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd_user_conf-'));
  const file = path.join(folder, 'alice');
  writeFileSync(file, 'chroot_local_user=YES\n');
  const { io, out } = memoryIo();
  await checkCommand(['--format', 'json', '--per-user', file], io);
  const report = JSON.parse(out()) as CheckReport;
  assert.ok(report.files[0]?.diagnostics.every((d) => d.code !== 'both-listeners'));
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { globPattern } from '../../../cli/checking/globs.js';
import { unifiedDiff } from '../../../cli/checking/unified-diff.js';
import { readProjectSettings } from '../../../core/verdict/project-settings.js';
import { memoryIo } from './cli-io.js';

const NEVER = new AbortController().signal;
const GOOD = 'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\n';
const BAD = 'listen=YES \nanonymous_enable=NO\nlocal_enable=YES\n';
const RANGE = `${GOOD}pasv_min_port=3001\npasv_max_port=3010\n`;

function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-check-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = memoryIo();
  const code = await runCommand(['check', ...args], io, NEVER);
  return { code, out: out(), err: err() };
}

async function json(...args: string[]): Promise<CheckReport> {
  return JSON.parse((await run('--format', 'json', ...args)).out) as CheckReport;
}

async function namesIn(folder: string, ...args: string[]): Promise<readonly string[]> {
  const { files } = await json(...(args.length > 0 ? args : [folder]));
  return files.map((file) => path.relative(folder, file.path)).sort();
}

function codesOf(report: CheckReport): readonly string[] {
  return report.files.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
}

test('a folder stands for what an editor takes for a vsftpd.conf, without backups and samples', async (t) => {
  const folder = folderWith(t, {
    'vsftpd.conf': `${GOOD}user_config_dir=/srv/people\n`,
    'vsftpd.conf.bak': BAD,
    'vsftpd.conf.sample': BAD,
    'vsftpd.conf~': BAD,
    'vsftpd-sample.conf': BAD,
    'roles/ftp/templates/vsftpd.conf.j2': 'listen={{ listen }}\n',
    'etc/vsftpd/extra.conf': GOOD,
    'etc/vsftpd/user_conf/anna': 'write_enable=YES\n',
    'etc/vsftpd/user_conf/anna.rpmsave': 'write_enable=YES\n',
    'etc/vsftpd/user_conf/README': 'One file for each user.\n',
    'etc/vsftpd/user_conf/users.db': '\0\0\0\0',
    'srv/people/bob': 'write_enable=YES\n',
    ftpserver: `# /etc/vsftpd.conf of the server\n${GOOD}`,
    'README.md': '# vsftpd.conf explained\n',
    'nginx.conf': 'user www;\n',
    '.git/vsftpd.conf': BAD,
    'node_modules/a/vsftpd.conf': BAD,
  });
  assert.deepEqual(await namesIn(folder), [
    'etc/vsftpd/extra.conf',
    'etc/vsftpd/user_conf/anna',
    'ftpserver',
    'roles/ftp/templates/vsftpd.conf.j2',
    'srv/people/bob',
    'vsftpd.conf',
  ]);
  const backup = path.join(folder, 'vsftpd.conf.bak');
  assert.deepEqual(await namesIn(folder, backup), ['vsftpd.conf.bak'], 'named itself');
});

test('a file that cannot be a config is not judged as one', async (t) => {
  const folder = folderWith(t, { 'ci.yml': 'on: push\njobs: {}\n', 'vsftpd.conf': GOOD });
  const { code, out, err } = await run(path.join(folder, 'ci.yml'), path.join(folder, 'vsftpd.conf'));
  assert.match(
    err,
    /ci\.yml was not read: nothing that is read in it starts an FTP server or opens ports for one\./,
  );
  assert.doesNotMatch(out, /ci\.yml/);
  assert.equal(code, 2);
});

test('patterns are expanded where no shell did it', async (t) => {
  const folder = folderWith(t, { 'a/vsftpd.conf': GOOD, 'b/c/vsftpd.conf': GOOD, 'b/c/[x].conf': GOOD });
  assert.deepEqual(await namesIn(folder, `${folder}/*/vsftpd.conf`), ['a/vsftpd.conf']);
  assert.deepEqual(await namesIn(folder, `${folder}/**/vsftpd.conf`), ['a/vsftpd.conf', 'b/c/vsftpd.conf']);
  assert.deepEqual(await namesIn(folder, `${folder}/{a,z}/*.conf`, folder), [
    'a/vsftpd.conf',
    'b/c/vsftpd.conf',
  ]);
  assert.deepEqual(await namesIn(folder, `${folder}/b/c/[x].conf`), ['b/c/[x].conf'], 'a file of that name');
  const { code, err } = await run(`${folder}/*.cfg`);
  assert.equal(code, 2);
  assert.match(err, /matches no file/);
});

test('patterns read as in a shell', () => {
  const matches = (glob: string, ...names: string[]): readonly string[] =>
    names.filter((name) => globPattern(glob).test(name));
  assert.deepEqual(matches('**/a.conf', 'a.conf', 'x/a.conf', 'x/y/a.conf', 'xa.conf'), [
    'a.conf',
    'x/a.conf',
    'x/y/a.conf',
  ]);
  assert.deepEqual(matches('a/*.conf', 'a/x.conf', 'a/b/x.conf', 'a/.conf'), ['a/x.conf', 'a/.conf']);
  assert.deepEqual(matches('v[0-9!]?.{c,conf}', 'v1x.c', 'vxx.c', 'v2-.conf'), ['v1x.c', 'v2-.conf']);
  assert.deepEqual(matches('[!a].c(1)', 'b.c(1)', 'a.c(1)'), ['b.c(1)']);
  assert.deepEqual(matches('a{,b', 'a', 'ab'), ['a', 'ab'], 'one that is not closed');
});

test('a file that cannot be read hides no other and makes the status 2', async (t) => {
  const folder = folderWith(t, { 'vsftpd.conf': 'foo=1\n' });
  const good = path.join(folder, 'vsftpd.conf');
  const { code, out, err } = await run(path.join(folder, 'missing.conf'), good);
  assert.equal(code, 2);
  assert.match(out, /unknown-setting/);
  assert.match(err, /missing\.conf cannot be read/);
  const empty = folderWith(t, { 'README.md': '' });
  assert.equal((await run(empty)).code, 2, 'nothing was judged');
});

test('what lies in a folder is compared as an editor does, what is named alone is not', async (t) => {
  const compose =
    'services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21", "3001-3005:3001-3005"]\n    volumes: ["./vsftpd.conf:/etc/vsftpd.conf"]\n';
  const folder = folderWith(t, { 'vsftpd.conf': RANGE, 'compose.yaml': compose });
  assert.ok(codesOf(await json(folder)).includes('forward-missing'));
  assert.ok(!codesOf(await json(path.join(folder, 'vsftpd.conf'))).includes('forward-missing'));
  const both = await json('--firewall', path.join(folder, 'compose.yaml'), folder);
  assert.equal(codesOf(both).filter((code) => code === 'forward-missing').length, 1, 'said once');
  const fix = both.files[0]?.diagnostics.find(({ code }) => code === 'forward-missing')?.fixes;
  assert.ok(fix?.some(({ files = [] }) => files.some((one) => one.path.endsWith('compose.yaml'))));
});

test('a file belongs to the configs that are nearest to it, and a rule that suits one of them is no fault', async (t) => {
  const compose = (last: number): string =>
    `services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21", "3001-${last}:3001-${last}"]\n`;
  const apart = folderWith(t, {
    'a/vsftpd.conf': RANGE,
    'a/compose.yaml': compose(3010),
    'b/vsftpd.conf': RANGE,
    'b/compose.yaml': compose(3005),
  });
  const { files } = await json(apart);
  const found = files.map(({ path: file, diagnostics }) => [
    path.relative(apart, file),
    diagnostics.filter(({ code }) => code === 'forward-missing').length,
  ]);
  assert.deepEqual(found, [
    ['a/vsftpd.conf', 0],
    ['b/vsftpd.conf', 1],
  ]);
  const together = folderWith(t, {
    'vsftpd.conf': RANGE,
    'vsftpd-small.conf': RANGE.replace('3010', '3005'),
    'compose.yaml': compose(3005),
  });
  assert.ok(!codesOf(await json(together)).includes('forward-missing'));
});

test('the settings of the project are those nearest above', async (t) => {
  const folder = folderWith(t, {
    '.vsftpd-lens.json': JSON.stringify({
      build: 'debian-12',
      rules: { 'trailing-*': 'off', 'unknown-setting': 'hint' },
      customSettings: ['my_*'],
    }),
    'vsftpd.conf': `${BAD}foo=1\nmy_switch=1\n`,
    'strict/.vsftpd-lens.json': '{}',
    'strict/vsftpd.conf': BAD,
  });
  const file = path.join(folder, 'vsftpd.conf');
  const report = await json(file);
  assert.equal(report.build, 'debian-12');
  assert.equal(report.switchedOff, 1);
  const unknown = report.files[0]?.diagnostics.filter(({ code }) => code === 'unknown-setting');
  assert.deepEqual(
    unknown?.map(({ severity, message }) => [severity, /my_switch/.test(message)]),
    [['hint', false]],
  );
  assert.match((await run(file)).out, /; 1 switched off by \.vsftpd-lens\.json\.\n$/);
  assert.ok(codesOf(await json(path.join(folder, 'strict', 'vsftpd.conf'))).includes('trailing-blank'));
  const given = await json('--settings', path.join(folder, 'strict', '.vsftpd-lens.json'), file);
  assert.equal(given.build, 'any');
  assert.equal((await json('--build', 'el9', file)).build, 'el9', 'the command line wins');
});

test('what only other builds refuse is a hint beside the Dockerfile of one that takes it', async (t) => {
  const text = 'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nreverse_lookup_enable=YES\n';
  const folder = folderWith(t, {
    'seven/Dockerfile': 'FROM centos:7\nRUN yum install -y vsftpd\n',
    'seven/vsftpd.conf': text,
    'bookworm/Dockerfile': 'FROM debian:bookworm\nRUN apt-get install -y vsftpd\n',
    'bookworm/vsftpd.conf': text,
  });
  for (const [name, severity] of [
    ['seven', 'hint'],
    ['bookworm', 'warning'],
  ] as const) {
    const report = await json(path.join(folder, name, 'vsftpd.conf'));
    const found = report.files[0]?.diagnostics.find(({ code }) => code === 'setting-of-other-build');
    assert.equal(found?.severity, severity, name);
    assert.equal(report.files[0]?.build, 'any');
  }
});

test('standard input has the settings of the folder that the command runs in', async (t) => {
  const folder = folderWith(t, { '.vsftpd-lens.json': '{"build":"el9"}', 'a/b/c.txt': '' });
  const before = process.cwd();
  t.after(() => {
    process.chdir(before);
  });
  process.chdir(path.join(folder, 'a', 'b'));
  const { io, out } = memoryIo([GOOD]);
  await runCommand(['check', '--format', 'json', '-'], io, NEVER);
  assert.equal((JSON.parse(out()) as CheckReport).build, 'el9');
});

test('settings that do not fit are told, and the status is 2', async (t) => {
  const folder = folderWith(t, {
    '.vsftpd-lens.json':
      '{"build":"debian-99","rule":{},"findings":{"NET-*":"loud"},"customSettings":["/a+/"]}',
    'vsftpd.conf': GOOD,
  });
  const { code, out, err } = await run(folder);
  assert.equal(code, 2);
  assert.match(out, /in one file/);
  for (const words of [/debian-99/, /"rule"/, /"loud"/, /customSettings/]) assert.match(err, words);
  assert.equal((await run('--settings', path.join(folder, 'no.json'), folder)).code, 2);
});

test('--fix applies what is safe, and other bytes stay as they are', async (t) => {
  const bytes = Buffer.from(`# caf\xe9\r\n${BAD}ftpd_banner=Caf\xe9\nlisten_port=21 # port\n`, 'latin1');
  const folder = folderWith(t, { 'vsftpd.conf': bytes, 'other.conf': BAD });
  const file = path.join(folder, 'vsftpd.conf');
  const dry = await run('--build', 'debian-12', '--fix', '--dry-run', file);
  assert.equal(dry.code, 1, 'there is something to fix');
  assert.match(dry.out, /^--- .*vsftpd\.conf\n\+\+\+ .*vsftpd\.conf\n@@ -1,\d+ \+1,\d+ @@\n/);
  assert.match(dry.out, /^-listen=YES \n\+listen=YES$/m);
  assert.deepEqual(readFileSync(file), bytes, 'nothing was written');
  const fixed = await json('--build', 'debian-12', '--fix', file);
  assert.equal(fixed.files[0]?.fixed, true);
  assert.ok(!codesOf(fixed).includes('trailing-blank'));
  assert.ok(readFileSync(file).includes(Buffer.from('ftpd_banner=Caf\xe9', 'latin1')));
  assert.equal(readFileSync(path.join(folder, 'other.conf'), 'utf8'), BAD, 'a file that was not named');
  const again = await json('--build', 'debian-12', '--fix', file);
  assert.equal(again.files[0]?.fixed, undefined, 'in rounds until nothing changes');
  assert.equal((await run('--fix', '-')).code, 2);
  assert.equal((await run('--dry-run', file)).code, 2);
});

test('patch takes the diff', (t) => {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i % 7 === 0 ? 'same' : i}\n`);
  const before = lines.join('');
  const edited = lines.toSpliced(50, 2).toSpliced(30, 1, 'new\n', 'newer\n').toSpliced(0, 0, 'first\n');
  for (const after of [edited.join(''), '', 'x', before.trimEnd(), `${before}end`]) {
    const folder = folderWith(t, { file: before });
    writeFileSync(path.join(folder, 'diff'), unifiedDiff('file', before, after));
    try {
      execFileSync('patch', ['-s', '-p0', '--input=diff', 'file'], { cwd: folder });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        t.skip('patch is not installed');
        return;
      }
      throw error;
    }
    const patched = after === '' ? '' : readFileSync(path.join(folder, 'file'), 'utf8');
    assert.equal(patched, after);
  }
});

test('a baseline keeps back what it has, whatever stands above it, and nothing else', async (t) => {
  const folder = folderWith(t, { 'vsftpd.conf': BAD });
  const file = path.join(folder, 'vsftpd.conf');
  const baseline = path.join(folder, 'baseline.json');
  const first = await run('--fail-on', 'hint', '--write-baseline', baseline, file);
  assert.equal(first.code, 0);
  assert.match(first.out, /Nothing found in one file; \d+ known from the baseline/);
  const entries = (JSON.parse(readFileSync(baseline, 'utf8')) as { entries: unknown[] }).entries;
  assert.deepEqual(Object.keys(entries[0] as object), ['path', 'code', 'hash']);
  writeFileSync(file, `# moved down\n\n${BAD}`);
  assert.equal((await run('--fail-on', 'hint', '--baseline', baseline, file)).code, 0);
  writeFileSync(file, `${BAD}foo=1\n`);
  const later = await json('--baseline', baseline, file);
  assert.deepEqual(codesOf(later), ['unknown-setting']);
  writeFileSync(file, `${BAD}listen=YES \n`);
  assert.ok(
    codesOf(await json('--baseline', baseline, file)).includes('trailing-blank'),
    'a second one is new',
  );
  writeFileSync(baseline, '[]');
  assert.equal((await run('--baseline', baseline, file)).code, 2);
});

test('the schema knows what the reader of project settings takes', () => {
  const schema = JSON.parse(readFileSync('docs/vsftpd-lens.schema.json', 'utf8')) as {
    properties: Record<string, { enum?: string[]; patternProperties?: Record<string, { enum: string[] }> }>;
  };
  const { build, rules, findings, ...others } = schema.properties;
  assert.deepEqual(Object.keys(others), ['$schema', 'customSettings']);
  for (const one of build?.enum ?? [])
    assert.deepEqual(readProjectSettings(`{"build":"${one}"}`).problems, []);
  for (const [key, { patternProperties = {} } = {}] of Object.entries({ rules, findings }))
    for (const severity of Object.values(patternProperties)[0]?.enum ?? [])
      assert.deepEqual(readProjectSettings(`{"${key}":{"A-*":"${severity}"}}`).problems, []);
  assert.ok(Object.keys(findings?.patternProperties ?? {})[0]?.includes('DATA-WINDOW'));
});

test('a code that no rule has is told, a wildcard is not', () => {
  const { problems } = readProjectSettings(
    '{"rules":{"traling-blank":"off","trailing-blank":"hint","new-*":"off"}}',
  );
  assert.deepEqual(problems, ['rules has "traling-blank", and no rule has that code']);
});

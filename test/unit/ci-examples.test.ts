// What docs/continuous-integration.md, action.yml and .pre-commit-hooks.yaml tell people to write.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { bin, contributes, homepage, version } from '../../package.json';
import { CONFIG_COPY_GLOBS, CONFIG_GLOBS } from '../../core/config/index.js';
import { globPattern } from '../../cli/checking/globs.js';
import { checkCommand } from '../../cli/check.js';
import { openMetricsOf } from '../../cli/formats/openmetrics.js';
import { memoryIo } from './cli/cli-io.js';
import { readProjectSettings } from '../../core/verdict/project-settings.js';

const PAGE = readFileSync('docs/continuous-integration.md', 'utf8');

function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(/^```(\w+)\n([^]*?)^```/gm)].flatMap(([, kind, text = '']) =>
    kind === language ? [text] : [],
  );
}

test('the settings of a project on the page are taken as they are', () => {
  for (const text of blocks('json')) assert.deepEqual(readProjectSettings(text).problems, [], text);
});

test('the workflows publish with provenance, to no registry by name', () => {
  const folder = '.github/workflows';
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const { jobs } = parse(text) as { jobs: Record<string, { steps: { run?: string; uses?: string }[] }> };
    for (const { steps } of Object.values(jobs))
      for (const { run, uses } of steps) assert.ok((run === undefined) !== (uses === undefined), name);
    assert.doesNotMatch(text, /https?:|registry|ghcr|docker\.io/i, name);
  }
  const text = readFileSync(path.join(folder, 'release-publish.yml'), 'utf8');
  for (const word of [
    'npm run release',
    'publish --provenance',
    'provenance: true',
    'attest-build-provenance',
  ])
    assert.ok(text.includes(word), word);
});

test('the entries for other editors name this version and its programs', () => {
  const mason = parse(readFileSync('packaging/mason/package.yaml', 'utf8')) as {
    source: { id: string };
    homepage: string;
    bin: Record<string, string>;
  };
  assert.equal(mason.source.id, `pkg:npm/vsftpd-lens@${version}`);
  assert.deepEqual(Object.keys(mason.bin), Object.keys(bin));
  assert.equal(`${mason.homepage}#readme`, homepage);
});

test('the matcher of tasks reads what check prints', async () => {
  const [matcher] = contributes.problemMatchers;
  const { regexp, ...groups } = matcher?.pattern ?? assert.fail();
  const pattern = new RegExp(regexp);
  const { io, out } = memoryIo();
  await checkCommand(['--build', 'any', 'examples/broken/vsftpd.conf'], io);
  const lines = out()
    .split('\n')
    .filter((line) => /^examples[^:]*:\d/.test(line));
  assert.ok(lines.length > 5, out());
  for (const line of lines) {
    const match = pattern.exec(line);
    assert.ok(match, line);
    assert.equal(match[groups.file], 'examples/broken/vsftpd.conf');
    assert.ok(Number(match[groups.line]) > 0 && Number(match[groups.column]) > 0);
    assert.match(match[groups.code] ?? '', /^[a-z-]+$/);
  }
  assert.doesNotMatch('    fix: Change to a comment', pattern);
});

test('every metric has its line in the table', () => {
  const report = {
    target: { host: 'a', port: 21, peer: null },
    durationMs: 1,
    steps: [{ id: 'login', status: 'pass', durationMs: 1, detail: '' }],
    findings: [{ id: 'A', severity: 'error' }],
  };
  const run = {
    report,
    run: { observations: [] },
    hasListed: true,
    validTo: '2026-06-01T00:00:00Z',
    switchedOff: 0,
  };
  const text = openMetricsOf(run as unknown as Parameters<typeof openMetricsOf>[0]);
  const names = [...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name);
  assert.deepEqual(
    [...PAGE.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name),
    names,
  );
});

test('the unit file is one that systemd takes', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-unit-'));
  try {
    const [drop = ''] = blocks('ini');
    const unit = path.join(folder, 'vsftpd.service');
    const line = drop.replace('/usr/bin/vsftpd-lens', '/bin/true');
    writeFileSync(unit, `[Unit]\nDescription=FTP\n${line}ExecStart=/bin/true\n`);
    const { error, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
    });
    if (error) t.skip('systemd-analyze is not installed');
    else assert.doesNotMatch(stderr, /vsftpd\.service/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the hook of pre-commit looks at what a folder stands for', () => {
  const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { files: string; entry: string }[];
  assert.equal(hook?.entry, 'vsftpd-lens check');
  // Python has flags inside the pattern.
  const pattern = new RegExp(hook.files.replace('(?i)', ''), 'i');
  const configs = CONFIG_GLOBS.map((glob) => globPattern(glob, 'i'));
  const copies = CONFIG_COPY_GLOBS.map((glob) => globPattern(glob, 'i'));
  for (const name of [
    'vsftpd.conf',
    'a/vsftpd-tls.conf',
    'a/vsftpd.conf.j2',
    'etc/vsftpd/a.conf',
    'vsftpd.conf.d/10-tls',
  ]) {
    assert.ok(pattern.test(name), name);
    assert.ok(
      configs.some((glob) => glob.test(name)),
      name,
    );
  }
  for (const name of ['vsftpd.conf.bak', 'vsftpd.conf.sample', 'a/vsftpd.conf.rpmnew']) {
    assert.ok(!pattern.test(name), name);
    assert.ok(
      copies.some((glob) => glob.test(name)),
      name,
    );
  }
  for (const name of ['nginx.conf', 'proftpd.conf', 'docs/vsftpd.md', 'vsftpd/notes.txt'])
    assert.ok(!pattern.test(name), name);
});

test('the action passes what it is given as values, and to the version of this package', (t) => {
  const action = parse(readFileSync('action.yml', 'utf8')) as { runs: { steps: { run: string }[] } };
  const script = action.runs.steps[0]?.run ?? '';
  assert.doesNotMatch(script, /\$\{\{/, 'nothing of a workflow stands in the script itself');
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-action-'));
  try {
    const npx = path.join(folder, 'npx');
    writeFileSync(npx, '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n');
    chmodSync(npx, 0o755);
    const env = {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      LENS_FILES: 'deploy $(touch x) **/*.conf',
      LENS_BUILD: 'debian-12',
      LENS_FAIL_ON: 'warning',
      LENS_FORMAT: 'github',
      LENS_OUTPUT: '',
    };
    const { error, stdout } = spawnSync('bash', ['-e', '-c', script], { env, cwd: folder, encoding: 'utf8' });
    if (error) {
      t.skip('bash is not installed');
      return;
    }
    const words = '--format github --fail-on warning --build debian-12 -- deploy $(touch x) **/*.conf';
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      '--yes',
      `vsftpd-lens@${version}`,
      'check',
      ...words.split(' '),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { checkCommand } from '../../../cli/check.js';
import { MISMATCHES } from '../../../core/firewall/index.js';
import { RULES } from '../../../core/rules/index.js';
import { memoryIo } from './cli-io.js';

const HOSTILE = 'listen=YES \n\u001b[31m<&"\'\u202e]]>=1\n\u009b1m=2\n';

async function run(text: string, args: string[], isColoured = false): Promise<string> {
  const { io, out } = memoryIo([text]);
  await checkCommand(args.includes('-') ? args : [...args, '-'], { ...io, isColoured });
  return out();
}

/** A hostile file with a hostile name, checked from the folder it lies in. */
async function inFolder(t: TestContext, name: string, format: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lens-formats-'));
  const before = process.cwd();
  t.after(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  writeFileSync(name, HOSTILE);
  const { io, out } = memoryIo();
  await checkCommand(['--format', format, `./${name}`], io);
  return out();
}

test('no machine format carries what could steer a terminal', async () => {
  for (const format of ['json', 'sarif', 'github', 'junit', 'gitlab'])
    assert.doesNotMatch(
      await run(HOSTILE, ['--format', format]),
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
      format,
    );
});

test('junit: a suite per file, a case per finding, one that passed for a clean file', async (t) => {
  const xml = await inFolder(t, 'vsftpd&.conf', 'junit');
  const suites = parseXml(xml).root;
  assert.equal(suites?.name, 'testsuites');
  const [suite] = suites.children.filter((one) => one instanceof XmlElement);
  assert.equal(suite?.attributes['name'], 'vsftpd&.conf');
  const failures = [...xml.matchAll(/<failure /g)].length;
  assert.equal(suite.attributes['failures'], String(failures));
  assert.equal(suites.attributes['failures'], String(failures));
  assert.ok(failures >= 2);
  const clean = await run('#\n', ['--format', 'junit', '--per-user']);
  assert.match(
    clean,
    /<testsuites name="vsftpd-lens" tests="1" failures="0">\n.*tests="1" failures="0">\n +<testcase /,
  );
});

test('gitlab: each finding has a fingerprint of its own that lines above do not change', async (t) => {
  type Issue = Readonly<Record<'fingerprint' | 'severity' | 'check_name', string>> & {
    location: { path: string; lines: { begin: number } };
  };
  const issues = JSON.parse(await inFolder(t, 'vsftpd.conf', 'gitlab')) as Issue[];
  assert.equal(issues[0]?.location.path, 'vsftpd.conf');
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  const twice = JSON.parse(await run('foo=1\nfoo=1\n', ['--format', 'gitlab'])) as Issue[];
  assert.equal(new Set(twice.map(({ fingerprint }) => fingerprint)).size, twice.length);
  const moved = JSON.parse(await run('# a\n\nfoo=1\nfoo=1\n', ['--format', 'gitlab'])) as Issue[];
  const ofUnknown = (list: readonly Issue[]): readonly string[] =>
    list.filter((one) => one.check_name === 'unknown-setting').map(({ fingerprint }) => fingerprint);
  assert.deepEqual(ofUnknown(moved), ofUnknown(twice));
  for (const { severity } of issues) assert.match(severity, /^(?:critical|major|minor|info)$/);
});

test('sarif: every rule has its help and its page, places are relative and escaped', async (t) => {
  interface Log {
    runs: {
      tool: { driver: { version: string; informationUri: string; rules: Record<string, unknown>[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string } } }[];
      }[];
    }[];
  }
  const log = JSON.parse(await inFolder(t, 'vs#ftp?d 1.conf', 'sarif')) as Log;
  const [{ tool, results } = { tool: undefined, results: [] }] = log.runs;
  assert.ok(tool);
  assert.match(tool.driver.version, /^\d+\.\d+\.\d+/);
  assert.match(tool.driver.informationUri, /^https:\/\//);
  const ids = tool.driver.rules.map(({ id }) => id);
  assert.deepEqual(ids, [...RULES.map(({ code }) => code), ...MISMATCHES.map(({ id }) => id)]);
  for (const rule of tool.driver.rules) {
    assert.match(String(rule['helpUri']), /^https:\/\/[^#]+\/docs\/rules\/[a-z]+\.md#[a-z0-9-]+$/);
    assert.ok(rule['help'], String(rule['id']));
  }
  assert.ok(results.length > 0);
  for (const { ruleId, ruleIndex, locations } of results) {
    assert.equal(ids[ruleIndex], ruleId);
    const place = locations[0]?.physicalLocation.artifactLocation;
    assert.deepEqual(place, { uri: 'vs%23ftp%3Fd%201.conf', uriBaseId: '%SRCROOT%' });
  }
  assert.match(await run('foo=1\n', ['--format', 'sarif']), /"uri": "stdin"/);
});

test('colours only where they are wanted, and never from the file', async () => {
  assert.doesNotMatch(await run(HOSTILE, []), /\u001b/);
  const text = await run(HOSTILE, ['--build', 'debian-12'], true);
  assert.match(
    text,
    /^\u001b\[1m-:1:1:\u001b\[0m \u001b\[31merror\u001b\[0m \u001b\[1mtrailing-blank\u001b\[0m: /m,
  );
  assert.doesNotMatch(text, /\u001b\[31m</);
});

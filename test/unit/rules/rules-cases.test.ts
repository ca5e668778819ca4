import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { IS_UPDATE } from '../../update.js';
import { memoryIo } from '../cli/cli-io.js';

/** Small files that were judged wrongly once; the snapshot holds what is said about each now. */
const FOLDER = 'test/fixtures/config';
const SNAPSHOT = path.join(FOLDER, 'said.txt');

/** The build that a file is for, by the start of its name; debian-12 elsewhere. */
const BUILDS: Readonly<Record<string, readonly string[]>> = {
  12: ['ubuntu-24.04', 'debian-13'],
  13: ['ubuntu-24.04', 'debian-13'],
  14: ['alpine', 'upstream-3.0.5', 'opensuse', 'debian-12'],
  26: ['opensuse'],
};

async function said(files: readonly string[], build: string): Promise<string> {
  const { io, out } = memoryIo();
  await checkCommand(['--format', 'json', '--build', build, ...files], io);
  const report = JSON.parse(out()) as CheckReport;
  const lines = report.files.flatMap(({ path: file, diagnostics }) => [
    `== ${path.relative(FOLDER, file).replaceAll(path.sep, '/')} (${build})`,
    ...diagnostics.flatMap((d) => [
      `${d.range.start.line + 1}: ${d.severity} ${d.code}: ${d.message}`,
      ...d.fixes.map(({ title }) => `   fix: ${title}`),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

test('what is said about the small files', async () => {
  const entries = readdirSync(FOLDER).filter((name) => /^\d\d/.test(name));
  const parts: string[] = [];
  for (const name of entries.sort()) {
    const files = name.endsWith('-per-user')
      ? ['etc/vsftpd/vsftpd.conf', 'etc/vsftpd/vuser_conf/joe'].map((file) => path.join(FOLDER, name, file))
      : [path.join(FOLDER, name)];
    for (const build of BUILDS[name.slice(0, 2)] ?? ['debian-12']) parts.push(await said(files, build));
  }
  const text = parts.join('\n');
  if (IS_UPDATE) writeFileSync(SNAPSHOT, text);
  assert.equal(text, readFileSync(SNAPSHOT, 'utf8'));
});

test('a template has no answer of the daemon in its header', async () => {
  const { io, out } = memoryIo();
  await checkCommand(['--build', 'debian-12', path.join(FOLDER, '25-template-header.conf.j2')], io);
  assert.doesNotMatch(out(), /stops at line/);
});

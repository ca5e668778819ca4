import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, beforeEach, describe } from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { firewallFiles } from '../../../cli/firewall-files.js';
import { UsageError } from '../../../cli/io.js';
import { memoryIo } from './cli-io.js';

const CONFIG = 'listen=YES\npasv_address=198.51.100.20\npasv_min_port=21100\npasv_max_port=21110\n';
const ftp = (ports: string): string =>
  `services:\n  ftp:\n    image: x/vsftpd\n    ports:\n      - "21:21"\n      - "${ports}"\n`;
const MORE = 'services:\n  ftp:\n    ports:\n      - "21106-21110:21106-21110"\n';
const VARIABLE = '${LOW:-21000}-${HIGH:-21010}:${LOW:-21000}-${HIGH:-21010}';

const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-beside-'));
  folders.push(folder);
});
after(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

type Diagnostic = CheckReport['files'][number]['diagnostics'][number];

/** What is said of ports that do not get through. */
async function said(...names: readonly string[]): Promise<readonly string[]> {
  return (await found(...names)).map(({ message }) => message);
}

async function found(...names: readonly string[]): Promise<readonly Diagnostic[]> {
  const { io, out } = memoryIo([CONFIG]);
  const given = names.flatMap((name) => ['--firewall', path.join(folder, name)]);
  await checkCommand(['--format', 'json', ...given, '-'], io);
  const { files } = JSON.parse(out()) as CheckReport;
  return (files[0]?.diagnostics ?? []).filter(({ code }) => /^(?:forward|firewall)-/.test(code));
}

describe('what lies beside a Compose file', () => {
  test('the .env', async () => {
    write({ 'compose.yaml': ftp(VARIABLE) });
    const [unfilled = ''] = await said('compose.yaml');
    assert.match(unfilled, /21100-21110 .*compose\.yaml/);
    assert.doesNotMatch(unfilled, /\.env/);
    write({ '.env': 'LOW=21100\nHIGH=21110\n' });
    assert.deepEqual(await said('compose.yaml'), []);
    write({ '.env': 'LOW=21100\nHIGH=21105\n' });
    assert.match((await said('compose.yaml')).join(), /21106-21110 .*compose\.yaml:6\. .*come from \.env/);
  });

  test('one that cannot be read leaves its variables open', async () => {
    write({ 'compose.yaml': ftp(VARIABLE), '.env/x': '' });
    assert.deepEqual(await said('compose.yaml'), []);
    rmSync(path.join(folder, '.env'), { recursive: true });
    write({ '.env': `LOW=1\n#${'x'.repeat(200_000)}` });
    assert.deepEqual(await said('compose.yaml'), []);
    rmSync(path.join(folder, '.env'));
    if (spawnSync('mkfifo', [path.join(folder, '.env')]).status === 0)
      assert.deepEqual(await said('compose.yaml'), [], 'a pipe is not waited for');
  });

  test('the override, whichever of the two is named, and once where both are', async () => {
    write({ 'compose.yaml': ftp('21100-21105:21100-21105') });
    assert.equal((await said('compose.yaml')).length, 1);
    write({ 'compose.override.yaml': MORE });
    assert.deepEqual(await said('compose.yaml'), []);
    assert.deepEqual(await said('compose.override.yaml'), []);
    assert.deepEqual(await said('compose.override.yaml', 'compose.yaml', './compose.yaml'), []);
    const files = ['compose.override.yaml', 'compose.yaml', 'sub/../compose.yaml'];
    const read = await firewallFiles(files.map((name) => path.join(folder, name)));
    assert.deepEqual(
      read.map((one) => one.path),
      [path.join(folder, 'compose.yaml')],
    );
  });

  test('the repair of an override stands under its own name and lines', async () => {
    write({
      'compose.yaml': 'services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21"]\n',
      'compose.override.yaml': MORE.replaceAll('21106', '21100').replaceAll('21110', '21105'),
    });
    const [one] = await found('compose.yaml');
    const edits = one?.fixes.flatMap((fix) => fix.files ?? []);
    const range = { start: { line: 3, character: 9 }, end: { line: 3, character: 32 } };
    assert.deepEqual(edits, [
      {
        path: path.join(folder, 'compose.override.yaml'),
        edits: [{ range, newText: '21100-21110:21100-21110' }],
      },
    ]);
  });

  test('files keep the names that they were given, and those beside them get the like', async () => {
    write({ 'compose.yaml': ftp('21100-21105:21100-21105'), 'compose.override.yaml': MORE });
    const relative = path.relative(process.cwd(), folder);
    const [read] = await firewallFiles([path.join(relative, 'compose.yaml')]);
    assert.equal(read?.path, path.join(relative, 'compose.yaml'));
    assert.equal(read.reading.appended?.[0]?.path, path.join(relative, 'compose.override.yaml'));
  });

  test('what another file may publish is not missing', async () => {
    write({ 'compose.yaml': ftp('21100-21105:21100-21105'), 'compose.prod.yaml': MORE });
    assert.deepEqual(await said('compose.yaml'), []);
    write({ 'compose.prod.yaml': MORE.replace('ftp', 'web') });
    assert.equal((await said('compose.yaml')).length, 1);
  });

  test('a .env is no firewall file', async () => {
    write({ 'compose.yaml': ftp(VARIABLE), '.env': 'LOW=1\n' });
    await assert.rejects(firewallFiles([path.join(folder, '.env')]), UsageError);
  });

  test('no value of it is printed', async () => {
    write({ 'compose.yaml': ftp('21:21/${SECRET}'), '.env': 'SECRET=hunter2\nOTHER="hunter2\n' });
    assert.ok(!JSON.stringify(await said('compose.yaml')).includes('hunter2'));
    write({ '.env': 'SECRET=hunter2\n' });
    assert.ok(!JSON.stringify(await said('compose.yaml')).includes('hunter2'));
    const read = await firewallFiles([path.join(folder, 'compose.yaml')]);
    assert.ok(!JSON.stringify(read).includes('hunter2'));
  });
});

test('the direct rules of firewalld are looked for above the zone', async () => {
  write({
    'zones/public.xml':
      '<zone><port port="21" protocol="tcp"/><port port="21100-21105" protocol="tcp"/></zone>',
  });
  assert.equal((await said('zones/public.xml')).length, 1);
  write({ 'direct.xml': '<direct/>' });
  assert.equal((await said('zones/public.xml')).length, 1);
  write({ 'direct.xml': '<direct><passthrough ipv="ipv4">-N x</passthrough></direct>' });
  assert.deepEqual(await said('zones/public.xml'), []);
});

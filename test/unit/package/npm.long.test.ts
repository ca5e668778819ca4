// The npm package from a clean clone: what is in it, and that it runs, on the oldest Node too.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { version } from '../../../package.json';
import { startScriptedServer } from '../scripted-ftp-server.js';
import { oldNode, packAndInstall, type Packed } from './packed.js';

const root = process.cwd();
let packed: Packed;

before(() => {
  packed = packAndInstall();
  assert.equal(packed.file, `vsftpd-lens-${version}.tgz`, 'nothing else is printed');
});

after(() => {
  packed.remove();
});

test('the package has programs, library, types and pages, and no sources', () => {
  const files = readdirSync(packed.installed, { recursive: true, encoding: 'utf8' });
  for (const file of ['dist/cli.js', 'dist/server.js', 'dist/core/rules.mjs', 'docs/findings.md', 'LICENSE'])
    assert.ok(files.includes(file), file);
  const tops = new Set(files.map((file) => file.split('/')[0]));
  assert.deepEqual([...tops].sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'package.json',
  ]);
  assert.deepEqual(
    files.filter((file) => /\bextension\.js$|\.vsix$|\.map$|(?<!\.d)\.ts$/.test(file)),
    [],
  );
});

test('both programs and the library run on this Node', async () => {
  await works(process.execPath);
});

test('they run on the oldest Node that is promised', async (t) => {
  const node = oldNode(path.join(packed.scratch, 'node'));
  if (node === undefined) t.skip('Node 18 can neither be had from Debian nor from npm here');
  else await works(node);
});

/** Starts the server named and prints its first answer: the end of its input would end it before. */
const INITIALIZE = `const {spawn} = require('node:child_process');
const child = spawn(process.execPath, [process.argv[1], '--stdio'], {stdio: ['pipe', 'pipe', 'inherit']});
const body = JSON.stringify({jsonrpc: '2.0', id: 1, method: 'initialize', params: {capabilities: {}}});
child.stdin.write('Content-Length: ' + body.length + '\\r\\n\\r\\n' + body);
let all = '';
child.stdout.on('data', (text) => { all += text; if (all.includes('serverInfo')) { console.log(all); child.kill(); } });`;

async function works(node: string): Promise<void> {
  const { user, installed } = packed;
  const run = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(node, words, { cwd: user, encoding: 'utf8' });
  const cli = path.join(installed, 'dist', 'cli.js');
  cpSync(path.join(root, 'examples'), path.join(user, 'examples'), { recursive: true });
  const checked = run(cli, 'check', '--build', 'debian-12', 'examples/broken/vsftpd.conf');
  assert.equal(checked.status, 1, checked.stderr);
  assert.match(checked.stdout, /stops at line/);
  const beside = run(cli, 'check', 'examples/firewall');
  assert.equal(beside.status, 0, beside.stderr);
  const decoded = run(cli, 'decode', 'examples/transcript.ftp-transcript');
  assert.match(decoded.stdout, /PASV-ADDR-PRIVATE/, decoded.stderr);
  assert.match(run(cli, 'firewall', '--for', 'nftables', 'examples/nat/vsftpd.conf').stdout, /30100-30199/);
  const probed = run(cli, 'probe', '--timeout', '1', 'ftp://127.0.0.1:1');
  assert.equal(probed.status, 2, probed.stderr);
  assert.match(probed.stdout, /CTL-REFUSED|refused/i);
  await listsWith(node, cli);
  const server = path.join(installed, 'dist', 'server.js');
  assert.equal(run(server, '--version').stdout, `${version}\n`);
  assert.match(run('-e', INITIALIZE, server).stdout, /"name":"vsftpd Lens"/);
  const use =
    'const c = readConfig(sourceFromText("listen=YES \\n")); console.log(checkConfig(c, {build: `any`})[0].code)';
  const required = `const {readConfig, sourceFromText} = require('vsftpd-lens/core/config');
const {checkConfig} = require('vsftpd-lens/core/rules'); ${use}`;
  assert.equal(run('-e', required).stdout, 'trailing-blank\n');
  const imported = `import {readConfig, sourceFromText} from 'vsftpd-lens/core/config';
import {checkConfig} from 'vsftpd-lens/core/rules'; ${use}`;
  assert.equal(run('--input-type=module', '-e', imported).stdout, 'trailing-blank\n');
}

/** A whole probe, of a server in this process. */
async function listsWith(node: string, cli: string): Promise<void> {
  const ftp = await startScriptedServer();
  try {
    const child = spawn(node, [cli, 'probe', '--format', 'json', `ftp://127.0.0.1:${ftp.port}`]);
    let text = '';
    for await (const part of child.stdout.setEncoding('utf8')) text += String(part);
    const { steps } = JSON.parse(text) as { steps: { id: string; status: string }[] };
    for (const id of ['login', 'list'])
      assert.equal(steps.find((step) => step.id === id)?.status, 'pass', text);
  } finally {
    await ftp.close();
  }
}

test('its types are found by import and by require', () => {
  const use =
    "import { checkConfig } from 'vsftpd-lens/core/rules';\nexport const check: typeof checkConfig = checkConfig;\n";
  for (const name of ['a.mts', 'b.cts']) writeFileSync(path.join(packed.user, name), use);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext'];
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, 'a.mts', 'b.cts'], {
    cwd: packed.user,
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
});

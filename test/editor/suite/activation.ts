// These run first: once the language server runs there is no way back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { extension, hoverText, openFile, placeOf, waitForDiagnostics } from './documents.js';
import { Skip, test } from './runner.js';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}

/** Whether a child of this extension host is our language server. Linux only. */
function serverRuns(): boolean {
  if (process.platform !== 'linux') throw new Skip('reads /proc');
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  return children.filter(Boolean).some((pid) => commandLine(pid).includes('dist/server.js'));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has just ended.
  }
}

test('nothing but a language or a command wakes the extension', async () => {
  for (const event of manifest().activationEvents) assert.match(event, /^on(?:Language|WebviewPanel):/);
  await openFile('notes.md', '# FTP\n\nPassive mode, 1,2,3,4,5,6.\n');
  await openFile('client.js', '// 227 Entering Passive Mode (10,0,0,1,4,1).\n');
  await openFile('other.conf', 'listen=YES\n');
  assert.equal(serverRuns(), false);
});

test('a log starts the language server only once a reply in it is asked about', async () => {
  const { document } = await openFile('quiet.log', 'nothing here\n\nstill nothing\n');
  assert.equal(await hoverText(document.uri, placeOf(document, 'nothing')), '');
  assert.equal(serverRuns(), false);
  const talking = (await openFile('talking.log', '227 Entering Passive Mode (10,0,0,1,4,1).\n')).document;
  assert.match(await hoverText(talking.uri, placeOf(talking, '10,0')), /10\.0\.0\.1:1025/);
  assert.equal(serverRuns(), true);
});

test('a vsftpd.conf is checked as soon as it is open', async () => {
  const { document } = await openFile('vsftpd.conf', 'listen=YESS\n');
  assert.equal(document.languageId, 'vsftpd');
  await waitForDiagnostics(document.uri, (found) => found.length > 0);
});

const CONFIGS = [
  'vsftpd-nat.conf',
  'vsftpd/site.conf',
  'vsftpd.conf.d/10-tls',
  'templates/vsftpd.conf.j2',
  'templates/vsftpd.conf.erb',
  'vsftpd.conf.template',
  'vsftpd.conf.sample',
  'vsftpd.conf.dpkg-dist',
  'vsftpd_user_conf/anna',
  'etc/vsftpd/user_conf/bob',
];
const OTHERS = ['nginx.conf', 'conf', 'users/anna', 'vsftpd.md', 'vsftpd.conf.5'];

test('files are recognised by name and folder, never by .conf alone', async () => {
  for (const name of CONFIGS)
    assert.equal((await openFile(name, 'listen=YES\n')).document.languageId, 'vsftpd', name);
  for (const name of OTHERS)
    assert.notEqual((await openFile(name, 'a=b\n')).document.languageId, 'vsftpd', name);
});

test('first lines tell a config and a transcript without a telling name', async () => {
  assert.equal(
    (await openFile('copy-of-config', '# vim: ft=vsftpd\nlisten=YES\n')).document.languageId,
    'vsftpd',
  );
  assert.equal((await openFile('pasted', '220 (vsFTPd 3.0.5)\n')).document.languageId, 'ftp-transcript');
  assert.equal((await openFile('server.log', '220 (vsFTPd 3.0.5)\n')).document.languageId, 'log');
});

test('the commands are there', async () => {
  const commands = await vscode.commands.getCommands(true);
  for (const { command } of manifest().contributes.commands) assert.ok(commands.includes(command), command);
});

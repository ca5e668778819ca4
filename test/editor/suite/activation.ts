// These run first: once the extension is active there is no way back.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, openFile, waitForDiagnostics } from './documents.js';
import { test } from './runner.js';

test('other files do not wake the extension', async () => {
  await openFile('notes.md', '# FTP\n\n227 Entering Passive Mode (10,0,0,1,4,1).\n');
  await openFile('other.conf', 'listen=YES\n');
  await openFile('package.json', '{}\n');
  assert.equal(extension().isActive, false);
});

test('a vsftpd.conf wakes it', async () => {
  const { document } = await openFile('vsftpd.conf', 'listen=YESS\n');
  assert.equal(document.languageId, 'vsftpd');
  await waitForDiagnostics(document.uri, (found) => found.length > 0);
  assert.equal(extension().isActive, true);
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
  const contributed = (extension().packageJSON as { contributes: { commands: { command: string }[] } })
    .contributes.commands;
  for (const { command } of contributed) assert.ok(commands.includes(command), command);
});

// The box that asks for a server.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import * as vscode from 'vscode';
import { openFile } from './documents.js';
import { listen } from './probe.js';
import { test } from './runner.js';
import { screen } from './screen.js';

const BOX = '.quick-input-widget input:visible';

test('Escape goes back and loses nothing, and no password gets into another box', async () => {
  await screen.alive();
  const url = 'ftp://anna@ftp.example.test:2121/pub';
  void vscode.commands.executeCommand('vsftpdLens.probe');
  await screen.type(url, 'FTP: Probe Server');
  await screen.pick('Without a vsftpd.conf');
  await screen.answer('', 'Password of anna@ftp.example.test:2121');
  await screen.see('.quick-input-message >> text=an empty one is not sent');
  await screen.press('Escape');
  await screen.see('.quick-input-list >> text=Go on to the password');
  await screen.press('x');
  await screen.press('y');
  await screen.press('Enter');
  await screen.see('.quick-input-title >> text=Password of anna');
  assert.equal(await screen.value(BOX), '');
  await screen.press('Escape');
  await screen.see('.quick-input-list >> text=Go on to the password');
  assert.equal(await screen.value(BOX), url);
  await screen.pick('Change the server');
  await screen.see('.quick-input-list >> text=Probe ftp.example.test:2121');
  assert.equal(await screen.value(BOX), url);
  await screen.press('Escape');
  await screen.missing('.quick-input-widget');
});

test('the box says what is wrong with a text, and stays', async () => {
  await screen.alive();
  void vscode.commands.executeCommand('vsftpdLens.probe');
  for (const [text, words] of [
    ['sftp://ftp.example.test', 'is a protocol of SSH'],
    ['ftp.example.test:99999', 'There is no port 99999'],
  ] as const) {
    await screen.type(text, 'FTP: Probe Server');
    await screen.see(`.quick-input-list >> text=${words}`);
    await screen.press('Enter');
    await screen.see(`.quick-input-list >> text=${words}`);
  }
  await screen.press('Escape');
  await screen.missing('.quick-input-widget');
});

test('what a config says fills the box, and a wrong port can be put right', async () => {
  await screen.alive();
  const text =
    'listen=YES\nlisten_address=127.0.0.1\nlisten_port=2197\nanonymous_enable=NO\nlocal_enable=YES\n';
  const { document } = await openFile('filled/vsftpd.conf', text);
  void vscode.commands.executeCommand('vsftpdLens.probeConfig', document.uri);
  await screen.see('.quick-input-list >> text=USER@127.0.0.1:2197');
  assert.equal(await screen.value(BOX), '127.0.0.1:2197');
  const closed = createServer();
  const port = await listen(closed);
  closed.close();
  await screen.type(`anna@127.0.0.1:${port}`, 'FTP: Probe Server');
  await screen.pick('Compared with filled/vsftpd.conf');
  await screen.answer('x', 'Password of');
  await screen.waitInPanel('NET-CTRL-REFUSED');
  // It did not answer, so it is not simply probed again.
  void vscode.commands.executeCommand('vsftpdLens.probeConfig', document.uri);
  await screen.see(`.quick-input-list >> text=Probe 127.0.0.1:${port}`);
  assert.equal(await screen.value(BOX), `anna@127.0.0.1:${port}`);
  await screen.press('Escape');
  await screen.missing('.quick-input-widget');
  await screen.unfoldInPanel('More actions');
  await screen.pressInPanel('Change… what is probed');
  await screen.pick('Server', 'FTP: Change What Is Probed');
  await screen.see('.quick-input-message >> text=host:port');
  assert.equal(await screen.value(BOX), `127.0.0.1:${port}`);
  await screen.press('Escape');
  await screen.see('.quick-input-title >> text=FTP: Change What Is Probed');
  await screen.press('Escape');
  await screen.missing('.quick-input-widget');
});

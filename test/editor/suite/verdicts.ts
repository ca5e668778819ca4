// What a report says of what worked, what failed and what was not tried.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder } from './documents.js';
import { pictureOf } from './pictures.js';
import { converse, listen } from './probe.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

test('a report tells what works here, what works in part, and what was not checked this time', async () => {
  await screen.alive();
  const lister = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('-rw-r--r--    1 0        0              12 Jan 01 00:00 file\r\n');
  });
  const data = await listen(lister);
  let state: { readonly address: string; readonly login?: string } = { address: '192,168,1,10' };
  const server = createServer((socket) => {
    converse(socket, { greeting: '220 (vsFTPd 3.0.3)', data, ...state });
  });
  const port = await listen(server);
  try {
    void vscode.commands.executeCommand('vsftpdLens.probe');
    await screen.type(`anonymous@127.0.0.1:${port}`, 'FTP: Probe Server');
    await screen.pick('Without a vsftpd.conf');
    await screen.waitInPanel('Works here; clients outside cannot reach 192.168.1.10');
    await screen.waitInPanel('Data connection: works here');
    await screen.waitInPanel('Not tried: 192.168.1.10, where PASV sends clients');
    state = { address: '0,0,0,0' };
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await screen.waitInPanel('Data connection: works in part');
    state = { address: '0,0,0,0', login: '530 Login incorrect.' };
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('Not checked this time:');
    await screen.waitInPanel('Data connection: not tried');
  } finally {
    server.close();
    lister.close();
  }
});

test('a report opens beside the file in front, and in no third column', async () => {
  await screen.alive();
  for (const [name, column] of [
    ['healthy', vscode.ViewColumn.One],
    ['nat', vscode.ViewColumn.Two],
  ] as const)
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), name, 'vsftpd.conf'), {
      viewColumn: column,
    });
  await vscode.commands.executeCommand('vsftpdLens.openReport', vscode.Uri.joinPath(folder(), 'report.json'));
  await screen.waitInPanel('saved report');
  const { all, activeTabGroup } = vscode.window.tabGroups;
  assert.deepEqual([all.length, activeTabGroup.viewColumn], [2, vscode.ViewColumn.One]);
});

test('a report for a ticket keeps settings, commands and alternatives apart', async () => {
  await screen.alive();
  await vscode.commands.executeCommand('vsftpdLens.openReport', vscode.Uri.joinPath(folder(), 'report.json'));
  await screen.waitInPanel('saved report');
  await screen.unfoldInPanel('More actions');
  await screen.pressInPanel('Copy as Markdown');
  await screen.waitInPanel('Copied');
  const text = await vscode.env.clipboard.readText();
  assert.match(
    text,
    /^In vsftpd\.conf:\n\n {4}pasv_max_port=\d+\n\nOn the server, one of these, for \w+:\n\n {4}/m,
  );
  assert.match(text, /^Or, for ufw:\n\n {4}ufw allow \d+:\d+\/tcp$/m);
});

/** What a user of this language meets; with PICTURES=1 also as pictures. */
const IN_GERMAN: Readonly<Record<string, () => Promise<unknown>>> = {
  config: async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'nat', 'vsftpd.conf'));
    await screen.see('.codelens-decoration >> text=Diesen Server prüfen');
    await screen.see('.editor-actions [aria-label*="Server dieser Konfiguration prüfen"]');
    await screen.see('.statusbar-item:has-text("vsftpd: jeder Build")');
  },
  box: async () => {
    void vscode.commands.executeCommand('vsftpdLens.probe');
    await screen.type('sftp://ftp.example.test', 'FTP: Server prüfen');
    await screen.see('.quick-input-list .monaco-list-row >> text=Protokoll von SSH');
  },
  palette: async () => {
    void vscode.commands.executeCommand('workbench.action.quickOpen', '>FTP: ');
    await screen.see('.quick-input-list .monaco-list-row >> text=Mitschrift untersuchen');
  },
  walkthrough: async () => {
    await screen.press('Escape');
    await vscode.commands.executeCommand('vsftpdLens.walkthrough');
    await screen.see('.getting-started-category >> text=Einen FTP-Server in Ordnung bringen');
  },
  transcript: async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'transcript.ftp-transcript'));
    await screen.see('.editor-actions [aria-label*="Mitschrift untersuchen"]');
  },
  panel: async () => {
    await vscode.commands.executeCommand(
      'vsftpdLens.openReport',
      vscode.Uri.joinPath(folder(), 'report.json'),
    );
    await screen.waitInPanel('Erneut prüfen');
    await screen.waitInPanel('Nicht getestet');
  },
};

test('in German: config, box, palette, walkthrough, transcript and panel', async () => {
  if (vscode.env.language !== 'de') throw new Skip('needs a window in German');
  for (const [name, show] of Object.entries(IN_GERMAN)) {
    await show();
    if (process.env['PICTURES'] === '1') await pictureOf(`german-${name}`);
  }
});

test('a file of the system that is dropped on the panel is diagnosed', async () => {
  await screen.alive();
  const root = process.env['VSFTPD_LENS_ROOT'] ?? '';
  await vscode.env.clipboard.writeText('230 Login successful.\n');
  await vscode.commands.executeCommand('vsftpdLens.diagnose');
  await screen.waitInPanel('Clipboard');
  const text = readFileSync(path.join(root, 'examples', 'transcript.ftp-transcript'), 'utf8');
  await screen.dropInPanel('of-the-system.log', text);
  await screen.waitInPanel('of-the-system.log');
  await screen.waitInPanel('PASV-ADDR-PRIVATE');
});

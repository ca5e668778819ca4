// The whole way, as it is counted: from the palette to the mended server. Its steps and times are left in .cache/way.json.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { openFile } from './documents.js';
import { converse, listen } from './probe.js';
import { test } from './runner.js';
import { screen } from './screen.js';

/** What the user does, and when it was done: milliseconds since the first step. */
class Steps {
  private readonly start = Date.now();
  readonly done: { readonly step: string; readonly at: number }[] = [];

  async take(step: string, run: () => Promise<unknown>): Promise<void> {
    await run();
    this.done.push({ step, at: Date.now() - this.start });
  }
}

test('from the palette to the mended server: one box, one password, one Apply, one Probe again', async () => {
  await screen.alive();
  const { document } = await openFile('way/vsftpd.conf', 'listen_ipv6=YES\npasv_address=127.0.0.1\n');
  // A server that follows the file on disk, at once.
  const server = createServer((socket) => {
    const isMended = readFileSync(document.uri.fsPath, 'utf8').includes('listen_ipv6=NO');
    converse(socket, { greeting: '220 (vsFTPd 3.0.3)', address: isMended ? '127,0,0,1' : '0,0,0,0' });
  });
  const port = await listen(server);
  const steps = new Steps();
  try {
    await steps.take('command', async () => {
      void vscode.commands.executeCommand('vsftpdLens.probe');
      await screen.see('.quick-input-title >> text=FTP: Probe Server');
    });
    await steps.take('box', async () => {
      await screen.type(`anna@127.0.0.1:${port}`, 'FTP: Probe Server');
      await screen.pick('Compared with way/vsftpd.conf');
    });
    await steps.take('password', () => screen.answer('the-secret', 'Password of anna'));
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await steps.take('Apply', () => screen.pressInPanel('Apply to way/vsftpd.conf'));
    await screen.waitInPanel('Changed way/vsftpd.conf');
    await steps.take('Probe again', () => screen.pressInPanel('Save and probe again'));
    while ((await screen.panel()).includes('PASV-ADDR-ZERO')) await screen.alive();
    await screen.waitInPanel('Not tested');
    assert.doesNotMatch(await screen.panel(), /PASV-ADDR-ZERO/);
  } finally {
    server.close();
  }
  assert.ok(!document.isDirty);
  assert.deepEqual(
    steps.done.map(({ step }) => step),
    ['command', 'box', 'password', 'Apply', 'Probe again'],
  );
  assert.equal(
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length,
    2,
    'one panel beside the file',
  );
  const cache = path.join(process.env['VSFTPD_LENS_ROOT'] ?? '', '.cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'way.json'), `${JSON.stringify(steps.done, null, 2)}\n`);
});

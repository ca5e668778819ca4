import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hoverText, openFile, openUntitled, placeOf } from './documents.js';
import { test } from './runner.js';
import { screen } from './screen.js';

const REPLY = '227 Entering Passive Mode (192,168,1,10,15,128).';

test('a 227 line is decoded under the mouse in a transcript, a log, a note, a diff and a config', async () => {
  const files = [
    await openFile('a.ftp-transcript', `${REPLY}\n`),
    await openFile('vsftpd.log', `Sat Nov 21 [pid 3] [anna] FTP response: Client "10.0.0.7", "${REPLY}"\n`),
    await openFile('ticket.md', `> ${REPLY}\n`),
    await openFile('change.diff', `+${REPLY}\n`),
    await openFile('note.txt', `They sent me this: ${REPLY}\n`),
    await openFile('commented/vsftpd.conf', `# ${REPLY}\n`),
    await openUntitled('plaintext', `${REPLY}\n`),
  ];
  for (const { document } of files) {
    const text = await hoverText(document.uri, placeOf(document, '192,168'));
    assert.match(text, /192\.168\.1\.10:3968/, document.uri.path);
    assert.match(text, /15 × 256 \+ 128/, document.uri.path);
    assert.match(text, /private/, document.uri.path);
  }
});

test('a two-line reply is decoded in a log', async () => {
  const { document } = await openFile('two.log', '227: listen socket created\n     (10,0,0,5,137,217)\n');
  assert.match(await hoverText(document.uri, placeOf(document, '10,0,0,5')), /10\.0\.0\.5:35289/);
});

test('inlay hints decode the lines in view of a log', async () => {
  const { document } = await openFile('hints.log', `quiet\n${REPLY}\nquiet\n`);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    new vscode.Range(0, 0, document.lineCount, 0),
  );
  assert.deepEqual(
    hints.map(({ label, position }) => [position.line, typeof label === 'string' ? label : '']),
    [[1, '192.168.1.10:3968 · private']],
  );
});

test('ordinary numbers in a log stay alone', async () => {
  const { document } = await openFile('plain.log', 'took 227 ms, 1,2,3,4,5,6 items\n');
  assert.equal(await hoverText(document.uri, placeOf(document, '1,2,3')), '');
});

test('a reply is decoded on command, and the next step copied', async () => {
  const editor = await openFile('ask.log', `quiet\n${REPLY}\n`);
  editor.selection = new vscode.Selection(1, 0, 1, REPLY.length);
  void vscode.commands.executeCommand('vsftpdLens.decode');
  await screen.pick('nc -zv -w 5 192.168.1.10 3968', '15 × 256 + 128');
  await clipboardHolds('nc -zv -w 5 192.168.1.10 3968');
});

test('an address and a port are encoded on command', async () => {
  void vscode.commands.executeCommand('vsftpdLens.encode');
  await screen.answer('192.0.2.5:3968', 'Encode Address and Port');
  await screen.pick('PORT 192,0,2,5,15,128', '15 × 256 + 128');
  await clipboardHolds('PORT 192,0,2,5,15,128');
});

/** The list closes before the text has reached the clipboard: the status bar tells when. */
async function clipboardHolds(text: string): Promise<void> {
  await screen.see(`.statusbar-item:has-text("Copied: ${text}")`);
  assert.equal(await vscode.env.clipboard.readText(), text);
}

import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import * as vscode from 'vscode';
import { codeOf, folder, openFile, waitForDiagnostics } from './documents.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

export interface Account {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The real vsftpd that the run has started, with the config of examples/nat. */
export function realServer(): Account {
  const told = process.env['VSFTPD_LENS_SERVER'];
  if (told === undefined) throw new Skip('needs a real vsftpd: Debian, as root');
  return JSON.parse(told) as Account;
}

/** Runs the command and answers its questions as somebody at the keyboard would. */
export async function probe({ host, port, user, password }: Account, config?: string): Promise<void> {
  await screen.alive();
  void vscode.commands.executeCommand('vsftpdLens.probe');
  await screen.answer(host, '(1/');
  await screen.answer(String(port), '(2/');
  await screen.answer(user, '(3/');
  await screen.pick('Automatic', '(4/');
  if (config !== undefined) await screen.pick(config, '(5/');
  await screen.answer(password, 'Password of');
}

test('a probe of a real vsftpd shows the verdict first, with evidence and fix', async () => {
  const server = realServer();
  await probe(server);
  await screen.waitInPanel('Not tested');
  const text = await screen.panel();
  assert.match(text, new RegExp(`^127\\.0\\.0\\.1:${server.port}`));
  assert.match(text, /Entering Passive Mode \(192,168,1,10,\d+,\d+\)/);
  const verdict = text.indexOf('PASV-ADDR-PRIVATE');
  assert.ok(verdict > 0 && verdict < text.indexOf('Steps'), text);
  assert.ok(!text.includes(server.password));
  // The same panel, hidden behind another editor and shown again.
  await openFile('beside.txt', 'hidden\n');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await screen.waitInPanel('PASV-ADDR-PRIVATE');
});

test('the panel is used without a mouse, and says what it copied', async () => {
  const server = realServer();
  await probe(server);
  await screen.waitInPanel('Not tested');
  assert.notEqual(await screen.focusInPanel('Copy report'), 'none');
  await screen.press('Enter');
  await screen.waitInPanel('The report was copied.');
  const report = JSON.parse(await vscode.env.clipboard.readText()) as {
    version: number;
    findings: unknown[];
  };
  assert.equal(report.version, 1);
  assert.ok(report.findings.length > 0);
  assert.ok(!JSON.stringify(report).includes(server.password));
});

test('a password is kept when the user says so, used again, and forgotten on demand', async () => {
  const server = realServer();
  await probe(server);
  await screen.waitInPanel('Not tested');
  await vscode.commands.executeCommand('notifications.showList');
  await screen.pressButton('Keep');
  await vscode.commands.executeCommand('notifications.hideList');
  await screen.waitInPanel('Not tested');
  await screen.pressInPanel('Probe again');
  await screen.waitInPanel('Probing …');
  await screen.waitInPanel('Not tested');
  void vscode.commands.executeCommand('vsftpdLens.forgetPassword');
  await screen.pick(`${server.user}@127.0.0.1`);
  await screen.press('Enter');
});

test('a wrong password is a finding, and is never offered to be kept', async () => {
  const server = realServer();
  await probe({ ...server, password: 'not-the-one' });
  await screen.waitInPanel('Probe again');
  assert.match(await screen.panel(), /AUTH-BAD/);
});

test('cancel ends the probe at once', async () => {
  const silent = createServer(() => undefined);
  const port = await listen(silent);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' });
    await screen.pressInPanel('Cancel');
    await screen.waitInPanel('You cancelled it.');
  } finally {
    silent.close();
  }
});

test('a transcript is judged, and its evidence marked', async () => {
  await screen.alive();
  const uri = vscode.Uri.joinPath(folder(), 'transcript.ftp-transcript');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  await vscode.commands.executeCommand('vsftpdLens.diagnose');
  const [mark] = await waitForDiagnostics(uri, (all) => all.some(({ source }) => source === 'ftp'));
  assert.equal(mark && codeOf(mark), 'PASV-ADDR-PRIVATE');
  await screen.waitInPanel('PASV-ADDR-PRIVATE');
  await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
  await screen.pressInPanel(`Show line ${(mark?.range.start.line ?? 0) + 1}`);
});

test('hostile replies stay text', async () => {
  const server = createServer((socket) => {
    converse(socket, { greeting: '220 <img src=x onerror=alert(1)><script>alert(2)</script>' });
  });
  const port = await listen(server);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' });
    await screen.waitInPanel('<script>alert(2)</script>');
  } finally {
    server.close();
  }
});

test('a fix is written into the open config', async () => {
  const { document } = await openFile('written/vsftpd.conf', 'listen_ipv6=YES\npasv_address=198.51.100.20\n');
  const server = createServer((socket) => {
    converse(socket, { greeting: '220 (vsFTPd 3.0.3)' });
  });
  const port = await listen(server);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' }, 'written/vsftpd.conf');
    await screen.pressInPanel('Write to vsftpd.conf');
    await screen.waitInPanel('was changed');
    assert.equal(document.getText(), 'listen_ipv6=NO\npasv_address=198.51.100.20\nlisten=YES\n');
    assert.ok(document.isDirty);
  } finally {
    server.close();
  }
});

/** A server that lets everybody in and advertises 0.0.0.0. */
function converse(socket: Socket, { greeting }: { readonly greeting: string }): void {
  const replies: Readonly<Record<string, string>> = {
    USER: '331 Password, please.',
    PASS: '230 Login successful.',
    PASV: '227 Entering Passive Mode (0,0,0,0,156,64).',
    EPSV: '550 Permission denied.',
    TYPE: '200 Switching to Binary mode.',
    QUIT: '221 Goodbye.',
  };
  socket.on('error', () => undefined);
  socket.write(`${greeting}\r\n`);
  socket.setEncoding('latin1').on('data', (text: string) => {
    for (const line of text.split('\r\n').filter(Boolean)) {
      const reply = replies[line.split(' ', 1)[0]?.toUpperCase() ?? ''] ?? '502 Not implemented.';
      socket.write(`${reply}\r\n`);
    }
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

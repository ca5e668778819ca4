import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { Client } from 'basic-ftp';
import * as vscode from 'vscode';
import { codeOf, folder, hoverText, openFile, placeOf, waitForDiagnostics } from './documents.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

export interface Account {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The real vsftpd that the run has started; it follows nat/vsftpd.conf of the workspace. */
export function realServer(): Account {
  const told = process.env['VSFTPD_LENS_SERVER'];
  if (told === undefined) throw new Skip('needs a real vsftpd: Debian, as root');
  return JSON.parse(told) as Account;
}

/** Runs the command and answers its questions with the keyboard. */
export async function probe({ host, port, user, password }: Account, config?: string): Promise<void> {
  await screen.alive();
  void vscode.commands.executeCommand('vsftpdLens.probe');
  await screen.type(`${user}@${host}:${port}`, 'FTP: Probe Server');
  await screen.pick(config === undefined ? 'Without a vsftpd.conf' : `Compared with ${config}`);
  await screen.answer(password, 'Password of');
}

test('a probe of a real vsftpd shows the verdict first, with evidence and fix', async () => {
  const server = realServer();
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'nat', 'vsftpd.conf'));
  await probe(server, 'nat/vsftpd.conf');
  await screen.waitInPanel('Not tested');
  const text = await screen.panel();
  assert.match(text, new RegExp(`^127\\.0\\.0\\.1:${server.port}`));
  const verdict = text.indexOf('PASV sends clients to 0.0.0.0');
  assert.ok(verdict > 0 && verdict < text.indexOf('Not tested'), text);
  assert.match(text, /the server itself/);
  await screen.unfoldInPanel('Transcript');
  await screen.waitInPanel('PASS ****');
  await screen.waitInPanel('= 0.0.0.0:');
  assert.ok(!(await screen.panel()).includes(server.password));
  // The same panel, hidden by another editor and shown again: what was unfolded still is.
  await openFile('beside.txt', 'hidden\n');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await screen.waitInPanel('PASS ****');
  await screen.waitInPanel('PASV-ADDR-ZERO');
});

test('the panel is used without a mouse, and says what it copied', async () => {
  const server = realServer();
  await probe(server);
  await screen.waitInPanel('Not tested');
  assert.notEqual(await screen.focusInPanel('More actions'), 'none');
  await screen.press('Enter');
  await screen.press('Tab');
  await screen.press('Enter');
  await screen.waitInPanel('Copied');
  const report = await vscode.env.clipboard.readText();
  assert.match(report, /^# 127\.0\.0\.1:\d+, probed/);
  assert.match(report, /\| pasv \| \w+ \|/);
  assert.ok(!report.includes(server.password));
});

test('a password is kept when the user says so, used again, and forgotten on demand', async () => {
  const server = realServer();
  await probe(server);
  await screen.waitInPanel('Not tested');
  await vscode.commands.executeCommand('notifications.showList');
  await screen.pressButton('Save Password');
  await vscode.commands.executeCommand('notifications.hideList');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // Nothing is asked: the target is remembered, and its password stored.
  void vscode.commands.executeCommand('vsftpdLens.probeAgain');
  await screen.waitInPanel('Not tested');
  await screen.waitInPanel('Since the run of');
  void vscode.commands.executeCommand('vsftpdLens.forgetPassword');
  await screen.pick(`${server.user}@127.0.0.1`);
  await screen.press('Enter');
});

test('a wrong password is a finding, is never offered to be kept, and is not sent again', async () => {
  const server = realServer();
  await probe({ ...server, password: 'not-the-one' });
  await screen.waitInPanel('AUTH-BAD');
  await screen.pressInPanel('Probe again');
  await screen.answer(server.password, 'Password of');
  await screen.waitInPanel('Fixed:');
});

test('cancel ends the probe at once, in the panel and in the status bar', async () => {
  const silent = createServer(() => undefined);
  const port = await listen(silent);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' });
    await screen.waitInPanel('waiting for the greeting');
    await screen.waitInPanel('s of at most 30 s');
    await screen.pressInPanel('Cancel');
    await screen.waitInPanel('You cancelled it.');
    await screen.pressInPanel('Probe again');
    await screen.pressButton('Click to cancel');
    await screen.waitInPanel('You cancelled it.');
  } finally {
    silent.close();
  }
});

/** What a server answers to PASV. */
async function replyToPasv({ host, port, user, password }: Account): Promise<string> {
  const client = new Client(2000);
  try {
    await client.access({ host, port, user, password });
    return (await client.send('PASV')).message;
  } catch (error) {
    return String(error);
  } finally {
    client.close();
  }
}

test('probe, apply, save, probe again: the fix of the panel mends a real server', async () => {
  const server = realServer();
  const uri = vscode.Uri.joinPath(folder(), 'nat', 'vsftpd.conf');
  const before = await vscode.workspace.fs.readFile(uri);
  await vscode.window.showTextDocument(uri, { preview: false });
  await probe(server, 'nat/vsftpd.conf');
  await screen.waitInPanel('PASV-ADDR-ZERO');
  await screen.pressInPanel('Apply to nat/vsftpd.conf');
  await screen.waitInPanel('Changed nat/vsftpd.conf');
  await vscode.workspace.saveAll();
  try {
    // The server restarts with the changed file.
    while (!/^227 .*\(203,0,113,20,/.test(await replyToPasv(server))) await screen.alive();
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('Fixed:');
    await screen.waitInPanel('Nothing wrong was found');
  } finally {
    await vscode.workspace.fs.writeFile(uri, before);
    while (!/^227 .*\(0,0,0,0,/.test(await replyToPasv(server))) await screen.alive();
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
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await screen.unfoldInPanel('Steps');
    await screen.waitInPanel('<script>alert(2)</script>');
  } finally {
    server.close();
  }
});

const BROKEN = 'listen_ipv6=YES\npasv_address=198.51.100.20\n';

/** Probes a server that advertises 0.0.0.0, and hands over its config. */
export async function probeBroken(
  name: string,
  then: (document: vscode.TextDocument) => Promise<void>,
): Promise<void> {
  const { document } = await openFile(name, BROKEN);
  const server = createServer((socket) => {
    converse(socket, { greeting: '220 (vsFTPd 3.0.3)' });
  });
  const port = await listen(server);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' }, name);
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await then(document);
  } finally {
    server.close();
  }
}

const isOfProbe = ({ source }: vscode.Diagnostic): boolean => source === 'vsftpd Lens probe';

function marksIn({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(isOfProbe);
}

test('a fix is written into the open config', async () => {
  await probeBroken('written/vsftpd.conf', async (document) => {
    await screen.pressInPanel('Apply to written/vsftpd.conf');
    await screen.waitInPanel(`Changed written/vsftpd.conf, for 127.0.0.1:`);
    await screen.missing('.notifications-toasts .notification-toast');
    assert.equal(document.getText(), 'listen_ipv6=NO\npasv_address=198.51.100.20\nlisten=YES\n');
    assert.ok(document.isDirty);
    assert.ok(!marksIn(document).map(codeOf).includes('PASV-ADDR-ZERO'));
    await screen.pressInPanel('Undo the change');
    while (document.getText() !== BROKEN) await screen.alive();
    // Undo in the editor does the same.
    await screen.pressInPanel('Apply to written/vsftpd.conf');
    await screen.waitInPanel('Changed written/vsftpd.conf');
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    await screen.waitInPanel('Apply to written/vsftpd.conf');
    assert.equal(document.getText(), BROKEN);
  });
});

test('a fix is shown side by side, beside the report, and applied from there', async () => {
  await probeBroken('previewed/vsftpd.conf', async (document) => {
    await screen.pressInPanel('Preview the change');
    await screen.see('.tab >> text=as it is');
    assert.equal(document.getText(), BROKEN);
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await screen.press('Tab');
    await screen.pressButton('Apply This Fix');
    await screen.waitInPanel('Changed previewed/vsftpd.conf');
    assert.match(document.getText(), /^listen_ipv6=NO\n/);
  });
});

test('a report survives its panel: the lens opens it, and its history leads to the ones before', async () => {
  await probeBroken('kept/vsftpd.conf', async ({ uri }) => {
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('nothing has changed');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    const last = lenses.map(({ command }) => command).find((one) => one?.title.startsWith('Last probe: '));
    assert.ok(last);
    const given = (last.arguments ?? []) as readonly unknown[];
    assert.deepEqual(given.map(String), [uri.toString()]);
    await vscode.commands.executeCommand(last.command, ...given);
    await screen.waitInPanel('PASV-ADDR-ZERO');
    // Its lines still lead into the file.
    await screen.pressInPanel('Open kept/vsftpd.conf:1');
    await screen.unfoldInPanel('History');
    // The newest stands first, and is the one that is shown: it may be of the next minute.
    const when = [...(await screen.panel()).matchAll(/^\d{4}-\d\d-\d\d \d\d:\d\d(?=\s)/gm)].at(-1)?.[0] ?? '';
    const title = last.title.replace('Last probe: ', '').replaceAll('`', '');
    await screen.pressInPanel(`${title}: open the report of ${when}`);
    await screen.see('.tab >> nth=2');
  });
});

test('a finding is explained on its page', async () => {
  await probeBroken('explained/vsftpd.conf', async () => {
    await screen.pressInPanel('What PASV-ADDR-ZERO means');
    await screen.see('.tab >> text=findings.md');
  });
});

test('findings land in the config with a quick fix, follow their line and go with it', async () => {
  await probeBroken('marked/vsftpd.conf', async (document) => {
    const { uri } = document;
    const found = await waitForDiagnostics(uri, (all) => all.some(isOfProbe));
    const mark = found.find((one) => isOfProbe(one) && codeOf(one) === 'PASV-ADDR-ZERO');
    assert.ok(mark, found.map(codeOf).join());
    assert.match(mark.message, /0\.0\.0\.0|0,0,0,0/);
    const { target } = mark.code as { target: vscode.Uri };
    assert.match(target.toString(), /\/findings\/pasv-addr-zero\.vsftpd-rule$/);
    const line = mark.range.start.line;
    // A line above moves it down.
    const insert = new vscode.WorkspaceEdit();
    insert.insert(uri, new vscode.Position(0, 0), '# a comment\n');
    await vscode.workspace.applyEdit(insert);
    await waitForDiagnostics(uri, (all) =>
      all.some((one) => isOfProbe(one) && one.range.start.line === line + 1),
    );
    const range = new vscode.Range(line + 1, 0, line + 1, 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const action = actions.find(({ title }) => title.startsWith('Set ') && title.includes('listen_ipv6=NO'));
    assert.ok(action?.edit, actions.map(({ title }) => title).join('; '));
    await vscode.workspace.applyEdit(action.edit);
    await waitForDiagnostics(
      uri,
      (all) => !all.some((one) => isOfProbe(one) && codeOf(one) === 'PASV-ADDR-ZERO'),
    );
    assert.match(document.getText(), /^# a comment\nlisten_ipv6=NO\n/);
  });
});

test('a lens above the address of a config probes its server, unless it is switched off', async () => {
  const { document } = await openFile('lens/vsftpd.conf', '# head\nlisten=YES\n');
  const lenses = (): Thenable<vscode.CodeLens[]> =>
    vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
  const [lens] = await lenses();
  assert.equal(lens?.command?.command, 'vsftpdLens.probeConfig');
  assert.equal(lens.range.start.line, 1);
  const settings = vscode.workspace.getConfiguration('vsftpdLens');
  await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
  try {
    assert.deepEqual(await lenses(), []);
  } finally {
    await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
  }
});

test('a link to an FTP server offers to probe it, without its password', async () => {
  const { document } = await openFile(
    'links.md',
    'See <ftp://anna:hunter2@ftp.example.test/pub>, or http://x.\n',
  );
  const text = await hoverText(document.uri, placeOf(document, 'ftp.example'));
  assert.match(text, /command:vsftpdLens\.probe\?/);
  assert.match(decodeURIComponent(text), /\["ftp:\/\/anna@ftp\.example\.test\/pub"\]/);
  assert.ok(!text.includes('hunter2'));
  assert.doesNotMatch(await hoverText(document.uri, placeOf(document, 'http:')), /vsftpdLens/);
});

test('a certificate is asked about once, and again when it has changed', async () => {
  await screen.alive();
  const fixture = (name: string): Buffer =>
    readFileSync(path.join(process.env['VSFTPD_LENS_ROOT'] ?? '', 'test', 'fixtures', 'tls', name));
  const first = { key: fixture('key.pem'), cert: fixture('certificate.pem') };
  const renewed = { key: fixture('renewed-key.pem'), cert: fixture('renewed-certificate.pem') };
  const passwords: string[] = [];
  const server = createTlsServer(first, (socket) => {
    converse(socket, { greeting: '220 Ready.', onPassword: (text) => passwords.push(text) });
  });
  const port = await listen(server);
  try {
    void vscode.commands.executeCommand('vsftpdLens.probe', `ftps://anna@127.0.0.1:${port}`);
    await screen.pick('Without a vsftpd.conf');
    await screen.answer('the-secret', 'Password of');
    await screen.waitInPanel('signed by itself');
    assert.deepEqual(passwords, []);
    await screen.pressInPanel('Trust and probe on');
    await screen.waitInPanel('PASV-ADDR-ZERO');
    assert.ok(passwords.length > 0);
    // Known by now.
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('nothing has changed');
    passwords.length = 0;
    server.setSecureContext(renewed);
    await screen.pressInPanel('Probe again');
    await screen.waitInPanel('is not the one that you trusted');
    assert.deepEqual(passwords, []);
  } finally {
    server.close();
  }
});

test('a report is saved and opened again', async () => {
  await probeBroken('saved/vsftpd.conf', async () => {
    await screen.unfoldInPanel('More actions');
    await screen.pressInPanel('Save JSON');
    await screen.see('.quick-input-title >> text=Save the report');
    await screen.press('Enter');
    await screen.waitInPanel('Saved');
    const files = await vscode.workspace.fs.readDirectory(folder());
    const name = files.map(([one]) => one).find((one) => /^ftp-probe-127\.0\.0\.1-\d+-.*\.json$/.test(one));
    assert.ok(name !== undefined, 'No report was written.');
    const file = vscode.Uri.joinPath(folder(), name);
    const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    assert.equal((JSON.parse(saved) as { version: number }).version, 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('vsftpdLens.openReport', file);
    await screen.waitInPanel('saved report');
    await screen.waitInPanel('PASV-ADDR-ZERO');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"version":2,"findings":[]}'));
    void vscode.commands.executeCommand('vsftpdLens.openReport', file);
    await vscode.commands.executeCommand('notifications.showList');
    await screen.see('.notifications-center >> text=reads version 1');
  });
});

/** Nothing listens there. */
const NO_DATA = 40_000;

/** A server that accepts every login and, unless it is told another address, advertises 0.0.0.0. */
export function converse(
  socket: Socket,
  {
    greeting,
    onPassword,
    address = '0,0,0,0',
    data = NO_DATA,
    login = '230 Login successful.',
  }: {
    readonly greeting: string;
    readonly onPassword?: (text: string) => unknown;
    /** As its 227 names it. */
    readonly address?: string;
    /** The port that a listing comes from; without it there is none, and no EPSV. */
    readonly data?: number;
    readonly login?: string;
  },
): void {
  const isListing = data !== NO_DATA;
  const replies: Readonly<Record<string, string>> = {
    USER: '331 Password, please.',
    PASS: login,
    PASV: `227 Entering Passive Mode (${address},${data >> 8},${data & 255}).`,
    EPSV: isListing ? `229 Entering Extended Passive Mode (|||${data}|).` : '550 Permission denied.',
    ...(isListing ? { LIST: '150 Here it comes.\r\n226 Directory send OK.' } : {}),
    TYPE: '200 Switching to Binary mode.',
    QUIT: '221 Goodbye.',
  };
  socket.on('error', () => undefined);
  socket.write(`${greeting}\r\n`);
  socket.setEncoding('latin1').on('data', (text: string) => {
    for (const line of text.split('\r\n').filter(Boolean)) {
      if (line.startsWith('PASS ')) onPassword?.(line.slice(5));
      const reply = replies[line.split(' ', 1)[0]?.toUpperCase() ?? ''] ?? '502 Not implemented.';
      socket.write(`${reply}\r\n`);
    }
  });
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

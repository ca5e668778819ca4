// A probe that is judged by the firewall and container files of the workspace too.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import * as vscode from 'vscode';
import { codeOf, folder, nextChangeOf, openFile, waitForDiagnostics } from './documents.js';
import { listen, probe, realServer } from './probe.js';
import { inTime, test } from './runner.js';
import { screen } from './screen.js';

const PUBLISHED = '      - "30100-30199:30100-30199"';
const COMPOSE = `services:\n  ftp:\n    image: example/vsftpd\n    ports:\n      - "21:21"\n${PUBLISHED}\n`;
const RULES =
  '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport 30100:30149 -j ACCEPT\nCOMMIT\n';

const isOfProbe = ({ source }: vscode.Diagnostic): boolean => source === 'vsftpd Lens probe';

const isOfFile = (one: vscode.Diagnostic): boolean => isOfProbe(one) && codeOf(one) === 'CONF-FIREWALL';

const isMarked = (found: readonly vscode.Diagnostic[]): boolean => found.some(isOfFile);

/** The config that the real server follows, in its own folder. */
async function openConfig(name: string): Promise<vscode.TextDocument> {
  const nat = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder(), 'nat', 'vsftpd.conf'));
  return (await openFile(name, new TextDecoder().decode(nat))).document;
}

function write(uri: vscode.Uri, text: string): Thenable<void> {
  return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

async function edit(uri: vscode.Uri, change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const all = new vscode.WorkspaceEdit();
  change(all);
  assert.ok(await vscode.workspace.applyEdit(all), uri.path);
}

test('a probe is judged by a Compose file as it stands in the editor, and leads to its line', async () => {
  const server = realServer();
  const { document } = await openFile('container/compose.yaml', COMPOSE);
  const { uri } = document;
  const ports = document.lineAt(5).range;
  // Not saved: what is on disk publishes all of them.
  await edit(uri, (all) => {
    all.replace(uri, ports, PUBLISHED.replaceAll('30199', '30149'));
  });
  assert.ok(document.isDirty);
  await openConfig('container/vsftpd.conf');
  await probe(server, 'container/vsftpd.conf');
  await screen.waitInPanel('Compared with container/vsftpd.conf and container/compose.yaml.');
  const [mark, ...others] = (await waitForDiagnostics(uri, isMarked)).filter(isOfFile);
  assert.ok(mark);
  assert.deepEqual(others, []);
  assert.equal(document.getText(mark.range), '- "30100-30149:30100-30149"');
  assert.match(mark.message, /30150-30199/);
  await screen.pressInPanel('Open container/compose.yaml:6');
  while (vscode.window.activeTextEditor?.document !== document) await screen.alive();
  assert.equal(vscode.window.activeTextEditor.selection.start.line, 5);
  // A line above moves it; a change in the line takes it away.
  await edit(uri, (all) => {
    all.insert(uri, new vscode.Position(0, 0), '# of the FTP server\n');
  });
  await waitForDiagnostics(uri, (found) =>
    found.some((one) => isOfFile(one) && one.range.start.line === ports.start.line + 1),
  );
  await edit(uri, (all) => {
    all.replace(uri, new vscode.Range(6, 0, 6, 100), PUBLISHED);
  });
  await waitForDiagnostics(uri, (found) => !isMarked(found));
  await screen.unfoldInPanel('More actions');
  await screen.pressInPanel('Copy as Markdown');
  await screen.waitInPanel('The report was copied.');
  assert.match(await vscode.env.clipboard.readText(), /\*\*At:\*\* container\/compose\.yaml:6/);
});

test('marks in a file that is not open go with the next probe, and when another program changes it', async () => {
  const server = realServer();
  const uri = vscode.Uri.joinPath(folder(), 'gateway', 'rules.v4');
  await writeAndBeTold(uri, RULES);
  await openConfig('gateway/vsftpd.conf');
  await probe(server, 'gateway/vsftpd.conf');
  await screen.waitInPanel('Compared with gateway/vsftpd.conf and gateway/rules.v4.');
  await waitForDiagnostics(uri, isMarked);
  const markedAgain = nextChangeOf(uri);
  await screen.pressInPanel('Probe again');
  await markedAgain;
  await waitForDiagnostics(uri, isMarked);
  await write(uri, RULES.replace('30149', '30199'));
  await waitForDiagnostics(uri, (found) => !isMarked(found));
  assert.ok(!vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path));
});

test('a file that changes while the probe runs is not marked for what it said before', async () => {
  const uri = vscode.Uri.joinPath(folder(), 'gateway', 'rules.v4');
  await write(uri, RULES);
  const config = await openConfig('gateway/vsftpd.conf');
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  const port = await listen(server);
  try {
    await probe({ host: '127.0.0.1', port, user: 'anna', password: 'x' }, 'gateway/vsftpd.conf');
    await screen.waitInPanel('waiting for the greeting');
    await writeAndBeTold(uri, RULES.replace('30149', '30199'));
    for (const socket of sockets) socket.end('421 Service not available.\r\n');
    await waitForDiagnostics(config.uri, (found) => found.some(isOfProbe));
    await screen.waitInPanel('gateway/rules.v4:4');
    assert.deepEqual(vscode.languages.getDiagnostics(uri).filter(isOfFile), []);
  } finally {
    server.close();
  }
});

/** Resolves once the editor has told that the file has changed. */
async function writeAndBeTold(uri: vscode.Uri, text: string): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher('**/rules.v4');
  const told = new Promise<void>((resolve) => {
    watcher.onDidCreate(() => {
      resolve();
    });
    watcher.onDidChange(() => {
      resolve();
    });
  });
  try {
    await write(uri, text);
    await inTime(told, `Waiting for a change of ${uri.path}`);
  } finally {
    watcher.dispose();
  }
}

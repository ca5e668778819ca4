import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  codesOf,
  folder,
  hoverText,
  openFile,
  openUntitled,
  placeOf,
  waitForDiagnostics,
} from './documents.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

test('a broken config shows all its problems, and loses them once repaired', async () => {
  const editor = await openFile('several/vsftpd.conf', 'listen=YES\nwirte_enable=YES\nlocal_umask=22 \n');
  const { document } = editor;
  const found = await waitForDiagnostics(document.uri, (all) => all.length >= 2);
  assert.ok(found.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
  assert.ok(
    found.some(({ range }) => range.start.line === 1),
    codesOf(found).join(' '),
  );
  assert.ok(found.every(({ source }) => source === 'vsftpd'));
  await editor.edit((edit) => {
    edit.replace(
      new vscode.Range(0, 0, document.lineCount, 0),
      'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n',
    );
  });
  await waitForDiagnostics(document.uri, (all) =>
    all.every(({ severity }) => severity >= vscode.DiagnosticSeverity.Information),
  );
});

test('a quick fix writes the setting that was meant', async () => {
  const { document } = await openFile('typo/vsftpd.conf', 'wirte_enable=YES\n');
  const [problem] = await waitForDiagnostics(document.uri, (all) => all.length > 0);
  assert.ok(problem);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find(({ title, edit }) => edit && title.includes('write_enable'));
  assert.ok(fix?.edit, actions.map(({ title }) => title).join(', '));
  await vscode.workspace.applyEdit(fix.edit);
  assert.equal(document.getText(), 'write_enable=YES\n');
});

test('disabling a rule in the settings takes its diagnostics away', async () => {
  const { document } = await openFile('rule/vsftpd.conf', 'listen=YES\nlisten=YES\n');
  const found = await waitForDiagnostics(document.uri, (all) => all.length > 0);
  const [code = ''] = codesOf(found);
  await vscode.commands.executeCommand('vsftpdLens.disableRule', code, document.uri.toString());
  await waitForDiagnostics(document.uri, (all) => !codesOf(all).includes(code));
  await vscode.workspace
    .getConfiguration('vsftpdLens', document.uri)
    .update('rules', undefined, vscode.ConfigurationTarget.Workspace);
});

test('hover explains a setting and what its value becomes', async () => {
  const { document } = await openFile(
    'hover/vsftpd.conf',
    'local_umask=022\npasv_min_port=30000\npasv_max_port=30099\n',
  );
  assert.match(await hoverText(document.uri, placeOf(document, 'local_umask')), /umask/i);
  assert.match(await hoverText(document.uri, placeOf(document, '30099')), /30000.*30099|100/s);
});

test('completion offers settings and their values', async () => {
  const { document } = await openFile('complete/vsftpd.conf', 'pasv_m\nlisten=\n');
  const offer = async (line: number, character: number): Promise<string[]> => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(line, character),
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  };
  assert.ok((await offer(0, 6)).includes('pasv_max_port'));
  assert.deepEqual((await offer(1, 7)).filter((label) => /^(?:YES|NO)$/.test(label)).sort(), ['NO', 'YES']);
});

test('formatting keeps every setting', async () => {
  const { document } = await openFile('format/vsftpd.conf', '# Ports   \n\n\n\n\nlisten=YES\n\n\n');
  const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
    'vscode.executeFormatDocumentProvider',
    document.uri,
    {
      tabSize: 4,
      insertSpaces: true,
    },
  );
  assert.ok(edits.length > 0);
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits);
  await vscode.workspace.applyEdit(edit);
  assert.equal(document.getText(), '# Ports\n\nlisten=YES\n');
});

test('an untitled buffer is checked', async () => {
  const { document } = await openUntitled('vsftpd', 'listen=maybe\n');
  await waitForDiagnostics(document.uri, (all) => all.length > 0);
});

interface GitApi {
  openRepository(root: vscode.Uri): Thenable<unknown>;
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
}

test('the git side of a diff has hovers and no diagnostics', async () => {
  const git = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!git) throw new Skip('needs the Git extension');
  const api = (await git.activate()).getAPI(1);
  await api.openRepository(folder());
  const committed = vscode.Uri.joinPath(folder(), 'committed', 'vsftpd.conf');
  const old = await vscode.workspace.openTextDocument(api.toGitUri(committed, 'HEAD'));
  assert.equal(old.languageId, 'vsftpd');
  await vscode.window.showTextDocument(old);
  assert.match(await hoverText(old.uri, placeOf(old, 'local_umask')), /umask/i);
  // A file opened later has got its diagnostics: the older one would have had them by now.
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(committed));
  await waitForDiagnostics(committed, (all) => all.length > 0);
  assert.deepEqual(vscode.languages.getDiagnostics(old.uri), []);
});

test('the chosen build counts', async () => {
  const { document } = await openFile('build/vsftpd.conf', 'listen=YES\nssl_tlsv1_1=YES\n');
  const settings = vscode.workspace.getConfiguration('vsftpdLens', document.uri);
  await settings.update('build', 'debian-12', vscode.ConfigurationTarget.Workspace);
  await waitForDiagnostics(document.uri, (all) =>
    all.some(({ range, severity }) => range.start.line === 1 && severity === vscode.DiagnosticSeverity.Error),
  );
  await settings.update('build', 'el9', vscode.ConfigurationTarget.Workspace);
  await waitForDiagnostics(
    document.uri,
    (all) => !all.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
  );
  await settings.update('build', undefined, vscode.ConfigurationTarget.Workspace);
});

test('the choice of a build says where it is written, and is written there', async () => {
  await screen.alive();
  const { document } = await openFile('chosen/vsftpd.conf', 'listen=YES\n');
  const place = (): unknown =>
    vscode.workspace.getConfiguration('vsftpdLens', document.uri).inspect('build')?.workspaceValue;
  const chosen = vscode.commands.executeCommand('vsftpdLens.setBuild');
  await screen.pick('Debian 12', 'does this workspace use (workspace settings)');
  await chosen;
  assert.equal(place(), 'debian-12');
  const settings = vscode.workspace.getConfiguration('vsftpdLens', document.uri);
  await settings.update('build', undefined, vscode.ConfigurationTarget.Workspace);
});

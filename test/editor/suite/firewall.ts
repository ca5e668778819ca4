import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, folder, hoverText, openFile, placeOf, waitForDiagnostics } from './documents.js';
import { test } from './runner.js';

const CONFIG =
  'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\npasv_min_port=21100\npasv_max_port=21129\n';
const COMPOSE =
  'services:\n  ftp:\n    image: example/vsftpd\n    ports:\n      - "21:21"\n      - "21100-21109:21100-21109"\n';

/** The code of what this suite is about; other rules have their own tests. */
const isMissing = (found: readonly vscode.Diagnostic[]): boolean =>
  codesOf(found).includes('forward-missing');

async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

test('a config and a Compose file beside it show what is not published, and mend each other', async () => {
  const { document: compose } = await openFile('published/compose.yaml', COMPOSE);
  const { document: config } = await openFile('published/vsftpd.conf', CONFIG);
  await waitForDiagnostics(config.uri, isMissing);
  const found = await waitForDiagnostics(compose.uri, isMissing);
  const range = found.find((one) => codesOf([one])[0] === 'forward-missing')?.range;
  assert.ok(range);
  assert.match(compose.getText(range), /21100-21109/);
  assert.match(await hoverText(compose.uri, placeOf(compose, '21100-21109')), /10 of 30 ports/);
  const actions = await quickFixes(compose.uri, range);
  const fix = actions.find(({ edit }) => edit?.has(compose.uri));
  assert.ok(fix?.edit, actions.map(({ title }) => title).join(', '));
  await vscode.workspace.applyEdit(fix.edit);
  assert.match(compose.getText(), /21100-21129:21100-21129/);
  await waitForDiagnostics(config.uri, (all) => !isMissing(all));
  await waitForDiagnostics(compose.uri, (all) => !isMissing(all));
});

test('a Compose file that is not open is found, and shows it too', async () => {
  const { document: config } = await openFile('closed/vsftpd.conf', CONFIG);
  const compose = vscode.Uri.joinPath(folder(), 'closed', 'docker-compose.yml');
  await vscode.workspace.fs.writeFile(compose, new TextEncoder().encode(COMPOSE));
  await waitForDiagnostics(config.uri, isMissing);
  await waitForDiagnostics(compose, isMissing);
  await vscode.workspace.fs.delete(compose);
  await waitForDiagnostics(config.uri, (all) => !isMissing(all));
});

test('a Compose file is read with the .env and the override that lie beside it', async () => {
  const write = async (name: string, text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder(), 'beside', name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  };
  const env = await write('.env', 'RANGE=21100-21129\nSECRET=hunter2\n');
  const variable = COMPOSE.replace('21100-21109:21100-21109', '${RANGE:-21100-21109}:${RANGE:-21100-21109}');
  await write('compose.yaml', variable);
  const { document: config } = await openFile('beside/vsftpd.conf', CONFIG.replace('21129', '21139'));
  const found = await waitForDiagnostics(config.uri, (all) =>
    all.some(({ message }) => message.includes('21130-21139 of the passive range')),
  );
  assert.ok(!JSON.stringify(found).includes('hunter2'));
  await write('.env', 'RANGE=21100-21139\n');
  await waitForDiagnostics(config.uri, (all) => !isMissing(all));
  await vscode.workspace.fs.delete(env);
  await waitForDiagnostics(config.uri, isMissing);
  const more = 'services:\n  ftp:\n    ports: ["21110-21139:21110-21139"]\n';
  const override = await write('compose.override.yaml', more);
  await waitForDiagnostics(config.uri, (all) => !isMissing(all));
  await vscode.workspace.fs.delete(override);
  await waitForDiagnostics(config.uri, isMissing);
});

test('YAML of other services stays the business of others', async () => {
  const { document } = await openFile('other/values.yaml', 'name:   web\nports:\n    - "80:80"\n');
  const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatDocumentProvider',
    document.uri,
    { tabSize: 2, insertSpaces: true },
  );
  assert.deepEqual(edits ?? [], []);
  assert.equal(await hoverText(document.uri, placeOf(document, '80:80')), '');
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, folder, waitForDiagnostics } from './documents.js';
import { test } from './runner.js';

async function openExample(name: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return uri;
}

const isProblem = ({ severity }: vscode.Diagnostic): boolean => severity <= vscode.DiagnosticSeverity.Warning;

test('of the examples the broken one has many problems and the healthy one has none', async () => {
  const healthy = await openExample('healthy/vsftpd.conf');
  const broken = await openExample('broken/vsftpd.conf');
  const found = await waitForDiagnostics(broken, (all) => all.filter(isProblem).length > 10);
  assert.ok(found.length > 0);
  const left = vscode.languages.getDiagnostics(healthy).filter(isProblem);
  assert.deepEqual(codesOf(left), []);
});

test('of the NAT example the address is what the editor points at', async () => {
  const uri = await openExample('nat/vsftpd.conf');
  const found = await waitForDiagnostics(uri, (all) => all.length > 0);
  const document = await vscode.workspace.openTextDocument(uri);
  const lines = found.filter(isProblem).map(({ range }) => document.lineAt(range.start.line).text);
  assert.ok(
    lines.some((line) => line.startsWith('pasv_address=')),
    lines.join(', '),
  );
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inTime } from './runner.js';

const EXTENSION = 'vsftpd-lens.vsftpd-lens';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION);
  assert.ok(found, 'The extension is not there.');
  return found;
}

export function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'No folder is open.');
  return first.uri;
}

/** Writes a file into the workspace and shows it. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

export async function openUntitled(language: string, content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isClosed) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}

/** Resolves once the diagnostics of a document are set anew and, where that is asked, are as wanted. */
export async function nextChangeOf(uri: vscode.Uri, isWanted: () => boolean = () => true): Promise<void> {
  let listener: vscode.Disposable | undefined;
  const changed = new Promise<void>((resolve) => {
    listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.toString() === uri.toString()) && isWanted()) resolve();
    });
  });
  try {
    await inTime(changed, `Waiting for diagnostics of ${uri.path}`);
  } catch (error) {
    const left = codesOf(vscode.languages.getDiagnostics(uri)).join(', ');
    throw new Error(`${String(error)} It has: ${left || 'none'}.`, { cause: error });
  } finally {
    listener?.dispose();
  }
}

/** The diagnostics of a document, once they are as wanted. */
export async function waitForDiagnostics(
  uri: vscode.Uri,
  wanted: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const now = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri);
  if (!wanted(now())) await nextChangeOf(uri, () => wanted(now()));
  return now();
}

/** Code of a diagnostic, as the settings name it. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

export function codesOf(diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics.map(codeOf);
}

/** The place of a text in a document. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `"${text}" is not in the document.`);
  return document.positionAt(offset);
}

export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents as (string | vscode.MarkdownString)[])
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

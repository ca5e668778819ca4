import * as vscode from 'vscode';

/** What a file on disk says; undefined where it is longer than `limit` bytes or cannot be read. */
export async function fileText(uri: vscode.Uri, limit: number): Promise<string | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > limit) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

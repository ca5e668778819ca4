import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startWith, type LanguageServer } from './language.js';

/** The server is a process. */
export function startLanguageServer(context: vscode.ExtensionContext): Promise<LanguageServer> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  return startWith(
    (id, name, options) => new LanguageClient(id, name, { module, transport: TransportKind.ipc }, options),
  );
}

import * as vscode from 'vscode';
import type { BaseLanguageClient, CodeAction, CompletionItem, Hover } from 'vscode-languageclient';
import { FIREWALL_DOCUMENTS } from './firewall-documents.js';
import type { WorkspaceFiles } from './workspace-files.js';

/**
 * Hovers, completion and quick fixes in firewall and container files, with custom requests: as a regular server for their languages ours
 * would be asked for formatting and colours too.
 */
export function registerFirewallHelp(client: BaseLanguageClient, files: WorkspaceFiles): vscode.Disposable {
  const { code2ProtocolConverter: toServer, protocol2CodeConverter: fromServer } = client;
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(FIREWALL_DOCUMENTS, {
      provideHover: async (document, position, token) => {
        if (!files.knows(document.uri)) return undefined;
        const request = { ...documentText(document), position: toServer.asPosition(position) };
        return fromServer.asHover(
          await client.sendRequest<Hover | null>('vsftpdLens/fileHover', request, token),
        );
      },
    }),
    vscode.languages.registerCompletionItemProvider(FIREWALL_DOCUMENTS, {
      provideCompletionItems: async (document, position, token) => {
        if (!files.knows(document.uri)) return undefined;
        const request = { ...documentText(document), position: toServer.asPosition(position) };
        return fromServer.asCompletionResult(
          await client.sendRequest<CompletionItem[]>('vsftpdLens/fileCompletion', request, token),
          undefined,
          token,
        );
      },
    }),
    vscode.languages.registerCodeActionsProvider(
      FIREWALL_DOCUMENTS,
      {
        provideCodeActions: async (document, range, context, token) => {
          const ours = context.diagnostics.filter(({ source }) => source === 'vsftpd');
          if (ours.length === 0 || !files.knows(document.uri)) return [];
          const request = { ...documentText(document), range: toServer.asRange(range) };
          const actions = await client.sendRequest<CodeAction[]>('vsftpdLens/fileActions', request, token);
          const found = await Promise.all(actions.map((action) => fromServer.asCodeAction(action, token)));
          for (const action of found) action.diagnostics = [...ours];
          return found;
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

/** With the text, because the server's copy may be one key stroke older. */
function documentText(document: vscode.TextDocument): { readonly uri: string; readonly text: string } {
  return { uri: document.uri.toString(), text: document.getText() };
}

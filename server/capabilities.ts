import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver';
import type { ClientSupport } from './client-support.js';
import { SOURCE } from './features/diagnostics.js';

/** A client that asks for `source.fixAll` gets this one too. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.vsftpd`;

/** All standard, so every client has colours for them. Their order is a part of the protocol's encoding. */
export const TOKEN_TYPES = [
  'comment',
  'property',
  'operator',
  'enumMember',
  'number',
  'string',
  'macro',
] as const;

/** All that the server offers to a client. */
export function capabilitiesFor(client: ClientSupport): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['=', ','], resolveProvider: true },
    codeActionProvider: client.literalActions
      ? { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] }
      : false,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: { resolveProvider: false },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.prepareRename ? { prepareProvider: true } : true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    inlayHintProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [] },
      full: { delta: true },
      range: true,
    },
    ...(client.pull
      ? {
          diagnosticProvider: {
            identifier: SOURCE,
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    ...(client.folders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}

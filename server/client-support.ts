import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { CompletionSupport } from './features/completion.js';
import type { DiagnosticSupport } from './features/diagnostics.js';
import { isRecord } from '../core/events/record.js';

/** What the client said at `initialize` that it can do. Every part may be missing. */
export interface ClientSupport {
  /** It asks for diagnostics, so they are not pushed. */
  readonly pull: boolean;
  readonly diagnostics: DiagnosticSupport;
  readonly refreshDiagnostics: boolean;
  readonly refreshHints: boolean;
  readonly refreshTokens: boolean;
  readonly configuration: boolean;
  readonly configurationChanges: boolean;
  /** It watches files for us. */
  readonly watches: boolean;
  readonly folders: boolean;
  readonly markdown: boolean;
  readonly completion: CompletionSupport;
  readonly literalActions: boolean;
  readonly symbolTree: boolean;
  readonly foldingLimit: number;
  readonly prepareRename: boolean;
  /** Commands of ours that the client has registered: other clients are not offered them. */
  readonly commands: ReadonlySet<string>;
}

export function supportOf(params: InitializeParams): ClientSupport {
  const capabilities: Partial<ClientCapabilities> = params.capabilities;
  const { textDocument: text, workspace } = capabilities;
  const published = text?.publishDiagnostics;
  const options: unknown = params.initializationOptions;
  const commands = isRecord(options) && Array.isArray(options['commands']) ? options['commands'] : [];
  return {
    pull: text?.diagnostic !== undefined,
    diagnostics: {
      related: published?.relatedInformation ?? false,
      tags: published?.tagSupport !== undefined,
      codeDescription: published?.codeDescriptionSupport ?? false,
      data: published?.dataSupport ?? false,
    },
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    refreshHints: workspace?.inlayHint?.refreshSupport ?? false,
    refreshTokens: workspace?.semanticTokens?.refreshSupport ?? false,
    configuration: workspace?.configuration ?? false,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    folders: workspace?.workspaceFolders ?? false,
    markdown: text?.hover?.contentFormat?.includes('markdown') ?? false,
    completion: {
      snippets: text?.completion?.completionItem?.snippetSupport ?? false,
      listDefaults: text?.completion?.completionList?.itemDefaults?.includes('editRange') ?? false,
    },
    literalActions: text?.codeAction?.codeActionLiteralSupport !== undefined,
    symbolTree: text?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    foldingLimit: text?.foldingRange?.rangeLimit ?? Infinity,
    prepareRename: text?.rename?.prepareSupport ?? false,
    commands: new Set(commands.filter((name): name is string => typeof name === 'string')),
  };
}

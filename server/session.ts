import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  type CancellationToken,
  type Connection,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { clamped } from './clamped.js';
import type { ClientSupport } from './client-support.js';
import type { Runtime } from './runtime.js';
import type { Settings, SettingsCache } from './settings.js';
import { DocumentStore } from './store/document-store.js';
import type { OpenFile } from './store/open-file.js';
import { STORE_WORK, type StoreWork } from './store/work.js';

/** What a request about a document is answered from. */
interface DocumentRequest<P> {
  readonly params: P;
  readonly file: OpenFile;
  readonly settings: Settings;
}

/** An error of ours carries no data, so it fits every request. */
type Failure = ResponseError<never>;

type Result<R> = R | Failure | Promise<R | Failure>;

/** One client's session: what it can do, its open documents, its settings. */
export class Session {
  readonly documents = new TextDocuments(TextDocument);
  readonly store: DocumentStore;
  /** The client has asked for the end: no request is answered any more. */
  private isOver = false;

  constructor(
    readonly connection: Connection,
    readonly runtime: Runtime,
    readonly client: ClientSupport,
    readonly settings: SettingsCache,
    work: StoreWork = STORE_WORK,
  ) {
    this.store = new DocumentStore(this.documents, work, runtime.fileText);
    connection.onShutdown(() => {
      this.isOver = true;
    });
    // Before all other listeners, so that none of them is answered from an older state.
    const changed = (): void => {
      this.store.changed();
    };
    this.documents.onDidChangeContent(changed);
    this.documents.onDidClose(changed);
  }

  /** A handler that answers from the document it names: nothing for an unknown one, nothing for one that fails. */
  on<P extends { textDocument: TextDocumentIdentifier }, R>(
    nothing: R,
    work: (request: DocumentRequest<P>) => R,
  ): (params: P, token: CancellationToken) => Result<R> {
    return (params, token) => {
      if (this.isOver) return new ResponseError(ErrorCodes.InvalidRequest, 'The server was shut down.');
      const { uri } = params.textDocument;
      const settings = this.settings.of(uri);
      const answer = (known: Settings): R | Failure => {
        if (token.isCancellationRequested)
          return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
        return this.safely(nothing, () => {
          const file = this.store.get(uri);
          return file ? work({ params: clamped(params, file.lineCount), file, settings: known }) : nothing;
        });
      };
      return settings instanceof Promise ? settings.then(answer) : answer(settings);
    };
  }

  /** The same for requests that only a config file can answer. */
  onConfig<P extends { textDocument: TextDocumentIdentifier }, R>(
    nothing: R,
    work: (request: DocumentRequest<P>) => R,
  ): (params: P, token: CancellationToken) => Result<R> {
    return this.on<P, R>(nothing, (request) => (request.file.role === 'config' ? work(request) : nothing));
  }

  /** Runs a handler; what it throws is logged, and the session goes on. */
  safely<R>(nothing: R, work: () => R): R {
    try {
      return work();
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      this.connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return nothing;
    }
  }
}

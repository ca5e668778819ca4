import {
  DidChangeConfigurationNotification,
  type Connection,
  type InitializeResult,
} from 'vscode-languageserver';
import { capabilitiesFor } from './capabilities.js';
import { supportOf, type ClientSupport } from './client-support.js';
import { registerAssistance } from './requests/assistance.js';
import { registerDiagnostics } from './requests/diagnostics.js';
import { registerEditing } from './requests/editing.js';
import { registerExcerpts } from './requests/excerpts.js';
import { registerStructure } from './requests/structure.js';
import type { Runtime } from './runtime.js';
import { Session } from './session.js';
import { isRecord, SettingsCache } from './settings.js';

export const SECTION = 'vsftpdLens';

/** Serves one client on a connection that is not listening yet. */
export function startServer(connection: Connection, runtime: Runtime): void {
  connection.onInitialize((params): InitializeResult => {
    const client = supportOf(params);
    const options: unknown = params.initializationOptions;
    const settings = new SettingsCache(
      sectionOf(options),
      client.configuration ? askWith(connection) : undefined,
    );
    const session = new Session(connection, withOptions(runtime, options), client, settings);
    register(session);
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: 'vsftpd Lens', version: runtime.version },
    };
  });
  connection.listen();
}

/** All handlers. They are in place before the answer to `initialize` is sent. */
function register(session: Session): void {
  const { connection, client, documents, files, settings } = session;
  const feed = registerDiagnostics(session);
  registerAssistance(session);
  registerStructure(session);
  registerEditing(session);
  registerExcerpts(session);
  documents.onDidChangeContent(({ document }) => {
    if (session.safely(false, () => files.noteLinks(document.uri))) feed.refresh();
  });
  documents.onDidClose(({ document }) => {
    settings.forget(document.uri);
    if (files.close(document.uri)) feed.refresh();
  });
  connection.onDidChangeConfiguration(({ settings: sent }: { settings: unknown }) => {
    settings.changed(sectionOf(sent));
    feed.refresh();
    if (client.refreshHints) connection.languages.inlayHint.refresh().catch(() => undefined);
    if (client.refreshTokens) connection.languages.semanticTokens.refresh().catch(() => undefined);
  });
  connection.onInitialized(() => {
    watchSettings(connection, client);
    if (client.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        settings.changed(undefined);
        feed.refresh();
      });
    }
  });
  documents.listen(connection);
}

function watchSettings(connection: Connection, client: ClientSupport): void {
  if (!client.configurationChanges) return;
  connection.client
    .register(DidChangeConfigurationNotification.type, { section: SECTION })
    .catch((error: unknown) => {
      connection.console.error(String(error));
    });
}

function askWith(connection: Connection): (uri: string) => Promise<unknown> {
  return (uri) => connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION });
}

/** Clients send our settings bare or under their section's name. */
function sectionOf(options: unknown): unknown {
  return isRecord(options) && isRecord(options[SECTION]) ? options[SECTION] : options;
}

/** A client that carries the pages itself says where: the browser has no folder beside the server. */
function withOptions(runtime: Runtime, options: unknown): Runtime {
  const pages = isRecord(options) ? options['rulePages'] : undefined;
  return typeof pages === 'string' && /^[a-z][a-z0-9+.-]*:/i.test(pages)
    ? { ...runtime, rulePages: pages.endsWith('/') ? pages : `${pages}/` }
    : runtime;
}

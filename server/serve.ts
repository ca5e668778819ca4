import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  type Connection,
} from 'vscode-languageserver';
import type { ClientSupport } from './client-support.js';
import { PROJECT_FILE } from '../core/verdict/project-settings.js';
import { buildAtHand, buildOfLines, type BuildId } from '../core/config/index.js';
import { isRecord } from '../core/events/record.js';
import { registerAssistance } from './requests/assistance.js';
import { registerDiagnostics } from './requests/diagnostics.js';
import { registerEditing } from './requests/editing.js';
import { registerExcerpts } from './requests/excerpts.js';
import { registerStructure } from './requests/structure.js';
import { keepFolders, registerWorkspaceFiles } from './requests/workspace-files.js';
import { pathOf, roleOf } from './file-kind.js';
import type { Runtime } from './runtime.js';
import { Session } from './session.js';
import { SettingsCache } from './settings.js';
import type { StoreWork } from './store/work.js';

const SECTION = 'vsftpdLens';

/** Puts all handlers in place; `options` are the client's initializationOptions. */
export function serve(
  connection: Connection,
  runtime: Runtime,
  client: ClientSupport,
  options: unknown,
  work?: StoreWork,
): void {
  const settings: SettingsCache = new SettingsCache(
    sectionOf(options),
    {
      ...(client.configuration ? { section: askWith(connection) } : {}),
      ...(runtime.projectFile ? { projectFile: runtime.projectFile } : {}),
      buildAround: (uri): BuildId | undefined => buildBeside(session, uri),
      late: () => {
        feed.refresh();
      },
    },
    (text) => {
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: `vsftpd Lens: ${text}`,
      });
    },
  );
  const session: Session = new Session(connection, withOptions(runtime, options), client, settings, work);
  const { documents, store } = session;
  // Before what is answered from the settings.
  watchToldBuilds(session);
  const feed = registerDiagnostics(session);
  registerAssistance(session);
  registerStructure(session);
  registerEditing(session);
  registerExcerpts(session);
  registerWorkspaceFiles(session, feed);
  documents.onDidChangeContent(({ document }) => {
    if (session.safely(false, () => store.noteLinks(document.uri))) feed.refresh();
  });
  documents.onDidClose(({ document }) => {
    settings.forget(document.uri);
    if (store.forget(document.uri)) feed.refresh();
  });
  const settingsChanged = (sent: unknown): void => {
    settings.changed(sent);
    feed.refresh();
    if (client.refreshHints) connection.languages.inlayHint.refresh().catch(() => undefined);
    if (client.refreshTokens) connection.languages.semanticTokens.refresh().catch(() => undefined);
  };
  connection.onDidChangeConfiguration(({ settings: sent }: { settings: unknown }) => {
    settingsChanged(sectionOf(sent));
  });
  if (client.watches && runtime.projectFile) {
    watchProjectFiles(connection);
    connection.onDidChangeWatchedFiles(() => {
      settingsChanged(undefined);
    });
  }
  if (client.folders) {
    const askFolders = keepFolders(session);
    connection.workspace.onDidChangeWorkspaceFolders(() => {
      askFolders();
      settingsChanged(undefined);
    });
  }
  if (client.configurationChanges) watchSettings(connection);
  documents.listen(connection);
}

/** The build that the files around a config tell of, else its own lines. */
function buildBeside({ store }: Session, uri: string): BuildId | undefined {
  const beside =
    roleOf(uri, '') === 'config'
      ? buildAtHand(pathOf(uri), (path) => store.textBeside(uri, path))
      : undefined;
  return beside ?? buildOfText(store, uri);
}

/** Other lines may tell of another build. */
function watchToldBuilds(session: Session): void {
  const told = new Map<string, BuildId | undefined>();
  session.documents.onDidChangeContent(({ document: { uri } }) => {
    const build = session.safely(undefined, () => buildOfText(session.store, uri));
    if (told.get(uri) !== build) session.settings.forget(uri);
    told.set(uri, build);
  });
  session.documents.onDidClose(({ document: { uri } }) => {
    told.delete(uri);
  });
}

function buildOfText(store: Session['store'], uri: string): BuildId | undefined {
  const file = store.get(uri);
  return file?.role === 'config' ? buildOfLines(file.document, pathOf(uri)) : undefined;
}

function watchSettings(connection: Connection): void {
  connection.client
    .register(DidChangeConfigurationNotification.type, { section: SECTION })
    .catch((error: unknown) => {
      connection.console.error(String(error));
    });
}

function watchProjectFiles(connection: Connection): void {
  connection.client
    .register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: `**/${PROJECT_FILE}` }],
    })
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

/** A client that has the pages says where: in a browser the server has no folder. */
function withOptions(runtime: Runtime, options: unknown): Runtime {
  const pages = isRecord(options) ? options['rulePages'] : undefined;
  if (typeof pages !== 'string' || !/^[a-z][a-z0-9+.-]*:/i.test(pages)) return runtime;
  const inFolder = `${pages}${pages.endsWith('/') ? '' : '/'}{page}.md#{code}`;
  return { ...runtime, rulePages: pages.includes('{code}') ? pages : inFolder };
}

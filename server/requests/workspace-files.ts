import { Position, Range, type CodeAction, type CompletionItem, type Hover } from 'vscode-languageserver';
import type { FirewallReading } from '../../core/firewall/index.js';
import { completeVariables } from '../features/image-variables.js';
import { hoverPorts, mismatchActions, shownIn } from '../features/port-mismatches.js';
import { hoverVariable } from '../features/started.js';
import { isRecord } from '../../core/events/record.js';
import { pathOf, roleOf } from '../file-kind.js';
import type { Session } from '../session.js';
import type { FileText } from '../store/closed-files.js';
import type { FirewallDocument } from '../store/firewall-files.js';
import type { DiagnosticsFeed } from './diagnostics.js';
import { OtherFiles } from './other-files.js';

/**
 * A client sends at most so many files of its workspace, each of at most so many UTF-16 units. As many configs as firewall
 * files: one whose own config is left out would be compared with the config of another folder.
 */
const MOST_CONFIGS = 40;
const MOST_FIREWALLS = 40;
const MOST_ENVS = 10;
const LONGEST_FILE = 200_000;

/** A firewall, NAT or container file with what it says of ports. */
interface FirewallText extends FileText {
  readonly reading: FirewallReading;
}

/**
 * Files of the workspace other than the one that is edited: `vsftpdLens/workspaceFiles` brings those that are not open,
 * as `{ files: [{ uri, text }] }`. What does not agree is shown in closed files too. A `.env` beside a Compose file is
 * one of them: ports are read with it, and it is neither shown nor changed.
 */
export function registerWorkspaceFiles(session: Session, feed: DiagnosticsFeed): void {
  const { connection, documents, store } = session;
  const others = new OtherFiles(session, feed);
  connection.onNotification('vsftpdLens/workspaceFiles', (params: unknown) => {
    store.keepClosed(filesIn(params));
    others.soon();
  });
  registerFileHelp(session, others);
  registerFirewallFiles(session);
  const changed = (): void => {
    others.soon();
  };
  documents.onDidChangeContent(changed);
  documents.onDidClose(changed);
}

/**
 * Hover, completion and quick fixes for files that a client tells of and does not open here: `vsftpdLens/fileHover` and
 * `vsftpdLens/fileCompletion` with `{ uri, text, position }`, `vsftpdLens/fileActions` with `{ uri, text, range }`.
 */
function registerFileHelp(session: Session, others: OtherFiles): void {
  const { connection, client, store, settings } = session;
  const take = (params: unknown): string | undefined => {
    const [file] = filesIn({ files: [params] });
    if (!file) return undefined;
    if (store.updateClosed(file)) others.soon();
    return file.uri;
  };
  connection.onRequest('vsftpdLens/fileHover', async (params: unknown): Promise<Hover | null> => {
    const uri = take(params);
    const position = isRecord(params) ? params['position'] : undefined;
    if (uri === undefined || !Position.is(position)) return null;
    const { build } = await settings.of(uri);
    return session.safely(null, () => {
      const around = store.surroundings();
      return hoverPorts(around, uri, position, build) ?? hoverVariable(around, uri, position);
    });
  });
  connection.onRequest('vsftpdLens/fileCompletion', (params: unknown): CompletionItem[] => {
    const [file] = filesIn({ files: [params] });
    const position = isRecord(params) ? params['position'] : undefined;
    if (!file || !Position.is(position)) return [];
    const lines = file.text.split(/\r?\n/);
    return session.safely([], () => completeVariables((line) => lines[line], position));
  });
  connection.onRequest('vsftpdLens/fileActions', async (params: unknown): Promise<CodeAction[]> => {
    const uri = take(params);
    const range = isRecord(params) ? params['range'] : undefined;
    if (uri === undefined || !Range.is(range)) return [];
    const { build, check } = await settings.of(uri);
    return session.safely([], () =>
      mismatchActions(
        shownIn(uri, store.surroundings().mismatches(build), check.severities),
        uri,
        range,
        [],
        client.commands,
      ),
    );
  });
}

/**
 * For a probe: `vsftpdLens/firewallFiles` with `{ uri, text }` of a config answers with the files in front of its
 * service, as `[{ uri, text, reading }]`. They have been read here, so the client needs no reader. Where several are
 * read as one, `text` is that of all, and `reading.appended` has the URI and the start of each after the first.
 */
function registerFirewallFiles(session: Session): void {
  const { connection, store, settings } = session;
  connection.onRequest(
    'vsftpdLens/firewallFiles',
    async (params: unknown): Promise<readonly FirewallText[]> => {
      const [config] = filesIn({ files: [params] });
      if (!config) return [];
      const { build } = await settings.of(config.uri);
      return session.safely([], () =>
        store.surroundings().firewallsBefore(store.placed(config), build).map(withUris),
      );
    },
  );
}

function withUris({ uri, text, reading, parts }: FirewallDocument): FirewallText {
  const appended = reading.appended?.map((one) => ({
    ...one,
    path: parts.find(({ path }) => path === one.path)?.uri ?? one.path,
  }));
  return { uri, text, reading: { ...reading, ...(appended ? { appended } : {}) } };
}

/** Asks which folders are open, now and whenever the result is called. */
export function keepFolders({ connection, store }: Session): () => void {
  const ask = (): void => {
    connection.workspace
      .getWorkspaceFolders()
      .then((folders) => {
        store.keepFolders((folders ?? []).map(({ uri }) => uri));
      })
      .catch(() => undefined);
  };
  ask();
  return ask;
}

function filesIn(params: unknown): readonly FileText[] {
  const given: unknown = isRecord(params) ? params['files'] : undefined;
  const files = (Array.isArray(given) ? given : [])
    .filter(isRecord)
    .flatMap(({ uri, text }): FileText[] =>
      typeof uri === 'string' && typeof text === 'string' && pathOf(uri) !== '' && text.length <= LONGEST_FILE
        ? [{ uri, text }]
        : [],
    );
  const isConfig = ({ uri }: FileText): boolean => roleOf(uri, '') === 'config';
  const isEnv = ({ uri }: FileText): boolean => /\.env$/.test(pathOf(uri));
  return [
    ...files.filter(isConfig).slice(0, MOST_CONFIGS),
    ...files.filter((file) => !isConfig(file) && !isEnv(file)).slice(0, MOST_FIREWALLS),
    ...files.filter(isEnv).slice(0, MOST_ENVS),
  ];
}

import { Position, Range, type CodeAction, type Hover } from 'vscode-languageserver';
import type { FirewallReading } from '../../core/firewall/index.js';
import { hoverPorts, mismatchActions, mismatchDiagnostic, shownIn } from '../features/port-mismatches.js';
import { isRecord } from '../json.js';
import { pathOf, roleOf } from '../file-kind.js';
import type { Session } from '../session.js';
import type { DiagnosticsFeed } from './diagnostics.js';

/** A client sends at most so many files of its workspace, each of at most so many UTF-16 units. */
const MOST_CONFIGS = 5;
const MOST_FIREWALLS = 40;
const MOST_ENVS = 10;
const LONGEST_FILE = 200_000;

/** Milliseconds of quiet after which other files are told what a change in one of them means. */
const QUIET = 150;

interface WorkspaceFile {
  readonly uri: string;
  readonly text: string;
}

/** A firewall, NAT or container file with what it says of ports. */
interface ReadFile extends WorkspaceFile {
  readonly reading: FirewallReading;
}

/**
 * Files of the workspace beside the one that is edited: `vsftpdLens/workspaceFiles` brings those that are not open,
 * as `{ files: [{ uri, text }] }`. What does not agree is shown in closed files too. A `.env` beside a Compose file is
 * one of them: ports are read with it, and it is neither shown nor changed.
 */
export function registerWorkspaceFiles(session: Session, feed: DiagnosticsFeed): void {
  const { connection, documents, neighbours } = session;
  const others = new OtherFiles(session, feed);
  connection.onNotification('vsftpdLens/workspaceFiles', (params: unknown) => {
    const files = filesIn(params);
    session.files.keepClosed(files.filter(({ uri }) => roleOf(uri, '') === 'config'));
    neighbours.keepClosed(files);
    others.keepClosed(files.map(({ uri }) => uri));
  });
  registerFileHelp(session, others);
  registerFirewallFiles(session);
  const changed = (): void => {
    neighbours.changed();
    others.soon();
  };
  documents.onDidChangeContent(changed);
  documents.onDidClose(changed);
}

/**
 * Hover and quick fixes for files that a client tells of and does not open here: `vsftpdLens/fileHover` with
 * `{ uri, text, position }`, `vsftpdLens/fileActions` with `{ uri, text, range }`.
 */
function registerFileHelp(session: Session, others: OtherFiles): void {
  const { connection, client, neighbours, settings } = session;
  const take = (params: unknown): string | undefined => {
    const [file] = filesIn({ files: [params] });
    if (!file) return undefined;
    if (neighbours.keepOneClosed(file)) others.soon();
    return file.uri;
  };
  connection.onRequest('vsftpdLens/fileHover', (params: unknown): Hover | null =>
    session.safely(null, () => {
      const uri = take(params);
      const position = isRecord(params) ? params['position'] : undefined;
      return uri !== undefined && Position.is(position) ? hoverPorts(neighbours, uri, position) : null;
    }),
  );
  connection.onRequest('vsftpdLens/fileActions', async (params: unknown): Promise<CodeAction[]> => {
    const uri = take(params);
    const range = isRecord(params) ? params['range'] : undefined;
    if (uri === undefined || !Range.is(range)) return [];
    const { build, check } = await settings.of(uri);
    return session.safely([], () =>
      mismatchActions(
        shownIn(uri, neighbours.mismatches(build), check.severities),
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
 * service, as `[{ uri, text, reading }]`. They have been read here, and the client needs no reader of its own. Where
 * several are read as one, `text` is that of all, and `reading.appended` has the URI and the start of those behind.
 */
function registerFirewallFiles(session: Session): void {
  const { connection, neighbours, settings } = session;
  connection.onRequest('vsftpdLens/firewallFiles', async (params: unknown): Promise<readonly ReadFile[]> => {
    const [config] = filesIn({ files: [params] });
    if (!config) return [];
    const { build } = await settings.of(config.uri);
    return session.safely([], () =>
      neighbours.firewallsBefore(config, build).map(({ uri, text, reading, parts }): ReadFile => {
        const appended = reading.appended?.map((one) => ({
          ...one,
          path: parts.find(({ path }) => path === one.path)?.uri ?? one.path,
        }));
        return { uri, text, reading: { ...reading, ...(appended ? { appended } : {}) } };
      }),
    );
  });
}

/** Asks which folders are open, now and whenever the result is called. */
export function keepFolders({ connection, neighbours }: Session): () => void {
  const ask = (): void => {
    connection.workspace
      .getWorkspaceFolders()
      .then((folders) => {
        neighbours.keepFolders((folders ?? []).map(({ uri }) => uri));
      })
      .catch(() => undefined);
  };
  ask();
  return ask;
}

function filesIn(params: unknown): readonly WorkspaceFile[] {
  const given: unknown = isRecord(params) ? params['files'] : undefined;
  const files = (Array.isArray(given) ? given : [])
    .filter(isRecord)
    .flatMap(({ uri, text }): WorkspaceFile[] =>
      typeof uri === 'string' && typeof text === 'string' && pathOf(uri) !== '' && text.length <= LONGEST_FILE
        ? [{ uri, text }]
        : [],
    );
  const isConfig = ({ uri }: WorkspaceFile): boolean => roleOf(uri, '') === 'config';
  const isEnv = ({ uri }: WorkspaceFile): boolean => pathOf(uri).endsWith('/.env');
  return [
    ...files.filter(isConfig).slice(0, MOST_CONFIGS),
    ...files.filter((file) => !isConfig(file) && !isEnv(file)).slice(0, MOST_FIREWALLS),
    ...files.filter(isEnv).slice(0, MOST_ENVS),
  ];
}

/** Brings what a change means to the files that were not changed themselves. */
class OtherFiles {
  private closed: readonly string[] = [];
  /** Closed files that show something, with what it is. */
  private readonly told = new Map<string, string>();
  private last = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly feed: DiagnosticsFeed,
  ) {}

  keepClosed(uris: readonly string[]): void {
    this.closed = uris;
    this.soon();
  }

  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.session.safely(undefined, () => {
        this.tell();
      });
    }, QUIET);
  }

  private tell(): void {
    const found = this.session.neighbours.mismatches('any');
    const now = JSON.stringify(
      found.map(({ mismatch, config, part }) => [mismatch.id, mismatch.message, config.uri, part.uri]),
    );
    if (now !== this.last) {
      this.last = now;
      this.feed.refresh();
    }
    const open = new Set(this.session.documents.all().map(({ uri }) => uri));
    for (const uri of new Set([...this.closed, ...this.told.keys()])) this.tellClosed(uri, open.has(uri));
  }

  private tellClosed(uri: string, isOpen: boolean): void {
    const { client, connection, neighbours, runtime, settings } = this.session;
    const known = settings.of(uri);
    if (known instanceof Promise) {
      known.then(
        () => {
          this.soon();
        },
        () => undefined,
      );
      return;
    }
    const isKnown = this.closed.includes(uri);
    const diagnostics =
      isOpen || !isKnown
        ? []
        : shownIn(uri, neighbours.mismatches(known.build), known.check.severities).map((shown) =>
            mismatchDiagnostic(shown, client.diagnostics, runtime.rulePages),
          );
    const text = JSON.stringify(diagnostics);
    if ((this.told.get(uri) ?? '[]') === text) return;
    if (diagnostics.length === 0) this.told.delete(uri);
    else this.told.set(uri, text);
    // A client that is pushed to has been told of its open documents already.
    if (isOpen && !client.pull) return;
    connection.sendDiagnostics({ uri, diagnostics }).catch(() => undefined);
  }
}

import type { Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport } from 'vscode-languageserver';
import { toDiagnostic } from '../features/diagnostics.js';
import { mismatchDiagnostic, shownIn } from '../features/port-mismatches.js';
import { imageDiagnostics } from '../features/started.js';
import type { Session } from '../session.js';
import type { Settings } from '../settings.js';
import type { OpenFile } from '../store/open-file.js';

/** Milliseconds that a push waits for the next key; a client that pulls never waits. */
const PUSH_DELAY = 40;

/** Diagnostics, by the client's choice: asked for, or sent. */
export interface DiagnosticsFeed {
  /** All that is shown may be out of date. */
  refresh(): void;
}

export function registerDiagnostics(session: Session): DiagnosticsFeed {
  return session.client.pull ? pulled(session) : pushed(session);
}

function pulled(session: Session): DiagnosticsFeed {
  const { connection, client } = session;
  connection.languages.diagnostics.on(
    session.on<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      { kind: 'full', items: [] },
      ({ params, file, settings }) => {
        const across = mismatchesOf(session, file.uri, settings);
        // The same version under the same settings, next to the same files, has the same diagnostics.
        const items = itemsOf(session, file, settings);
        const resultId = `${file.serial}.${file.round}:${hash(settings.key)}:${hash(JSON.stringify(across))}`;
        if (params.previousResultId === resultId) return { kind: 'unchanged', resultId };
        return { kind: 'full', resultId, items: [...items, ...across] };
      },
    ),
  );
  return {
    refresh() {
      if (client.refreshDiagnostics) connection.languages.diagnostics.refresh().catch(() => undefined);
    },
  };
}

function pushed(session: Session): DiagnosticsFeed {
  const { connection, documents, store } = session;
  /** What was sent last, by document: the same is not sent again. */
  const sent = new Map<string, string>();
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = (uri: string): void => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
  };
  const send = async (uri: string): Promise<void> => {
    const settings = await session.settings.of(uri);
    const file = store.get(uri);
    // Closed, or typed on, while the settings were on their way.
    if (!file || waiting.has(uri)) return;
    const diagnostics = session.safely([], () => [
      ...itemsOf(session, file, settings),
      ...mismatchesOf(session, uri, settings),
    ]);
    const key = `${file.version} ${JSON.stringify(diagnostics)}`;
    if (sent.get(uri) === key) return;
    sent.set(uri, key);
    await connection.sendDiagnostics({ uri, version: file.version, diagnostics });
  };
  const soon = (uri: string, delay: number): void => {
    stop(uri);
    const run = (): void => {
      waiting.delete(uri);
      send(uri).catch(() => undefined);
    };
    if (delay === 0) run();
    else waiting.set(uri, setTimeout(run, delay));
  };
  const opened = new Set<string>();
  documents.onDidOpen(({ document }) => opened.add(document.uri));
  // The first change of a document is its opening: so no key follows yet.
  documents.onDidChangeContent(({ document: { uri } }) => {
    soon(uri, opened.delete(uri) ? 0 : PUSH_DELAY);
  });
  documents.onDidClose(({ document: { uri } }) => {
    stop(uri);
    sent.delete(uri);
    connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
  });
  return {
    refresh() {
      for (const { uri } of documents.all()) soon(uri, 0);
    },
  };
}

function itemsOf(session: Session, file: OpenFile, settings: Settings): Diagnostic[] {
  const { diagnostics } = session.client;
  return file
    .findings(settings, session.store.surroundings().givenTo(file.uri, settings.build))
    .map((finding) => toDiagnostic(finding, file.uri, diagnostics, session.runtime.rulePages));
}

/** What a document does not agree on with the files around it. */
export function mismatchesOf(session: Session, uri: string, { build, check }: Settings): Diagnostic[] {
  const { client, runtime, store } = session;
  const around = store.surroundings();
  const { rulePages } = runtime;
  return [
    ...shownIn(uri, around.mismatches(build), check.severities).map((shown) =>
      mismatchDiagnostic(shown, client.diagnostics, rulePages),
    ),
    ...imageDiagnostics(around, uri, check.severities, client.diagnostics, rulePages),
  ];
}

function hash(text: string): string {
  let value = 5381;
  for (let i = 0; i < text.length; i++) value = ((value * 33) ^ text.charCodeAt(i)) >>> 0;
  return value.toString(36);
}

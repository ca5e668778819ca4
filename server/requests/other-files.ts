import type { Diagnostic } from 'vscode-languageserver';
import type { BuildChoice } from '../../core/config/index.js';
import type { Session } from '../session.js';
import { mismatchesOf, type DiagnosticsFeed } from './diagnostics.js';

/** Milliseconds of quiet after which other files are told what a change in one of them means. */
const QUIET = 150;

/** Brings what a change means to the files that were not changed themselves. */
export class OtherFiles {
  /** Closed files that show something, with what it is. */
  private readonly shown = new Map<string, string>();
  private last = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly feed: DiagnosticsFeed,
  ) {}

  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.session.safely(undefined, () => {
        this.tell();
      });
    }, QUIET);
  }

  private tell(): void {
    const now = JSON.stringify(this.buildsInUse().map((build) => this.summary(build)));
    const { store } = this.session;
    const isOutdated = store.openUris().some((uri) => store.get(uri)?.isOutdated === true);
    if (now !== this.last || isOutdated) {
      this.last = now;
      this.feed.refresh();
    }
    for (const uri of new Set([...store.closedUris(), ...this.shown.keys()])) this.tellClosed(uri);
  }

  /** The builds that files are compared for: for other builds nothing is computed. */
  private buildsInUse(): readonly BuildChoice[] {
    const { settings, store } = this.session;
    const uris = [...store.openUris(), ...store.closedUris()];
    return [...new Set(uris.flatMap((uri) => settings.ifKnown(uri)?.build ?? []))].sort();
  }

  private summary(build: BuildChoice): readonly unknown[] {
    const around = this.session.store.surroundings();
    const found = around.mismatches(build);
    const given = around.configs.map(({ uri }) => [uri, ...around.givenTo(uri, build).values()]);
    return [
      ...given,
      ...found.map(({ mismatch, config, part }) => [mismatch.id, mismatch.message, config.uri, part.uri]),
    ];
  }

  private tellClosed(uri: string): void {
    const { settings, store } = this.session;
    if (!store.isClosed(uri)) {
      this.show(uri, []);
      return;
    }
    const known = settings.of(uri);
    if (!(known instanceof Promise)) {
      this.show(uri, mismatchesOf(this.session, uri, known));
      return;
    }
    known.then(
      () => {
        this.soon();
      },
      () => undefined,
    );
  }

  private show(uri: string, diagnostics: readonly Diagnostic[]): void {
    const { client, connection, documents } = this.session;
    const text = JSON.stringify(diagnostics);
    if ((this.shown.get(uri) ?? '[]') === text) return;
    if (diagnostics.length === 0) this.shown.delete(uri);
    else this.shown.set(uri, text);
    // A client that is pushed to has been told of its open documents already.
    if (documents.get(uri) && !client.pull) return;
    connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }).catch(() => undefined);
  }
}

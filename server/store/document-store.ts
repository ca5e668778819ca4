import type { TextDocument } from 'vscode-languageserver-textdocument';
import { trim } from '../../core/config/index.js';
import { Nearness } from '../../core/firewall/nearness.js';
import { kindOf, pathOf, roleOf } from '../file-kind.js';
import { ClosedFiles, type FileText } from './closed-files.js';
import { Comparisons } from './comparisons.js';
import { FirewallFiles } from './firewall-files.js';
import { MOST_FILES } from './limits.js';
import { OpenFile } from './open-file.js';
import { ParsedConfig } from './parsed-config.js';
import { Surroundings, type PlacedConfig } from './surroundings.js';
import { STORE_WORK, type StoreWork } from './work.js';

/** The documents that the client has open. */
interface OpenDocuments {
  get(uri: string): TextDocument | undefined;
  all(): TextDocument[];
}

/**
 * Every text, parse and firewall reading of a session, once: open documents by version, closed files by content. A
 * change costs what depends on it.
 */
export class DocumentStore {
  private readonly open = new Map<string, OpenFile>();
  private readonly closed: ClosedFiles;
  private readonly firewalls: FirewallFiles;
  private readonly comparisons: Comparisons;
  /** Folders that open main files name as user_config_dir, by the URI of the file. */
  private readonly userDirs = new Map<string, string>();
  /** Often looked at again. */
  private closedLast: ReadonlyMap<string, OpenFile> = new Map();
  private nearness = new Nearness();
  /** What is not only on disk; undefined after a change, as the next. */
  private byPath: ReadonlyMap<string, TextDocument> | undefined;
  private around: Surroundings | undefined;

  constructor(
    private readonly documents: OpenDocuments,
    private readonly work: StoreWork = STORE_WORK,
    private readonly fileText: (path: string) => string | undefined = () => undefined,
  ) {
    this.closed = new ClosedFiles(work);
    this.firewalls = new FirewallFiles(work);
    this.comparisons = new Comparisons(work);
  }

  /** An open document in its newest version. */
  get(uri: string): OpenFile | undefined {
    const document = this.documents.get(uri);
    if (!document) return undefined;
    const kind = kindOf(uri, [...this.userDirs.values()]);
    const known = this.open.get(uri);
    if (known?.version === document.version && known.kind === kind) return known;
    const role = roleOf(uri, document.languageId);
    const isUserFile = role === 'text' && kind === 'per-user' && this.userDirs.size > 0;
    const file = new OpenFile(
      document,
      isUserFile ? 'config' : role,
      kind,
      this.work,
      (path, recent) => this.textBeside(uri, path, recent),
      known ?? this.closedLast.get(uri),
    );
    this.open.set(uri, file);
    return file;
  }

  openUris(): readonly string[] {
    return this.documents.all().map(({ uri }) => uri);
  }

  /** Takes the files of the workspace that are not open, as they are on disk; others are forgotten. */
  keepClosed(files: readonly FileText[]): void {
    this.closed.replace(files);
    this.changed();
  }

  /** Takes one of them as it is in the client's editor; false where its text is not new. */
  updateClosed(file: FileText): boolean {
    const isNew = this.closed.update(file);
    if (isNew) this.changed();
    return isNew;
  }

  isClosed(uri: string): boolean {
    return this.closed.has(uri) && !this.documents.get(uri);
  }

  closedUris(): readonly string[] {
    return this.closed.entries().map(([uri]) => uri);
  }

  /** Takes the URIs of the workspace's folders. */
  keepFolders(uris: readonly string[]): void {
    this.nearness = new Nearness(uris.map(pathOf));
    this.changed();
  }

  /** A document was opened, changed or closed. */
  changed(): void {
    this.around = undefined;
    this.byPath = undefined;
  }

  /** The configs and firewall files as they are now. */
  surroundings(): Surroundings {
    return (this.around ??= new Surroundings(
      this.configs(),
      () => this.firewalls.among([...this.documents.all(), ...this.closedContents()]),
      this.nearness,
      this.comparisons,
    ));
  }

  /** A config that the client asks about: the one known here, else the text given. */
  placed({ uri, text }: FileText): PlacedConfig {
    return (
      this.surroundings().configs.find((config) => config.uri === uri) ?? {
        uri,
        path: pathOf(uri),
        config: new ParsedConfig(() => text, 'main', pathOf(uri), this.work),
      }
    );
  }

  /** Notes which folder of per-user files a changed main file names; true where that changes how those are read. */
  noteLinks(uri: string): boolean {
    const before = this.userDirs.get(uri);
    const file = this.get(uri);
    const lines =
      file?.role === 'config' && file.kind === 'main'
        ? file.document.byName.get('user_config_dir')
        : undefined;
    const value = trim(lines?.[lines.length - 1]?.value ?? '');
    if (value.startsWith('/') && value.length > 1) this.userDirs.set(uri, value);
    else this.userDirs.delete(uri);
    const isOther = before !== this.userDirs.get(uri);
    if (isOther) this.changed();
    return isOther;
  }

  /** Forgets a closed document; true where that changes how others are read. */
  forget(uri: string): boolean {
    const file = this.open.get(uri);
    file?.leave();
    if (file) this.closedLast = new Map([[uri, file]]);
    this.open.delete(uri);
    this.changed();
    return this.userDirs.delete(uri);
  }

  /**
   * A file that a document leads to: as it is in an editor, as the client sent it, else as it is on disk.
   * @param recent what stood on disk a moment ago
   */
  textBeside(
    uri: string,
    path: string,
    recent?: ReadonlyMap<string, string | undefined>,
  ): string | undefined {
    this.byPath ??= new Map(
      [...this.closed.entries().map(([, { content }]) => content), ...this.documents.all()].map((content) => [
        pathOf(content.uri),
        content,
      ]),
    );
    const content = this.byPath.get(path);
    if (content) return content.getText();
    if (recent?.has(path)) return recent.get(path);
    return uri.startsWith('file:') ? this.fileText(path) : undefined;
  }

  private configs(): readonly PlacedConfig[] {
    const open = this.documents.all().flatMap(({ uri }): PlacedConfig[] => {
      const file = this.get(uri);
      return file?.isMainConfig === true ? [{ uri, path: pathOf(uri), config: file.config }] : [];
    });
    const closed = this.closed
      .entries()
      .flatMap(([uri, { config }]): PlacedConfig[] =>
        config && !this.documents.get(uri) ? [{ uri, path: pathOf(uri), config }] : [],
      );
    return [...open, ...closed].slice(0, MOST_FILES);
  }

  private closedContents(): readonly TextDocument[] {
    return this.closed.entries().flatMap(([uri, { content }]) => (this.documents.get(uri) ? [] : [content]));
  }
}

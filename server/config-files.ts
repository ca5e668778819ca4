import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  buildsOf,
  ConfigModel,
  readConfig,
  sourceFromText,
  trim,
  type BuildChoice,
  type ConfigDocument,
  type FileKind,
} from '../core/config/index.js';
import { checkConfig, type CheckOptions, type RuleFinding } from '../core/rules/index.js';
import type { NamedRange } from './features/replies.js';
import { isMirror, kindOf, pathOf, roleOf, type DocumentRole } from './file-kind.js';
import type { Settings } from './settings.js';

let serials = 0;

/** No reply stands behind this many UTF-16 units of a line. */
const LONGEST_LINE = 100_000;

/** One version of one document, read once; everything that requests ask of it again is kept. */
export class OpenFile {
  private parsed: ConfigDocument | undefined;
  private readonly models = new Map<string, ConfigModel>();
  private checked: { readonly key: string; readonly findings: readonly RuleFinding[] } | undefined;

  /** Different for every version of every document, also when one is closed and opened again. */
  readonly serial = ++serials;
  readonly uri: string;
  readonly version: number;

  constructor(
    private readonly content: TextDocument,
    readonly role: DocumentRole,
    readonly kind: FileKind,
  ) {
    this.uri = content.uri;
    this.version = content.version;
  }

  get document(): ConfigDocument {
    return (this.parsed ??= readConfig(sourceFromText(this.content.getText()), this.kind));
  }

  /** A line of the editor with its line break, bounded; empty behind the end. Reads nothing else of a large log. */
  lineText(line: number): string {
    const start = { line, character: 0 };
    return line < 0 ? '' : this.content.getText({ start, end: { line, character: LONGEST_LINE } });
  }

  /** One model per build that the choice stands for. */
  modelsFor(choice: BuildChoice): readonly ConfigModel[] {
    return buildsOf(choice).map((build) => {
      let model = this.models.get(build.id);
      if (!model) this.models.set(build.id, (model = new ConfigModel(this.document, build)));
      return model;
    });
  }

  /** How the file is judged: the user's settings, and where it lies. */
  checkOptions(settings: Settings): CheckOptions {
    return { ...settings.check, path: pathOf(this.uri) };
  }

  findings(settings: Settings): readonly RuleFinding[] {
    if (this.role !== 'config' || isMirror(this.uri)) return [];
    if (this.checked?.key !== settings.key) {
      this.checked = {
        key: settings.key,
        findings: checkConfig(this.document, this.checkOptions(settings)),
      };
    }
    return this.checked.findings;
  }
}

/** The open documents, parsed once per version. */
export class OpenFiles {
  private readonly files = new Map<string, OpenFile>();
  /** Config files of the workspace that the client told of. */
  private closed: readonly { readonly uri: string; readonly document: ConfigDocument }[] = [];
  /** Folders that open main files name as user_config_dir, by the URI of the file. */
  private readonly userDirs = new Map<string, string>();

  constructor(
    private readonly documents: { get(uri: string): TextDocument | undefined; all(): TextDocument[] },
  ) {}

  get(uri: string): OpenFile | undefined {
    const document = this.documents.get(uri);
    if (!document) return undefined;
    const kind = kindOf(uri, [...this.userDirs.values()]);
    const known = this.files.get(uri);
    if (known?.version === document.version && known.kind === kind) return known;
    const role = roleOf(uri, document.languageId);
    const isUserFile = role === 'text' && kind === 'per-user' && this.userDirs.size > 0;
    const file = new OpenFile(document, isUserFile ? 'config' : role, kind);
    this.files.set(uri, file);
    return file;
  }

  all(): OpenFile[] {
    return this.documents.all().flatMap((document) => this.get(document.uri) ?? []);
  }

  /** Takes the config files of the workspace that are not open, as they are on disk. */
  keepClosed(files: readonly { readonly uri: string; readonly text: string }[]): void {
    this.closed = files.map(({ uri, text }) => ({ uri, document: readConfig(sourceFromText(text)) }));
  }

  /** The passive ranges that main files of the workspace set: where a server's data ports should lie. */
  passiveRanges(choice: BuildChoice): NamedRange[] {
    const open = this.all().filter(
      ({ role, kind, uri }) => role === 'config' && kind === 'main' && !isMirror(uri),
    );
    const closed = this.closed.filter(({ uri }) => !this.documents.get(uri) && kindOf(uri, []) === 'main');
    const named = [...open, ...closed].map(({ uri, document }) => ({ path: pathOf(uri), document }));
    return named.flatMap(({ path, document }) => {
      const [build] = buildsOf(choice);
      const model = build && new ConfigModel(document, build);
      const range = model?.passiveRange();
      // A file that says nothing of ports is no promise that they are open.
      if (!range || !(model?.isSet('pasv_min_port') || model?.isSet('pasv_max_port'))) return [];
      const alike = named.filter((other) => lastOf(other.path, 1) === lastOf(path, 1)).length > 1;
      return [{ file: lastOf(path, alike ? 2 : 1), low: range.low, high: range.high }];
    });
  }

  /** Notes what a changed main file says of other files; true where that changes how those are read. */
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
    return before !== this.userDirs.get(uri);
  }

  /** Forgets a closed document; true where that changes how others are read. */
  close(uri: string): boolean {
    this.files.delete(uri);
    return this.userDirs.delete(uri);
  }
}

/** The last parts of a path: of several vsftpd.conf the folder tells which. */
function lastOf(path: string, parts: number): string {
  return path.split('/').slice(-parts).join('/');
}

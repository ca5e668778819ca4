import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  atHandBeside,
  type AtHand,
  type BuildChoice,
  type ConfigDocument,
  type ConfigModel,
  type FileKind,
} from '../../core/config/index.js';
import type { StartedConfig } from '../../core/deployment/index.js';
import { CheckMemory, type CheckOptions, type RuleFinding } from '../../core/rules/index.js';
import { checkStarted } from '../../core/verdict/started-findings.js';
import { isMirror, pathOf, type DocumentRole } from '../file-kind.js';
import type { Settings } from '../settings.js';
import { ParsedConfig } from './parsed-config.js';
import type { StoreWork } from './work.js';

let serials = 0;

/** For so long files on disk count as they were. Milliseconds. */
const RECENT = 1000;

type TextBeside = (path: string, recent?: ReadonlyMap<string, string | undefined>) => string | undefined;

/** Replies further right in a line are not looked for. UTF-16 units. */
const LONGEST_LINE = 100_000;

/** One version of one open document, with what requests have asked of it so far. */
export class OpenFile {
  /** Different for every version of every document, also when one is closed and opened again. */
  readonly serial = ++serials;
  readonly uri: string;
  readonly version: number;
  readonly config: ParsedConfig;
  /** Counts how often it was checked anew, as far as its findings can differ. */
  round = 0;
  private checked: { readonly key: string; readonly findings: readonly RuleFinding[] } | undefined;
  private readonly memory: CheckMemory;
  /** When the files beside it were looked at. */
  private readAt = -Infinity;
  private isRecent = false;
  /** Files beside it that a check has asked for, as they were. */
  private readonly read = new Map<string, string | undefined>();
  readonly atHand: AtHand;

  constructor(
    private readonly content: TextDocument,
    readonly role: DocumentRole,
    readonly kind: FileKind,
    work: StoreWork,
    private readonly textBeside: TextBeside = () => undefined,
    before?: OpenFile,
  ) {
    this.memory = before?.memory ?? new CheckMemory();
    // Each key would look for a dozen files. What is outdated then is seen once the keys rest.
    this.isRecent = before !== undefined && Date.now() - before.readAt < RECENT;
    const recent = this.isRecent ? before?.read : undefined;
    if (before && this.isRecent) this.readAt = before.readAt;
    this.uri = content.uri;
    this.version = content.version;
    this.atHand = atHandBeside(pathOf(content.uri), (path) => {
      const text = this.textBeside(path, this.isRecent ? recent : undefined);
      this.read.set(path, text);
      return text;
    });
    this.config = new ParsedConfig(() => content.getText(), kind, pathOf(content.uri), work);
  }

  get lineCount(): number {
    return this.content.lineCount;
  }

  get document(): ConfigDocument {
    return this.config.document;
  }

  /** Whether vsftpd reads it as its main file: such files have ports to compare. */
  get isMainConfig(): boolean {
    return this.role === 'config' && this.kind === 'main' && !isMirror(this.uri);
  }

  /** A line of the editor with its line break, bounded; empty after the last one. Reads nothing else of a large log. */
  lineText(line: number): string {
    const start = { line, character: 0 };
    return line < 0 ? '' : this.content.getText({ start, end: { line, character: LONGEST_LINE } });
  }

  modelsFor(choice: BuildChoice): readonly ConfigModel[] {
    return this.config.modelsFor(choice);
  }

  /** How the file is judged: the user's settings, and where it lies. */
  checkOptions(settings: Settings): CheckOptions {
    return { ...settings.check, path: pathOf(this.uri), atHand: this.atHand, memory: this.memory };
  }

  /** A file beside it that was read is another one now. */
  get isOutdated(): boolean {
    return [...this.read].some(([path, text]) => this.textBeside(path) !== text);
  }

  /** It is closed: what lies beside it may be another file when it is opened again. */
  leave(): void {
    this.readAt = -Infinity;
  }

  /** @param given what it is started with besides its lines */
  findings(settings: Settings, given: StartedConfig['given']): readonly RuleFinding[] {
    if (this.role !== 'config' || isMirror(this.uri)) return [];
    const key = given.size === 0 ? settings.key : `${settings.key} ${JSON.stringify([...given.values()])}`;
    if (this.checked?.key !== key || this.isOutdated) {
      this.read.clear();
      if (this.round++ > 0) this.isRecent = false;
      if (!this.isRecent) this.readAt = Date.now();
      const findings = checkStarted(this.document, given, this.checkOptions(settings));
      this.checked = { key, findings };
    }
    return this.checked.findings;
  }
}

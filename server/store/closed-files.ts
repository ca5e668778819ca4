import { TextDocument } from 'vscode-languageserver-textdocument';
import { kindOf, pathOf, roleOf } from '../file-kind.js';
import { ParsedConfig } from './parsed-config.js';
import type { StoreWork } from './work.js';

/** A file of the workspace as the client sends it. */
export interface FileText {
  readonly uri: string;
  readonly text: string;
}

/** A file of the workspace that is not open. */
interface ClosedFile {
  /** For its text and positions. */
  readonly content: TextDocument;
  /** Of a main vsftpd.conf. */
  readonly config: ParsedConfig | undefined;
}

/** The files that the client told of and does not open here, each kept until its text changes. */
export class ClosedFiles {
  private files = new Map<string, ClosedFile>();

  constructor(private readonly work: StoreWork) {}

  /** Takes all of them; others are forgotten. */
  replace(files: readonly FileText[]): void {
    this.files = new Map(files.map((file) => [file.uri, this.known(file) ?? this.read(file)]));
  }

  /** Takes a newer text of one of them; false where it is not newer, or not one of them. */
  update(file: FileText): boolean {
    if (!this.files.has(file.uri) || this.known(file)) return false;
    this.files.set(file.uri, this.read(file));
    return true;
  }

  entries(): readonly (readonly [uri: string, file: ClosedFile])[] {
    return [...this.files];
  }

  has(uri: string): boolean {
    return this.files.has(uri);
  }

  private known({ uri, text }: FileText): ClosedFile | undefined {
    const known = this.files.get(uri);
    return known?.content.getText() === text ? known : undefined;
  }

  private read({ uri, text }: FileText): ClosedFile {
    const isMain = roleOf(uri, '') === 'config' && kindOf(uri, []) === 'main';
    return {
      content: TextDocument.create(uri, '', 0, text),
      config: isMain ? new ParsedConfig(() => text, 'main', pathOf(uri), this.work) : undefined,
    };
  }
}

import * as vscode from 'vscode';
import { t } from '../l10n.js';

/** Longer transcripts are diagnosed on request only. UTF-16 units. */
const LIMIT = 1_000_000;
/** A transcript that is being pasted or typed is looked at after a pause. Milliseconds. */
const QUIET = 400;
const LANGUAGE = 'ftp-transcript';

/** Transcripts show what is found in them as soon as they are open: as problems, and in a lens that opens the verdict. */
export class TranscriptLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly summaries = new Map<string, string>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly listeners: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.changed.event;

  /** @param look marks what is found, and says it in a few words */
  constructor(private readonly look: (document: vscode.TextDocument) => Promise<string>) {
    this.listeners = vscode.Disposable.from(
      this.changed,
      vscode.languages.registerCodeLensProvider({ language: LANGUAGE }, this),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.soon(document, 0);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.soon(document, QUIET);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.forget(uri.toString());
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.soon(document, 0);
  }

  dispose(): void {
    for (const key of [...this.waiting.keys()]) this.forget(key);
    this.listeners.dispose();
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration('vsftpdLens', uri).get<boolean>('codeLens', true)) return [];
    const title = `$(pulse) ${this.summaries.get(uri.toString()) ?? t('Diagnose this transcript')}`;
    const top = new vscode.Range(0, 0, 0, 0);
    return [new vscode.CodeLens(top, { title, command: 'vsftpdLens.diagnose', arguments: [uri] })];
  }

  private soon(document: vscode.TextDocument, delay: number): void {
    if (document.languageId !== LANGUAGE || /^git/.test(document.uri.scheme)) return;
    const key = document.uri.toString();
    this.forget(key);
    this.waiting.set(
      key,
      setTimeout(() => {
        void this.diagnose(document, key);
      }, delay),
    );
  }

  private async diagnose(document: vscode.TextDocument, key: string): Promise<void> {
    const { version } = document;
    if (document.isClosed || document.getText().length > LIMIT) return;
    const summary = await this.look(document).catch(() => undefined);
    // Not read to its end, or changed or closed meanwhile.
    if (summary === undefined || document.version !== version || !this.waiting.has(key)) return;
    this.summaries.set(key, summary);
    this.changed.fire();
  }

  private forget(key: string): void {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.summaries.delete(key);
  }
}

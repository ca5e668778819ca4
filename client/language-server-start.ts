import * as vscode from 'vscode';
import { isFirewallLanguage } from './firewall/firewall-documents.js';
import type { LanguageServer } from './language.js';
import { workspaceConfigs } from './config/workspace-configs.js';
import { t } from './l10n.js';

export interface LanguagePart {
  readonly startLanguageServer: (context: vscode.ExtensionContext) => Promise<LanguageServer>;
}

const LANGUAGES = new Set(['vsftpd', 'ftp-transcript']);

/** Starts the language server for the first document of ours, after activate() has returned. */
export class LanguageServerStart implements vscode.Disposable {
  private starting: Promise<LanguageServer> | undefined;
  private looking: Promise<boolean> | undefined;
  private readonly opened: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly part: () => Promise<LanguagePart>,
  ) {
    this.opened = vscode.workspace.onDidOpenTextDocument((document) => {
      this.startFor(document);
    });
    for (const document of vscode.workspace.textDocuments) this.startFor(document);
  }

  /** The running server; starts it where it does not run yet. */
  get(): Promise<LanguageServer> {
    this.opened.dispose();
    return (this.starting ??= this.start());
  }

  async restart(): Promise<void> {
    const running = await this.get().catch(() => undefined);
    if (running) await running.restart();
    else await (this.starting = this.start());
  }

  dispose(): Promise<void> {
    this.opened.dispose();
    return this.starting?.then((server) => server.stop()).catch(() => undefined) ?? Promise.resolve();
  }

  private startFor(document: vscode.TextDocument): void {
    if (this.starting) return;
    if (LANGUAGES.has(document.languageId)) this.startLoudly();
    else if (isFirewallLanguage(document.languageId)) void this.startBesideConfig();
  }

  /** A firewall or container file is of interest only where a vsftpd.conf lies in the same workspace. Looked for once. */
  private async startBesideConfig(): Promise<void> {
    this.looking ??= workspaceConfigs().then(
      (configs) => configs.length > 0,
      () => false,
    );
    if ((await this.looking) && !this.starting) this.startLoudly();
  }

  private startLoudly(): void {
    this.get().catch((error: unknown) => {
      void vscode.window.showErrorMessage(
        t('vsftpd Lens: the language server did not start. {0}', String(error)),
      );
    });
  }

  private start(): Promise<LanguageServer> {
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        this.part()
          .then(({ startLanguageServer }) => startLanguageServer(this.context))
          .then(resolve, reject);
      }, 0);
    });
  }
}

import * as vscode from 'vscode';
import { t } from '../l10n.js';

/** The line that says most about where a server can be reached. */
const TELLING = /^(?:pasv_address|listen_address|listen_port|listen|listen_ipv6)=/;
/** The address stands near the top; further down it is not looked for. */
const LINES = 2000;

/** A lens on a vsftpd.conf that probes its server, and says what the last probe found. */
export class ConfigLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly verdicts = new Map<string, string>();
  private readonly listeners: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor() {
    this.listeners = vscode.Disposable.from(
      this.changed,
      vscode.languages.registerCodeLensProvider({ language: 'vsftpd' }, this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('vsftpdLens.codeLens')) this.changed.fire();
      }),
    );
  }

  dispose(): void {
    this.listeners.dispose();
  }

  /** What the last probe of this config's server found, in a few words. */
  tell(config: vscode.Uri, verdict: string): void {
    this.verdicts.set(config.toString(), verdict);
    this.changed.fire();
  }

  verdictOf(config: vscode.Uri): string | undefined {
    return this.verdicts.get(config.toString());
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!mayProbe(document.uri)) return [];
    const { range } = document.lineAt(tellingLine(document));
    const probe = {
      title: `$(pulse) ${t('Probe this server')}`,
      command: 'vsftpdLens.probeConfig',
      arguments: [document.uri],
    };
    const verdict = this.verdictOf(document.uri);
    return [
      new vscode.CodeLens(range, probe),
      ...(verdict === undefined
        ? []
        : [
            new vscode.CodeLens(range, {
              title: t('Last probe: {0}', verdict),
              command: 'vsftpdLens.showReport',
              arguments: [document.uri],
            }),
          ]),
    ];
  }
}

/** Not in an untrusted folder, and not in a view of a repository. */
function mayProbe(uri: vscode.Uri): boolean {
  const isOwn = !/^(?:git|vscode-vfs|github)/.test(uri.scheme);
  return (
    isOwn &&
    vscode.workspace.isTrusted &&
    vscode.workspace.getConfiguration('vsftpdLens', uri).get('codeLens', true)
  );
}

function tellingLine(document: vscode.TextDocument): number {
  for (let line = 0; line < Math.min(document.lineCount, LINES); line++)
    if (TELLING.test(document.lineAt(line).text)) return line;
  return 0;
}

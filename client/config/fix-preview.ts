import * as vscode from 'vscode';
import { chooseConfig, shortName } from './config-files.js';
import { changedText } from '../../core/config/index.js';

const SCHEME = 'vsftpd-lens-preview';

/** Texts that are shown and never written, by their address. */
class Previews implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  set(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }
}

let previews: Previews | undefined;

/** Shows what writing settings would change, side by side. */
export async function previewFix(
  config: Readonly<Record<string, string>>,
  preferred: vscode.Uri | undefined,
): Promise<void> {
  const document = await chooseConfig(preferred);
  if (!document) return;
  if (!previews) {
    previews = new Previews();
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, previews);
  }
  const { uri } = document;
  const preview = vscode.Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
  previews.set(preview, changedText(document.getText(), config));
  const title = `${shortName(uri)}: as it is ↔ with the fix`;
  await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: true });
}

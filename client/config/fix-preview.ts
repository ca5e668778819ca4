import * as vscode from 'vscode';
import { changedText } from '../../core/config/index.js';
import type { ReadyFix } from './apply-fix.js';
import { shortName } from './config-files.js';
import { t } from '../l10n.js';

const SCHEME = 'vsftpd-lens-preview';

interface Preview {
  readonly text: string;
  readonly apply: () => Promise<void>;
}

/** Texts that are shown beside their file, and written when the user says so; by their address. */
class Previews implements vscode.TextDocumentContentProvider {
  private readonly shown = new Map<string, Preview>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  set(uri: vscode.Uri, preview: Preview): void {
    this.shown.set(uri.toString(), preview);
    this.changed.fire(uri);
  }

  of(uri: vscode.Uri): Preview | undefined {
    return this.shown.get(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.of(uri)?.text ?? '';
  }
}

let previews: Previews | undefined;

/** Shows what a fix would change, old and new side by side; the title has a button that applies it. */
export async function previewFix(
  { document, settings }: ReadyFix,
  server: string,
  column: vscode.ViewColumn,
  apply: () => Promise<void>,
): Promise<void> {
  if (!previews) {
    previews = new Previews();
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, previews);
  }
  const { uri } = document;
  const preview = vscode.Uri.from({ scheme: SCHEME, path: uri.path, query: uri.toString() });
  previews.set(preview, { text: changedText(document.getText(), settings), apply });
  const title = t('{0}: as it is ↔ with the fix for {1}', shortName(uri), server);
  await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { viewColumn: column });
}

/** The button of a shown preview. */
export async function applyPreview(given: unknown): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const active = vscode.window.tabGroups.activeTabGroup.activeTab;
  const isShown = (tab: vscode.Tab | undefined, uri?: vscode.Uri): vscode.Uri | undefined =>
    tab?.input instanceof vscode.TabInputTextDiff &&
    tab.input.modified.scheme === SCHEME &&
    (!uri || tab.input.modified.toString() === uri.toString())
      ? tab.input.modified
      : undefined;
  const uri = given instanceof vscode.Uri && given.scheme === SCHEME ? given : isShown(active);
  const preview = uri && previews?.of(uri);
  if (!preview) return;
  await preview.apply();
  await vscode.window.tabGroups.close(tabs.filter((tab) => isShown(tab, uri)));
}

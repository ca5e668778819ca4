import * as vscode from 'vscode';
import { settingChanges, type TextChange } from '../../core/config/index.js';
import { workspaceConfigs, type WorkspaceConfig } from './workspace-configs.js';
import { t } from '../l10n.js';

/** The vsftpd.conf files that have a tab in this window, the active one first. */
export function openConfigs(): readonly vscode.TextDocument[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const inTabs = new Set(
    tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.toString()] : [])),
  );
  const active = vscode.window.activeTextEditor?.document;
  const shown = vscode.window.visibleTextEditors.map((editor) => editor.document);
  const open = [...(active ? [active] : []), ...shown, ...vscode.workspace.textDocuments];
  const all = open.filter((document) => inTabs.has(document.uri.toString()));
  const own = all.filter(
    (document) => document.languageId === 'vsftpd' && !document.uri.scheme.startsWith('git'),
  );
  return [...new Set(own)];
}

/** A file's path relative to the workspace. */
export function shortName(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false);
}

/** A config that was changed in the editor, not yet on disk. */
export interface WrittenSettings {
  readonly document: vscode.TextDocument;
  readonly before: string;
  readonly after: string;
}

/** Open ones first, as they stand in the editor, then those that lie in the workspace. */
export async function knownConfigs(): Promise<readonly WorkspaceConfig[]> {
  const open = openConfigs().map((document) => ({ uri: document.uri.toString(), text: document.getText() }));
  const lying = (await workspaceConfigs()).filter(({ uri }) => open.every((one) => one.uri !== uri));
  return [...open, ...lying];
}

/** Asks for any file. */
export async function browseConfig(title: string): Promise<vscode.Uri | undefined> {
  const [chosen] = (await vscode.window.showOpenDialog({ title, openLabel: t('Choose') })) ?? [];
  return chosen;
}

/**
 * Writes settings into a config file and shows the first changed line; the file is left unsaved, to be looked at.
 * @param column where it is shown, if it is not shown yet
 */
export async function writeSettings(
  document: vscode.TextDocument,
  config: Readonly<Record<string, string>>,
  column: vscode.ViewColumn,
): Promise<WrittenSettings> {
  const before = document.getText();
  const edit = new vscode.WorkspaceEdit();
  const changes = settingChanges(before, config);
  for (const { line, start, end, newText } of changes) {
    edit.replace(document.uri, new vscode.Range(line, start, line, end), newText);
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(t('{0} could not be changed.', shortName(document.uri)));
  const after = document.getText();
  await showChange(document, changes, column);
  return { document, before, after };
}

async function showChange(
  document: vscode.TextDocument,
  [first]: readonly TextChange[],
  column: vscode.ViewColumn,
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnOf(document, column),
    preserveFocus: true,
  });
  if (first) {
    const line = Math.min(
      first.newText.startsWith('\n') ? first.line + 1 : first.line,
      document.lineCount - 1,
    );
    editor.selection = new vscode.Selection(line, 0, line, document.lineAt(line).text.length);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** Takes a change back; false where the file was changed again since. */
export async function undoSettings({ document, before, after }: WrittenSettings): Promise<boolean> {
  if (document.getText() !== after) return false;
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, document.validateRange(all), before);
  return vscode.workspace.applyEdit(edit);
}

/** Goes to a line, counted from 0, of a file that may have become shorter or be gone by now. */
export async function showLine(uri: vscode.Uri, line: number): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
    await vscode.window.showTextDocument(document, { selection: range, viewColumn: columnOf(document) });
  } catch {
    void vscode.window.showWarningMessage(t('{0} cannot be opened any more.', shortName(uri)));
  }
}

function columnOf(document: vscode.TextDocument, otherwise = vscode.ViewColumn.One): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return shown?.viewColumn ?? otherwise;
}

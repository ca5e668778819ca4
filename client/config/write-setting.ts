import * as vscode from 'vscode';
import { t } from '../l10n.js';

const SECTION = 'vsftpdLens';

/** Writes a setting for a document, to the place of `targetOf`. */
export async function writeSetting(name: string, value: unknown, uri: vscode.Uri | undefined): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION, uri).update(name, value, targetOf(name, uri));
}

/**
 * Where a setting of a document is written: where it is set already, else in the document's folder or the workspace, else
 * in the user's settings.
 */
export function targetOf(name: string, uri: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const set = vscode.workspace.getConfiguration(SECTION, uri).inspect(name);
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  if (set?.workspaceFolderValue !== undefined || (folder && severalFolders))
    return vscode.ConfigurationTarget.WorkspaceFolder;
  return set?.workspaceValue !== undefined || folder
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
}

/** The quick fix that switches a rule off for the workspace. */
export async function disableRule(code: unknown, place: unknown): Promise<void> {
  if (typeof code !== 'string') return;
  const uri = typeof place === 'string' ? vscode.Uri.parse(place) : undefined;
  const rules = vscode.workspace.getConfiguration(SECTION, uri).get<Record<string, string>>('rules', {});
  await writeSetting('rules', { ...rules, [code]: 'off' }, uri);
}

/** A way to switch a rule off: by a comment in the file, or (without edits) in the settings. */
interface Disabling extends vscode.QuickPickItem {
  readonly code: string;
  readonly edits: readonly { readonly range: PlainRange; readonly newText: string }[] | null;
}

interface PlainRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** The quick fix that asks where a rule is to be switched off. */
export async function chooseDisabling(place: unknown, ways: unknown): Promise<void> {
  if (typeof place !== 'string' || !Array.isArray(ways)) return;
  const choices = (ways as readonly (Disabling & { readonly title: string })[]).map((way) => ({
    ...way,
    label: way.title,
  }));
  const picked = await vscode.window.showQuickPick(choices, { title: t('Disable where?') });
  if (!picked) return;
  if (!picked.edits) {
    await disableRule(picked.code, place);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of picked.edits) {
    const { start, end } = range;
    edit.replace(
      vscode.Uri.parse(place),
      new vscode.Range(start.line, start.character, end.line, end.character),
      newText,
    );
  }
  await vscode.workspace.applyEdit(edit);
}

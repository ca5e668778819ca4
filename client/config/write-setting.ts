import * as vscode from 'vscode';

const SECTION = 'vsftpdLens';

/**
 * Writes a setting for a document: where it is set already, else into the document's folder or the workspace, else
 * into the user's settings.
 */
export async function writeSetting(name: string, value: unknown, uri: vscode.Uri | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION, uri);
  const set = settings.inspect(name);
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const target =
    set?.workspaceFolderValue !== undefined || (folder && severalFolders)
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : set?.workspaceValue !== undefined || folder
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await settings.update(name, value, target);
}

/** The quick fix that switches a rule off for the workspace. */
export async function disableRule(code: unknown, place: unknown): Promise<void> {
  if (typeof code !== 'string') return;
  const uri = typeof place === 'string' ? vscode.Uri.parse(place) : undefined;
  const rules = vscode.workspace.getConfiguration(SECTION, uri).get<Record<string, string>>('rules', {});
  await writeSetting('rules', { ...rules, [code]: 'off' }, uri);
}

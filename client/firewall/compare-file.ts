import * as vscode from 'vscode';
import { workspaceConfigs } from '../config/workspace-configs.js';
import { t } from '../l10n.js';

/** FTP: Compare Ports with vsftpd.conf. Opens a firewall or container file; what does not agree stands among the problems. */
export async function compareFile(given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  if (!uri) return;
  await vscode.window.showTextDocument(uri);
  if ((await workspaceConfigs()).length > 0)
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  else
    void vscode.window.showInformationMessage(
      t('There is no vsftpd.conf in this workspace to compare it with.'),
    );
}

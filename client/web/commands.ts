// The same commands in a browser, which opens no sockets.
import * as vscode from 'vscode';
import { revivePanel } from '../commands-anywhere.js';
import type { Services } from '../services.js';
import { later, t } from '../l10n.js';

export * from '../commands-anywhere.js';

const WHY = later(
  'A browser cannot open the connections of FTP, so nothing is probed here. Run "vsftpd-lens probe" in a terminal or this command in a desktop VS Code and open the report that it saves, or diagnose what your FTP client has logged.',
);

export async function probeServer(): Promise<void> {
  const [diagnose, open] = [t('Diagnose Transcript'), t('Open Saved Report')];
  const chosen = await vscode.window.showInformationMessage(t(WHY), diagnose, open);
  if (chosen === diagnose) await vscode.commands.executeCommand('vsftpdLens.diagnose');
  if (chosen === open) await vscode.commands.executeCommand('vsftpdLens.openReport');
}

export const probeAgain = probeServer;
export const probeConfig = probeServer;

export function cancelProbe(): void {
  // There is none.
}

export const showReport = cancelProbe;

export function revive(services: Services, panel: vscode.WebviewPanel, kept: unknown): void {
  revivePanel(services, panel, kept, () => {
    panel.dispose();
  });
}

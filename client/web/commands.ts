// The same commands in a browser, which opens no sockets.
import * as vscode from 'vscode';
import { revivePanel } from '../commands-anywhere.js';
import type { Services } from '../services.js';

export * from '../commands-anywhere.js';

const WHY =
  'A browser cannot open the connections of FTP, so nothing is probed here. Run "vsftpd-lens probe" in a terminal or this ' +
  'command in a desktop VS Code and open the report that it saves, or diagnose what your FTP client has logged.';
const DIAGNOSE = 'Diagnose Transcript';
const OPEN = 'Open Saved Report';

export async function probeServer(): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(WHY, DIAGNOSE, OPEN);
  if (chosen === DIAGNOSE) await vscode.commands.executeCommand('vsftpdLens.diagnose');
  if (chosen === OPEN) await vscode.commands.executeCommand('vsftpdLens.openReport');
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

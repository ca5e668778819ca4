import * as vscode from 'vscode';
import { shortName, writeSettings } from '../config-files.js';
import type { ReportPanel } from './panel.js';

/** Copies, and says so to eyes and ears. */
export async function copyText(panel: ReportPanel, text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  panel.say(`${what} was copied.`);
  vscode.window.setStatusBarMessage(`${what} was copied.`, 3000);
}

/** Writes a fix into the server's config, or the one the user chooses. */
export async function writeFix(
  panel: ReportPanel,
  config: Readonly<Record<string, string>>,
  preferred: vscode.Uri | undefined,
): Promise<void> {
  const written = await writeSettings(config, preferred);
  if (!written) return;
  panel.say(`${shortName(written)} was changed.`);
  void vscode.window.showInformationMessage(
    `${shortName(written)} was changed here, not yet on disk. Save it, restart vsftpd, and probe again.`,
  );
}

import * as vscode from 'vscode';
import { markdownOf } from '../../probe/index.js';
import { shortName, writeSettings } from '../config/config-files.js';
import type { FindingPage } from '../finding-page.js';
import { previewFix } from '../config/fix-preview.js';
import { reportText } from '../probe/saved-report.js';
import type { ReportPanel } from './panel.js';
import type { PanelAction, ShownRun } from './state.js';

/**
 * What the buttons of every shown report do.
 * @param config the server's own vsftpd.conf, where it is known: else it is asked for
 */
export async function act(
  panel: ReportPanel,
  action: PanelAction,
  run: ShownRun | undefined,
  config: vscode.Uri | undefined,
  page: FindingPage,
): Promise<void> {
  switch (action.type) {
    case 'copy':
      await copyText(panel, action.text, action.what);
      return;
    case 'markdown':
      if (run) await copyText(panel, markdownOf(run.report), 'The report');
      return;
    case 'save':
      if (run) await save(panel, run);
      return;
    case 'open':
      await vscode.commands.executeCommand('vsftpdLens.openReport');
      return;
    case 'explain':
      await page.show(action.id);
      return;
    case 'write':
      await writeFix(panel, action.config, config);
      return;
    case 'preview':
      await previewFix(action.config, config);
      return;
    case 'rerun':
    case 'more':
    case 'trust':
    case 'trust-once':
    case 'cancel':
    case 'reveal':
    case 'show-line':
      return; // These belong to whoever runs the probe or has the text.
  }
}

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

async function save(panel: ReportPanel, run: ShownRun): Promise<void> {
  const { host, port } = run.report.target;
  const name = `ftp-probe-${host.replace(/[^\w.-]/g, '_')}-${port}-${run.at.slice(0, 10)}.json`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: 'Save the report',
    filters: { JSON: ['json'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(reportText(run)));
  panel.say(`The report was saved as ${shortName(file)}.`);
  vscode.window.setStatusBarMessage(`The report was saved as ${shortName(file)}.`, 3000);
}

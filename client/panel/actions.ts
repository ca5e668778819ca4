import * as vscode from 'vscode';
import { markdownOf } from '../../probe/report-markdown.js';
import { shortName, undoSettings, writeSettings, type WrittenSettings } from '../config/config-files.js';
import type { FindingPage } from '../finding-page.js';
import { previewFix } from '../config/fix-preview.js';
import { reportText } from '../probe/saved-report.js';
import type { ReportPanel } from './panel.js';
import type { PanelAction, ShownRun } from './state.js';

/** What the buttons of a shown report work with. */
interface ActionContext {
  readonly panel: ReportPanel;
  readonly page: FindingPage;
  readonly run?: ShownRun | undefined;
  /** The server's vsftpd.conf, where it is known: else it is asked for. */
  readonly config?: vscode.Uri | undefined;
  /** Probes the same server again, where that can be done. */
  readonly probeAgain?: () => void;
}

/** What the buttons of every shown report do. */
export async function act(action: PanelAction, context: ActionContext): Promise<void> {
  const { panel, page, run, config } = context;
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
      await writeFix(action.config, context);
      return;
    case 'preview':
      await previewFix(action.config, config);
      return;
    case 'drop':
      await vscode.commands.executeCommand('vsftpdLens.openDropped', action.uri);
      return;
    case 'rerun':
    case 'more':
    case 'trust':
    case 'trust-once':
    case 'cancel':
    case 'reveal':
    case 'open-run':
    case 'show-line':
      return; // The owner of the panel does these itself.
  }
}

/** Copies, and says so in the status bar and to screen readers. */
async function copyText(panel: ReportPanel, text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  panel.say(`${what} was copied.`);
  vscode.window.setStatusBarMessage(`${what} was copied.`, 3000);
}

/** Writes a fix into the server's config, or the one the user chooses. */
async function writeFix(
  settings: Readonly<Record<string, string>>,
  { panel, config, probeAgain }: ActionContext,
): Promise<void> {
  const written = await writeSettings(settings, config);
  if (!written) return;
  const words = `Changed ${shortName(written.document.uri)}.`;
  panel.say(words);
  // Not awaited: the message stays until it is answered.
  void offerNext(words, written, probeAgain);
}

const UNDO = 'Undo';

async function offerNext(
  words: string,
  written: WrittenSettings,
  probeAgain: (() => void) | undefined,
): Promise<void> {
  const next = probeAgain ? 'Save and probe again' : 'Save';
  const answer = await vscode.window.showInformationMessage(
    `${words} vsftpd reads it at its next start.`,
    next,
    UNDO,
  );
  if (answer === UNDO) await undoSettings(written);
  if (answer === next && (await written.document.save())) probeAgain?.();
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

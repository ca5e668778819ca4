import * as vscode from 'vscode';
import { markdownOf } from '../../probe/report-markdown.js';
import type { FixRequest } from '../config/apply-fix.js';
import { shortName } from '../config/config-files.js';
import type { FindingPage } from '../finding-page.js';
import { reportText } from '../probe/saved-report.js';
import type { ReportPanel } from './panel.js';
import type { PanelAction, ShownRun } from './state.js';
import { t } from '../l10n.js';

/** What the buttons of a shown report work with. */
interface ActionContext {
  readonly panel: ReportPanel;
  readonly page: FindingPage;
  /** What the report is about, as people call it. */
  readonly target: string;
  readonly run?: ShownRun | undefined;
  /** The server's vsftpd.conf, where it is known: else it is asked for. */
  readonly config?: vscode.Uri | undefined;
  /** Probes the same server again, where that can be done. */
  readonly probeAgain?: () => void;
}

/** What the buttons of every shown report do. */
export async function act(action: PanelAction, context: ActionContext): Promise<void> {
  const { panel, page, run, probeAgain } = context;
  switch (action.type) {
    case 'copy':
      await copyText(panel, action.text, action.what);
      return;
    case 'markdown':
      if (run) await copyText(panel, markdownOf(run.report), t('The report'));
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
      await panel.fixes.apply(fixRequest(action.config, context));
      return;
    case 'preview':
      await panel.fixes.preview(fixRequest(action.config, context));
      return;
    case 'undo':
      await panel.fixes.undo();
      return;
    case 'restart':
      await panel.fixes.restart();
      return;
    case 'save-file':
      if (await panel.fixes.save()) probeAgain?.();
      return;
    case 'drop':
    case 'drop-file':
      await vscode.commands.executeCommand('vsftpdLens.openDropped', action);
      return;
    case 'rerun':
    case 'change':
    case 'more':
    case 'trust':
    case 'trust-once':
    case 'dial':
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
  panel.done(t('{0} was copied.', what));
  vscode.window.setStatusBarMessage(t('{0} was copied.', what), 3000);
}

/** A saved report, or a log, does not say which file is that of its server. */
function fixRequest(settings: FixRequest['settings'], { target, run, config }: ActionContext): FixRequest {
  return { settings, range: run?.expected ?? null, server: target, config };
}

async function save(panel: ReportPanel, run: ShownRun): Promise<void> {
  const { host, port } = run.report.target;
  const name = `ftp-probe-${host.replace(/[^\w.-]/g, '_')}-${port}-${run.at.slice(0, 10)}.json`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: t('Save the report'),
    filters: { JSON: ['json'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(reportText(run)));
  panel.done(t('The report was saved as {0}.', shortName(file)));
  vscode.window.setStatusBarMessage(t('The report was saved as {0}.', shortName(file)), 3000);
}

import * as vscode from 'vscode';
import { hostPort } from '../host-port.js';
import { act } from '../panel/actions.js';
import { ReportPanel } from '../panel/panel.js';
import type { PanelState, ShownRun } from '../panel/state.js';
import { LONGEST_REPORT, readSavedReport } from './saved-report.js';
import type { Services } from '../services.js';

/** FTP: Open Saved Report. Each report gets its own panel, so that two can be compared. */
export async function openReport(services: Services, given: unknown): Promise<void> {
  const file = given instanceof vscode.Uri ? given : await choose();
  if (!file) return;
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(file);
    if (size > 4 * LONGEST_REPORT) throw new Error('This file is too long for the report of a probe.');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    showSaved(services, readSavedReport(text, new Date(mtime).toISOString()));
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function choose(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Open the report of a probe',
      filters: { JSON: ['json'] },
      ...(folder ? { defaultUri: folder } : {}),
    })) ?? [];
  return file;
}

/** Shows a report from a file. @param revived the panel to use after a reload of the window */
export function showSaved(
  { context, findingPage }: Services,
  run: ShownRun,
  revived?: vscode.WebviewPanel,
): void {
  const target = hostPort(run.report.target.host, run.report.target.port);
  const state: PanelState = { kind: 'done', target, run };
  const panel = new ReportPanel(
    context.extensionUri,
    (action) => {
      if (action.type === 'rerun') void vscode.commands.executeCommand('vsftpdLens.probe', target);
      else void act(action, { panel, page: findingPage, run });
    },
    revived,
  );
  panel.show(state);
}

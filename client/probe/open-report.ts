import * as vscode from 'vscode';
import { hostPort } from '../host-port.js';
import { showLine } from '../config/config-files.js';
import { act } from '../panel/actions.js';
import { ReportPanel } from '../panel/panel.js';
import type { PanelAction, PanelState, ShownRun } from '../panel/state.js';
import { nameOf } from '../passwords.js';
import { KeptReports } from './kept-reports.js';
import { LONGEST_REPORT, readSavedReport } from './saved-report.js';
import type { Services } from '../services.js';
import { t } from '../l10n.js';

/** FTP: Open Saved Report. Each report gets its own panel, so that two can be compared. */
export async function openReport(services: Services, given: unknown): Promise<void> {
  const file = given instanceof vscode.Uri ? given : await choose();
  if (!file) return;
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(file);
    if (size > 4 * LONGEST_REPORT) throw new Error(t('This file is too long for the report of a probe.'));
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    openReportText(services, text, new Date(mtime));
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** @throws Error with a sentence for the user */
export function openReportText(services: Services, text: string, written: Date): void {
  showSaved(services, readSavedReport(text, written.toISOString()));
}

async function choose(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('Open the report of a probe'),
      filters: { JSON: ['json'] },
      ...(folder ? { defaultUri: folder } : {}),
    })) ?? [];
  return file;
}

/** The report of an earlier run of the same account, in its own panel. */
export async function openKept(services: Services, { report, user }: ShownRun, at: string): Promise<void> {
  const run = await new KeptReports(services.context).open(nameOf({ ...report.target, user }), at);
  if (run) showSaved(services, run);
  else void vscode.window.showInformationMessage(t('This report is not kept any more.'));
}

/** What asks for another probe: the questions come first. */
const PROBING: ReadonlySet<PanelAction['type']> = new Set([
  ...(['rerun', 'change', 'more'] as const),
  // Answers to a run that is over.
  ...(['dial', 'trust', 'trust-once'] as const),
]);

/** Shows a report that is not the current one. @param revived the panel to use after a reload of the window */
export function showSaved(services: Services, run: ShownRun, revived?: vscode.WebviewPanel): void {
  const target = hostPort(run.report.target.host, run.report.target.port);
  const state: PanelState = { kind: 'done', target, run };
  const { context, findingPage } = services;
  const config = placeOf(run, run.config);
  // A kept report is of this computer, and its server can be probed again.
  const account = run.user === '' ? target : nameOf({ ...run.report.target, user: run.user });
  const probeAgain = (): void => void vscode.commands.executeCommand('vsftpdLens.probe', account);
  const onAction = async (action: PanelAction): Promise<void> => {
    if (PROBING.has(action.type)) probeAgain();
    else if (action.type === 'open-run') await openKept(services, run, action.at);
    else if (action.type === 'show-line') await showPlace(run, action);
    else await act(action, { panel, page: findingPage, target, run, config, probeAgain });
  };
  const panel = new ReportPanel(context.extensionUri, (action) => void onAction(action), revived);
  panel.show(state);
}

/** Of a file that the run was compared with, by the name that it gives it. */
export function placeOf({ places }: Pick<ShownRun, 'places'>, wanted: string | null): vscode.Uri | undefined {
  const uri = places.find(({ name }) => name === wanted)?.uri;
  return uri === undefined ? undefined : vscode.Uri.parse(uri);
}

export async function showPlace(
  run: Pick<ShownRun, 'places'>,
  { file, line }: PanelAction & { readonly type: 'show-line' },
): Promise<void> {
  const uri = placeOf(run, file);
  if (uri) await showLine(uri, line);
}

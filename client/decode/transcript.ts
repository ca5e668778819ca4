import * as vscode from 'vscode';
import { meaningOf, type Finding } from '../../core/verdict/index.js';
import { withOverrides } from '../../core/verdict/project-settings.js';
import { apart, hasThreads } from '../apart/apart.js';
import { shortName } from '../config/config-files.js';
import { projectFindings } from '../config/project-findings.js';
import { verdictOf } from '../panel/words.js';
import { act as actOnReport } from '../panel/actions.js';
import { ReportPanel } from '../panel/panel.js';
import type { PanelAction, PanelState } from '../panel/state.js';
import type { Services } from '../services.js';
import { DIAGNOSTIC_SEVERITIES } from '../severities.js';
import { later, t } from '../l10n.js';

/** Longer texts are for `vsftpd-lens decode`, which reads them as a stream. UTF-16 units. */
const LIMIT = 5_000_000;
/** In a browser. */
const SHORT_LIMIT = 1_000_000;

/** A text, and where its first line stands in its document. */
interface Transcript {
  readonly text: string;
  readonly name: string;
  readonly document: vscode.TextDocument | undefined;
  readonly firstLine: number;
}

let shown: { readonly panel: ReportPanel; state: PanelState } | undefined;
let marks: vscode.DiagnosticCollection | undefined;

/** FTP: Diagnose Transcript. Reads the file given, else the selection, else the document, else the clipboard. */
export async function diagnose(services: Services, given: unknown): Promise<void> {
  const transcript = given instanceof vscode.Uri ? await fileTranscript(given) : await findTranscript();
  if (transcript) await diagnoseText(services, transcript);
}

export async function diagnoseText(services: Services, transcript: Transcript): Promise<void> {
  if (!hasRoom(transcript)) return;
  const verdict = await apart('transcript', transcript.text).catch(warn);
  if (!verdict) return;
  const { findings: all, notTested, ...more } = verdict;
  const { findings, switchedOff } = withOverrides(all, await projectFindings(transcript.document?.uri));
  const placed = findings.map((finding) => moved(finding, transcript));
  if (transcript.document) mark(services, transcript.document, placed);
  show(services, {
    kind: 'log',
    target: transcript.name,
    uri: transcript.document?.uri.toString() ?? '',
    findings: placed,
    meaning: meaningOf(verdictOf(findings)?.id ?? ''),
    notTested,
    ...(switchedOff > 0 ? { switchedOff } : {}),
    understood: { ...more.understood, completedTransfers: more.completedTransfers },
    story: null,
  });
}

/** Marks what is found in a whole transcript, and says it in a few words. */
export async function markTranscript(services: Services, document: vscode.TextDocument): Promise<string> {
  const { version } = document;
  const { findings: all, completedTransfers } = await apart('transcript', document.getText());
  const { findings } = withOverrides(all, await projectFindings(document.uri));
  if (document.version === version && !document.isClosed) mark(services, document, findings);
  const [first, ...others] = findings;
  if (!first)
    return completedTransfers > 0
      ? t('Nothing wrong is seen in this transcript')
      : t('No failure that I can read');
  return others.length === 0 ? first.title : t('{0} · {1} more', first.title, others.length);
}

/** A log may be too long for an editor, which then refuses to open it. */
async function fileTranscript(uri: vscode.Uri): Promise<Transcript | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return { text: document.getText(), name: shortName(uri), document, firstLine: 0 };
  } catch {
    void vscode.window.showWarningMessage(t(TOO_LONG));
    return undefined;
  }
}

const TOO_LONG = later('This log is too long for the editor: run "vsftpd-lens decode FILE" in a terminal.');

function hasRoom({ text }: Transcript): boolean {
  const isShort = text.length <= (hasThreads() ? LIMIT : SHORT_LIMIT);
  if (!isShort) void vscode.window.showWarningMessage(t(TOO_LONG));
  return isShort;
}

/** Says why nothing came of it. */
export function warn(error: unknown): undefined {
  const words = error instanceof Error ? error.message : String(error);
  void vscode.window.showWarningMessage(t('This could not be diagnosed. {0}', words));
  return undefined;
}

async function findTranscript(): Promise<Transcript | undefined> {
  const editor = vscode.window.activeTextEditor;
  const document = editor?.document.languageId === 'vsftpd' ? undefined : editor?.document;
  const selection = document && editor && !editor.selection.isEmpty ? editor.selection : undefined;
  const text = document?.getText(selection) ?? (await vscode.env.clipboard.readText());
  if (text.trim() === '') {
    void vscode.window.showInformationMessage(
      t('Open or copy what an FTP client or server has logged, then run this again.'),
    );
    return undefined;
  }
  const name = document ? shortName(document.uri) : t('Clipboard');
  return { text, name, document, firstLine: selection?.start.line ?? 0 };
}

/** Its place in the document, or none where the text comes from the clipboard. */
function moved({ at, ...finding }: Finding, { document, firstLine }: Transcript): Finding {
  if (!at || !document) return finding;
  return { ...finding, at: { ...at, line: at.line + firstLine } };
}

/** Marks stay until the text changes; they are not updated. */
function mark(
  { context, findingPage }: Services,
  document: vscode.TextDocument,
  findings: readonly Finding[],
): void {
  const collection = (marks ??= createMarks(context));
  const diagnostics = findings.flatMap((finding) => {
    if (!finding.at) return [];
    const { line, character, length } = finding.at;
    const range = document.validateRange(new vscode.Range(line, character, line, character + length));
    const text = `${finding.title}. ${finding.fix.text}`.replaceAll('`', '');
    const diagnostic = new vscode.Diagnostic(range, text, DIAGNOSTIC_SEVERITIES[finding.severity]);
    diagnostic.source = 'ftp';
    diagnostic.code = { value: finding.id, target: findingPage.linkTo(finding.id) };
    return [diagnostic];
  });
  collection.set(document.uri, diagnostics);
}

function createMarks(context: vscode.ExtensionContext): vscode.DiagnosticCollection {
  const collection = vscode.languages.createDiagnosticCollection('ftp');
  context.subscriptions.push(
    collection,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) collection.delete(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      collection.delete(uri);
    }),
  );
  return collection;
}

/** Shows a verdict in the one panel for transcripts. @param revived the panel to use after a reload */
export function show(services: Services, state: PanelState, revived?: vscode.WebviewPanel): void {
  if (shown && revived) {
    revived.dispose();
    return;
  }
  shown ??= { panel: createPanel(services, revived), state };
  shown.state = state;
  shown.panel.show(state);
  if (!revived) shown.panel.reveal();
}

function createPanel(services: Services, revived: vscode.WebviewPanel | undefined): ReportPanel {
  const panel = new ReportPanel(
    services.context.extensionUri,
    (action) => void act(services, panel, action),
    revived,
  );
  panel.onDidDispose(() => {
    shown = undefined;
  });
  return panel;
}

async function act({ findingPage }: Services, panel: ReportPanel, action: PanelAction): Promise<void> {
  if (action.type === 'reveal') await reveal(action.place);
  else {
    const target = t('the server of {0}', shown?.state.target ?? t('this log'));
    await actOnReport(action, { panel, page: findingPage, target });
  }
}

async function reveal({
  line,
  character,
  length,
}: Extract<PanelAction, { type: 'reveal' }>['place']): Promise<void> {
  if (shown?.state.kind !== 'log' || shown.state.uri === '') return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(shown.state.uri));
  const selection = document.validateRange(new vscode.Range(line, character, line, character + length));
  await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.One });
}

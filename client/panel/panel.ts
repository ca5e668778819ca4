import * as vscode from 'vscode';
import css from './panel.css';
import { readFromPanel } from './messages.js';
import { PanelFixes } from './panel-fixes.js';
import type { FixOutcome, PanelAction, PanelState, ToPanel } from './state.js';
import { t, tableInUse } from '../l10n.js';

const PANEL_TYPE = 'vsftpdLens.report';

/** One webview panel: it shows a state, and reports the buttons pressed. */
export class ReportPanel {
  private state: PanelState | undefined;
  private shownAt = 0;
  private ready = false;
  private isClosed = false;
  private outcome: FixOutcome | null = null;
  /** Fixes that are applied from this panel. */
  readonly fixes = new PanelFixes(
    (outcome) => {
      this.tellOutcome(outcome);
    },
    () =>
      !this.isClosed && this.panel.viewColumn === vscode.ViewColumn.One
        ? vscode.ViewColumn.Two
        : vscode.ViewColumn.One,
  );

  /** @param onAction is called for every button @param panel the one to use after a reload of the window */
  constructor(
    extension: vscode.Uri,
    onAction: (action: PanelAction) => void,
    private readonly panel: vscode.WebviewPanel = create(extension),
  ) {
    const { webview } = panel;
    webview.options = optionsFor(extension);
    webview.onDidReceiveMessage((message: unknown) => {
      const read = readFromPanel(message);
      if (read?.type === 'ready') this.becameReady();
      else if (read) onAction(read);
    });
    panel.onDidDispose(() => {
      this.isClosed = true;
      this.fixes.dispose();
    });
    // A hidden panel is unloaded: it asks again once it is back.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.ready = false;
    });
    webview.html = html(webview, extension);
  }

  get onDidDispose(): vscode.Event<void> {
    return this.panel.onDidDispose;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  show(state: PanelState): void {
    this.state = state;
    this.shownAt = Date.now();
    this.outcome = null;
    this.panel.title = `FTP ${state.target}`;
    if (this.ready) this.post({ type: 'show', state, ageMs: 0 });
  }

  /** What the pressed button asked for is done. */
  done(text: string): void {
    this.post({ type: 'done', text });
  }

  private say(text: string): void {
    this.post({ type: 'say', text });
  }

  private becameReady(): void {
    this.ready = true;
    this.post({ type: 'language', language: pageLanguage(), table: tableInUse() });
    if (this.state) this.post({ type: 'show', state: this.state, ageMs: Date.now() - this.shownAt });
    if (this.outcome) this.post({ type: 'fix', outcome: this.outcome });
  }

  private tellOutcome(outcome: FixOutcome | null): void {
    this.outcome = outcome;
    this.post({ type: 'fix', outcome });
    this.say(outcome?.text ?? t('The change was taken back.'));
  }

  private post(message: ToPanel): void {
    // A preview outlives the report that it is of.
    if (!this.isClosed) void this.panel.webview.postMessage(message);
  }
}

function create(extension: vscode.Uri): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    PANEL_TYPE,
    t('FTP probe'),
    { viewColumn: columnBeside(), preserveFocus: false },
    optionsFor(extension),
  );
}

/** Beside what is being looked at, and not in a third column, which would be too narrow to read. */
function columnBeside(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const other = all.find((group) => group !== activeTabGroup);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

function optionsFor(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
}

/** English where there is no table. */
function pageLanguage(): string {
  return Object.keys(tableInUse()).length > 0 ? vscode.env.language : 'en';
}

/** Only our own script and style run, and nothing is fetched from elsewhere. */
function html(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'panel.js')).toString();
  const font = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'codicon.ttf')).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${pageLanguage()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t('FTP probe')}</title>
<style nonce="${nonce}">@font-face { font-family: codicon; font-display: block; src: url("${font}") format("truetype"); }
${css}</style>
</head>
<body>
<div id="live" class="hidden" role="status" aria-live="polite"></div>
<div id="root"></div>
<footer id="drop">${t('Drop a log, a capture or a saved report here; hold Shift while you do.')}</footer>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

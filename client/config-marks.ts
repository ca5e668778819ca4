import * as vscode from 'vscode';
import type { ConfigDocument } from '../core/config/index.js';
import type { Finding, FindingSeverity } from '../core/verdict/index.js';
import type { FindingPage } from './finding-page.js';
import { isMended, markedLines, placesOfLine } from './mark-lines.js';
import { settingChanges } from './probe-target.js';

const SOURCE = 'vsftpd Lens probe';
const COPY = 'vsftpdLens.copyCommand';

interface Mark {
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
  /** What stood in the line when it was probed: another text makes the finding stale. */
  readonly text: string;
}

/**
 * Findings of a probe in the server's config, as diagnostics with quick fixes. They are an answer to one question: a mark
 * goes when its line changes, when the file says what its fix would write, or with the next probe.
 */
export class ConfigMarks implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly collection = vscode.languages.createDiagnosticCollection(SOURCE);
  private readonly marks = new Map<string, readonly Mark[]>();
  /** Where the last probe of an account has left its marks. */
  private readonly places = new Map<string, vscode.Uri>();
  private readonly listeners: vscode.Disposable;

  constructor(private readonly page: FindingPage) {
    this.listeners = vscode.Disposable.from(
      this.collection,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const edits = contentChanges.map(({ range, text }) => ({
          firstLine: range.start.line,
          lastLine: range.end.line,
          text,
        }));
        if (edits.length > 0) this.follow(document, (line) => placesOfLine(line, edits));
      }),
      // It may have changed on disk while nobody looked.
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.follow(document, (line) => [line]);
      }),
      vscode.languages.registerCodeActionsProvider('*', this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.commands.registerCommand(COPY, (text: unknown) => vscode.env.clipboard.writeText(String(text))),
    );
  }

  dispose(): void {
    this.listeners.dispose();
  }

  /** Takes away what the last probe of this account has left, in whichever file. */
  clear(account: string): void {
    const place = this.places.get(account);
    if (place) this.keep(place, []);
  }

  /**
   * Replaces what an earlier probe left in this document.
   * @param account `user@host:port`
   * @param config the document as it was when it was probed
   */
  async set(
    account: string,
    document: vscode.TextDocument,
    config: ConfigDocument,
    findings: readonly Finding[],
  ): Promise<void> {
    const probed = config.source.text.split(/\r\n|\n|\r/);
    const isAsProbed = (line: number): boolean =>
      line < document.lineCount && document.lineAt(line).text === probed[line];
    const marks: Mark[] = [];
    for (const { finding, lines } of markedLines(findings, config)) {
      const link = await this.page.linkTo(finding.id);
      if (lines.every(isAsProbed)) marks.push(markOf(document, finding, lines, link));
    }
    this.places.set(account, document.uri);
    this.keep(document.uri, marks);
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const near = (this.marks.get(document.uri.toString()) ?? []).filter(({ diagnostic }) =>
      diagnostic.range.intersection(range),
    );
    return near.flatMap((mark) => [
      ...mend(document, mark),
      ...mark.finding.fix.commands.map((one) => copy(one, mark)),
    ]);
  }

  private follow(document: vscode.TextDocument, placesOf: (line: number) => readonly number[]): void {
    const marks = this.marks.get(document.uri.toString());
    if (!marks) return;
    const all = document.getText();
    const left = marks.flatMap((mark) => {
      const line = placesOf(mark.diagnostic.range.start.line).find(
        (one) => one >= 0 && one < document.lineCount && document.lineAt(one).text === mark.text,
      );
      if (line === undefined || isMended(all, mark.finding.fix)) return [];
      mark.diagnostic.range = document.lineAt(line).range;
      return [mark];
    });
    this.keep(document.uri, left);
  }

  private keep(uri: vscode.Uri, marks: readonly Mark[]): void {
    if (marks.length === 0) this.marks.delete(uri.toString());
    else this.marks.set(uri.toString(), marks);
    this.collection.set(
      uri,
      marks.map(({ diagnostic }) => diagnostic),
    );
  }
}

function markOf(
  document: vscode.TextDocument,
  finding: Finding,
  [first = 0, ...others]: readonly number[],
  link: vscode.Uri,
): Mark {
  const { text, range } = document.lineAt(first);
  const words = `${finding.title}. ${finding.evidence}\n${finding.fix.text}`.replaceAll('`', '');
  const diagnostic = new vscode.Diagnostic(range, words, SEVERITIES[finding.severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.id, target: link };
  diagnostic.relatedInformation = others.map((line) => {
    const place = new vscode.Location(document.uri, document.lineAt(line).range);
    return new vscode.DiagnosticRelatedInformation(place, document.lineAt(line).text);
  });
  return { finding, diagnostic, text };
}

const SEVERITIES: Readonly<Record<FindingSeverity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

function mend(document: vscode.TextDocument, { finding, diagnostic }: Mark): vscode.CodeAction[] {
  const entries = Object.entries(finding.fix.config ?? {});
  if (entries.length === 0) return [];
  const text = entries.map(([name, value]) => `${name}=${value}`).join(', ');
  const action = new vscode.CodeAction(`Set ${text}`, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  for (const { line, start, end, newText } of settingChanges(document.getText(), Object.fromEntries(entries)))
    action.edit.replace(document.uri, new vscode.Range(line, start, line, end), newText);
  return [action];
}

function copy(command: string, { diagnostic }: Mark): vscode.CodeAction {
  const action = new vscode.CodeAction(`Copy: ${command}`, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { command: COPY, title: 'Copy', arguments: [command] };
  return action;
}

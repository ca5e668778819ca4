import * as vscode from 'vscode';
import type { Finding } from '../../core/verdict/index.js';
import { checked } from '../config/apply-fix.js';
import type { FindingPage } from '../finding-page.js';
import { isMended, placesOfLine, type MarkedLines } from '../config/mark-lines.js';
import { openDocument } from '../open-document.js';
import { DIAGNOSTIC_SEVERITIES } from '../severities.js';
import { settingChanges } from '../../core/config/index.js';
import { t } from '../l10n.js';

const SOURCE = 'vsftpd Lens probe';
const COPY = 'vsftpdLens.copyCommand';

/** A file that a probe was compared with, and the findings in it. */
export interface JudgedFile {
  readonly uri: vscode.Uri;
  /** As it was when the probe ended. */
  readonly text: string;
  readonly marked: readonly MarkedLines[];
  /** A vsftpd.conf, which the settings of a fix are for. */
  readonly isConfig: boolean;
  /** Its passive range at that time; null where it is not known. */
  readonly range: readonly [number, number] | null;
}

interface Mark {
  readonly finding: Finding;
  readonly isConfig: boolean;
  readonly range: JudgedFile['range'];
  readonly diagnostic: vscode.Diagnostic;
  /** The line's text when it was probed: another text makes the finding stale. */
  readonly text: string;
}

/**
 * Findings of a probe as diagnostics with quick fixes, in the server's config and its firewall files. A mark goes when its
 * line changes, when the file says what its fix would write, or with the next probe.
 */
export class ProbeMarks implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly collection = vscode.languages.createDiagnosticCollection(SOURCE);
  private readonly marks = new Map<string, readonly Mark[]>();
  /** Where the last probe of an account has left its marks. */
  private readonly places = new Map<string, readonly vscode.Uri[]>();
  /** By file with marks: it may change while it is not open. */
  private readonly watchers = new Map<string, vscode.Disposable>();
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
      // It may have changed on disk while it was closed.
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
    for (const watcher of this.watchers.values()) watcher.dispose();
  }

  /** Removes all marks of the last probe of this account. */
  clear(account: string): void {
    for (const place of this.places.get(account) ?? []) this.keep(place, []);
    this.places.delete(account);
  }

  /**
   * Replaces what an earlier probe left in these files.
   * @param account `user@host:port`
   */
  async set(account: string, files: readonly JudgedFile[]): Promise<void> {
    const links = new Map<string, vscode.Uri>();
    for (const { finding } of files.flatMap(({ marked }) => marked))
      links.set(finding.id, this.page.linkTo(finding.id));
    this.places.set(
      account,
      files.map(({ uri }) => uri),
    );
    // Watch before reading again, so that no later change is missed.
    for (const { uri, marked } of files) if (marked.length > 0) this.watch(uri);
    const now = await Promise.all(files.map(linesNow));
    files.forEach((file, i) => {
      this.keep(file.uri, marksOf(file, now[i] ?? [], links));
    });
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const near = (this.marks.get(document.uri.toString()) ?? []).filter(({ diagnostic }) =>
      diagnostic.range.intersection(range),
    );
    return near.flatMap((mark) => [
      ...mend(document, mark),
      ...commandsOf(mark.finding.fix).map((one) => copy(one, mark)),
    ]);
  }

  private follow(document: vscode.TextDocument, placesOf: (line: number) => readonly number[]): void {
    const marks = this.marks.get(document.uri.toString());
    if (!marks) return;
    const all = document.getText();
    const left = marks.flatMap((mark) => {
      const { finding, diagnostic, text, isConfig } = mark;
      const line = placesOf(diagnostic.range.start.line).find(
        (one) => one >= 0 && one < document.lineCount && document.lineAt(one).text === text,
      );
      if (line === undefined || (isConfig && isMended(all, finding.fix))) return [];
      diagnostic.range = rangeOf(text, line);
      return [mark];
    });
    this.keep(document.uri, left);
  }

  private keep(uri: vscode.Uri, marks: readonly Mark[]): void {
    const key = uri.toString();
    if (marks.length === 0) {
      this.marks.delete(key);
      this.watchers.get(key)?.dispose();
      this.watchers.delete(key);
    } else {
      this.marks.set(key, marks);
      this.watch(uri);
    }
    this.collection.set(
      uri,
      marks.map(({ diagnostic }) => diagnostic),
    );
  }

  /** The editor reports changes of open files; others may be changed or deleted by another program. */
  private watch(uri: vscode.Uri): void {
    const key = uri.toString();
    if (this.watchers.has(key)) return;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/[*?{}[\]]/g, '?');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name),
    );
    const forget = (other: vscode.Uri): void => {
      if (other.toString() === key) this.keep(uri, []);
    };
    this.watchers.set(
      key,
      vscode.Disposable.from(
        watcher,
        watcher.onDidChange((other) => {
          if (!openDocument(uri)) forget(other);
        }),
        watcher.onDidDelete(forget),
      ),
    );
  }
}

/** A file may have changed while the probe ran; empty where it is gone or of no interest. */
async function linesNow({ uri, marked }: JudgedFile): Promise<readonly string[]> {
  if (marked.length === 0) return [];
  const text =
    openDocument(uri)?.getText() ??
    (await vscode.workspace.fs.readFile(uri).then(
      (bytes) => new TextDecoder().decode(bytes),
      () => '',
    ));
  return text.split(LINE_BREAK);
}

/** Only for lines that are unchanged. */
function marksOf(
  { uri, text, marked, isConfig, range }: JudgedFile,
  now: readonly string[],
  links: ReadonlyMap<string, vscode.Uri>,
): Mark[] {
  const probed = text.split(LINE_BREAK);
  return marked
    .filter(({ lines }) => lines.every((line) => now[line] !== undefined && now[line] === probed[line]))
    .map(({ finding, lines: [first = 0, ...others] }) => ({
      finding,
      isConfig,
      range,
      diagnostic: diagnosticOf(finding, uri, probed, [first, ...others], links.get(finding.id)),
      text: probed[first] ?? '',
    }));
}

const LINE_BREAK = /\r\n|\n|\r/;

function diagnosticOf(
  finding: Finding,
  uri: vscode.Uri,
  text: readonly string[],
  [first, ...others]: readonly [number, ...number[]],
  link: vscode.Uri | undefined,
): vscode.Diagnostic {
  const words = `${finding.title}. ${finding.evidence}\n${finding.fix.text}`.replaceAll('`', '');
  const diagnostic = new vscode.Diagnostic(
    rangeOf(text[first] ?? '', first),
    words,
    DIAGNOSTIC_SEVERITIES[finding.severity],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = link ? { value: finding.id, target: link } : finding.id;
  diagnostic.relatedInformation = others.map((line) => {
    const words = text[line] ?? '';
    return new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, rangeOf(words, line)), words);
  });
  return diagnostic;
}

/** What is visible of a line. */
function rangeOf(text: string, line: number): vscode.Range {
  return new vscode.Range(line, text.length - text.trimStart().length, line, text.trimEnd().length);
}

function mend(
  document: vscode.TextDocument,
  { finding, diagnostic, isConfig, range }: Mark,
): vscode.CodeAction[] {
  const entries = isConfig ? Object.entries(finding.fix.config ?? {}) : [];
  if (entries.length === 0) return [];
  const fix = { settings: Object.fromEntries(entries), range };
  const { worse, missing } = checked(document.uri, document.getText(), fix);
  if (worse.length + missing.length > 0) return [];
  const text = entries.map(([name, value]) => `${name}=${value}`).join(', ');
  const action = new vscode.CodeAction(t('Set {0}', text), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  for (const { line, start, end, newText } of settingChanges(document.getText(), fix.settings))
    action.edit.replace(document.uri, new vscode.Range(line, start, line, end), newText);
  return [action];
}

function copy(command: string, { diagnostic }: Mark): vscode.CodeAction {
  const action = new vscode.CodeAction(t('Copy: {0}', command), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { command: COPY, title: t('Copy'), arguments: [command] };
  return action;
}

function commandsOf({ commands, alternatives = [] }: Finding['fix']): readonly string[] {
  return [...commands, ...alternatives.map((way) => way.commands.join('\n'))];
}

import * as vscode from 'vscode';
import { FIREWALL_PATTERN, mayBeFirewall } from './firewall-documents.js';
import { workspaceConfigs, type WorkspaceConfig } from './workspace-configs.js';

/** Bounds of one search: files found and read, bytes of each, milliseconds. */
const MOST = { files: 40, bytes: 200_000, time: 5000 } as const;

/** A file may be written several times in a row. Milliseconds. */
const QUIET = 300;

/**
 * The configs, firewall and container files of the workspace. Searched once, with the editor's own excludes; later
 * changes come from its watcher, so nothing is searched twice.
 */
export class WorkspaceFiles implements vscode.Disposable {
  private readonly known = new Map<string, WorkspaceConfig>();
  private readonly watching: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private searching: Promise<void> = Promise.resolve();

  /** @param tell is called with all files, at first and after each change */
  constructor(private readonly tell: (files: readonly WorkspaceConfig[]) => void) {}

  start(): void {
    this.searching = this.search();
    const watcher = vscode.workspace.createFileSystemWatcher(
      `{${FIREWALL_PATTERN.slice(1, -1)},**/*vsftpd*.conf}`,
    );
    this.watching.push(
      watcher,
      watcher.onDidCreate((uri) => void this.take(uri)),
      watcher.onDidChange((uri) => void this.take(uri)),
      watcher.onDidDelete((uri) => {
        if (this.known.delete(uri.toString())) this.soon();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.searching = this.search();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.takeOpen(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.takeOpen(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.knows(uri)) void this.take(uri);
      }),
    );
  }

  knows(uri: vscode.Uri): boolean {
    return this.known.has(uri.toString());
  }

  /** Resolves once all is told: the search has ended, and no change waits for others. */
  async settled(): Promise<void> {
    await this.searching;
    if (this.timer) this.again();
  }

  /** Tells again what is known, for a server that was started anew. */
  again(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tell([...this.known.values()]);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.watching) one.dispose();
  }

  private async search(): Promise<void> {
    const [configs, uris] = await Promise.all([workspaceConfigs(), firewallFiles()]);
    this.known.clear();
    for (const config of configs) this.known.set(config.uri, config);
    for (const uri of uris) await this.read(uri);
    for (const document of vscode.workspace.textDocuments) this.takeOpen(document);
    this.again();
  }

  private async take(uri: vscode.Uri): Promise<void> {
    if (this.known.size >= 2 * MOST.files && !this.known.has(uri.toString())) return;
    if (await this.read(uri)) this.soon();
  }

  /** An open document counts as it stands in the editor. */
  private takeOpen(document: vscode.TextDocument): void {
    if (document.uri.scheme === 'git' || !mayBeFirewall(document)) return;
    const key = document.uri.toString();
    if (this.known.size >= 2 * MOST.files && !this.known.has(key)) return;
    const text = document.getText();
    if (text.length > MOST.bytes || this.known.get(key)?.text === text) return;
    this.known.set(key, { uri: key, text });
    this.soon();
  }

  /** True where that changed anything. */
  private async read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    const text = open ? open.getText() : await textOf(uri);
    if (text === undefined) return this.known.delete(key);
    if (this.known.get(key)?.text === text) return false;
    this.known.set(key, { uri: key, text });
    return true;
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.again();
    }, QUIET);
  }
}

/** Empty where the file system cannot be searched, and where it takes too long: then open files are compared only. */
async function firewallFiles(): Promise<readonly vscode.Uri[]> {
  const patience = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => {
    patience.cancel();
  }, MOST.time);
  try {
    // Undefined: the editor's own excludes.
    return await vscode.workspace.findFiles(FIREWALL_PATTERN, undefined, MOST.files, patience.token);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    patience.dispose();
  }
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MOST.bytes) return undefined;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

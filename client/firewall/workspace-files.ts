import * as vscode from 'vscode';
import { variableFiles, withoutSecrets } from '../../core/firewall/formats/compose/env-file.js';
import { firstOf, speaksOfFtp } from '../../core/firewall/nearness.js';
import {
  FIREWALL_PATTERN,
  isEnvFile,
  mayBeCompose,
  mayBeFirewall,
  WIDE_PATTERN,
} from './firewall-documents.js';
import { fileText } from '../file-text.js';
import { openDocument } from '../open-document.js';
import { isStarted, workspaceConfigs, type WorkspaceConfig } from '../config/workspace-configs.js';

/** Bounds of one search: names found, files read and kept, bytes of each, milliseconds. */
const MOST = { names: 3000, read: 200, files: 40, envs: 10, bytes: 200_000, time: 5000 } as const;

/** Variables that images take ports from, and that of Compose itself. */
const PORT_NAME = /port|pasv|passive|addr|host|_ip$|^COMPOSE_FILE$/i;

/** A file may be written several times in a row. Milliseconds. */
const QUIET = 300;

/**
 * The configs, firewall and container files of the workspace. Searched once, with the editor's own excludes; later
 * changes come from its watcher, so nothing is searched twice. A `.env` is read only beside a Compose file; it may hold
 * secrets, so that the language server gets nothing of it but ports.
 */
export class WorkspaceFiles implements vscode.Disposable {
  private readonly known = new Map<string, WorkspaceConfig>();
  private readonly envs = new Map<string, WorkspaceConfig>();
  private readonly watching: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private searching: Promise<void> = Promise.resolve();

  /** @param tell is called with all files, at first and after each change */
  constructor(private readonly tell: (files: readonly WorkspaceConfig[]) => void) {}

  start(): void {
    this.searching = this.search();
    const watcher = vscode.workspace.createFileSystemWatcher(
      `{${FIREWALL_PATTERN.slice(1, -1)},${WIDE_PATTERN.slice(1, -1)},${CONFIG_PATTERN},**/*.env}`,
    );
    this.watching.push(
      watcher,
      watcher.onDidCreate((uri) => void this.take(uri)),
      watcher.onDidChange((uri) => void this.take(uri)),
      watcher.onDidDelete((uri) => {
        const isKnown = this.known.delete(uri.toString());
        if (this.envs.delete(uri.toString()) || isKnown) this.soon();
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
        if (this.knows(uri) || this.envs.has(uri.toString())) void this.take(uri);
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

  /** Tells again what is known, for a server that was restarted. */
  again(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tell([...this.known.values(), ...this.portsOfEnvs()]);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.watching) one.dispose();
  }

  private async search(): Promise<void> {
    const [configs, deep, telling, wide] = await Promise.all([
      workspaceConfigs(),
      filesNamed(CONFIG_PATTERN),
      filesNamed(FIREWALL_PATTERN),
      filesNamed(WIDE_PATTERN),
    ]);
    this.known.clear();
    for (const config of configs) this.known.set(config.uri, config);
    // Those in folders that lie too deep for a walk.
    for (const uri of deep.slice(0, MOST.files))
      if (!this.knows(uri) && isStarted(uri.path)) await this.read(uri);
    await this.readFirst(telling, wide);
    for (const document of vscode.workspace.textDocuments) this.takeOpen(document);
    this.envs.clear();
    await this.readEnvs();
    this.again();
  }

  /** By their names first, then by how near they are to a config; those that do not speak of FTP come last. */
  private async readFirst(telling: readonly vscode.Uri[], wide: readonly vscode.Uri[]): Promise<void> {
    const named = new Set(telling);
    const configs = [...this.known.keys()].map((uri) => vscode.Uri.parse(uri).path);
    const all = [...new Map([...wide, ...telling].map((uri) => [uri.toString(), uri])).values()];
    const rest: WorkspaceConfig[] = [];
    let left: number = MOST.files;
    for (const uri of firstOf(all, (one) => named.has(one), configs).slice(0, MOST.read)) {
      if (left <= 0) return;
      const text = this.knows(uri) ? undefined : await currentText(uri);
      if (text === undefined) continue;
      const file = { uri: uri.toString(), text };
      if (speaksOfFtp(text)) {
        this.known.set(file.uri, file);
        left--;
      } else if (named.has(uri)) rest.push(file);
    }
    for (const file of rest.slice(0, left)) this.known.set(file.uri, file);
  }

  private async take(uri: vscode.Uri): Promise<void> {
    if (isEnvFile(uri)) {
      if (await this.readEnv(uri)) this.soon();
      return;
    }
    if (this.known.size >= 2 * MOST.files && !this.known.has(uri.toString())) return;
    const saysLittle = /\.(?:ya?ml|bash|sh|mk|md|markdown)$/i.test(uri.path);
    if (saysLittle && !this.knows(uri) && !speaksOfFtp((await currentText(uri)) ?? '')) return;
    const changed = await this.read(uri);
    if ((await this.readEnvs()) || changed) this.soon();
  }

  /** An open document counts as it stands in the editor. */
  private takeOpen(document: vscode.TextDocument): void {
    if (document.uri.scheme === 'git') return;
    if (isEnvFile(document.uri)) {
      void this.take(document.uri);
      return;
    }
    if (!mayBeFirewall(document)) return;
    const key = document.uri.toString();
    if (this.known.size >= 2 * MOST.files && !this.known.has(key)) return;
    const text = document.getText();
    if (text.length > MOST.bytes || this.known.get(key)?.text === text) return;
    const isNew = !this.known.has(key);
    this.known.set(key, { uri: key, text });
    if (isNew && mayBeCompose(document.uri.path, text)) void this.take(envBeside(document.uri));
    this.soon();
  }

  /** Reads `.env` files beside Compose files; true where there are new ones. */
  private async readEnvs(): Promise<boolean> {
    const wanted = [...this.wantedEnvs().keys()].filter((key) => !this.envs.has(key));
    const read = await Promise.all(
      wanted.slice(0, MOST.envs).map((key) => this.readEnv(vscode.Uri.parse(key))),
    );
    return read.includes(true);
  }

  /** True where that changed anything. */
  private async readEnv(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    if (!this.wantedEnvs().has(key)) return this.envs.delete(key);
    const text = (await currentText(uri)) ?? ((await isThere(uri)) ? UNREADABLE : undefined);
    if (text === undefined) return this.envs.delete(key);
    if (this.envs.get(key)?.text === text) return false;
    if (this.envs.size >= MOST.envs && !this.envs.has(key)) return false;
    this.envs.set(key, { uri: key, text });
    return true;
  }

  /** Files of variables, each with the Compose files that read it. */
  private wantedEnvs(): ReadonlyMap<string, readonly WorkspaceConfig[]> {
    const wanted = new Map<string, readonly WorkspaceConfig[]>();
    for (const file of this.composeFiles())
      for (const name of ['.env', ...variableFiles(file.text)]) {
        const key = vscode.Uri.joinPath(vscode.Uri.parse(file.uri), '..', name).toString();
        wanted.set(key, [...(wanted.get(key) ?? []), file]);
      }
    return wanted;
  }

  private composeFiles(): readonly WorkspaceConfig[] {
    return [...this.known.values()].filter(({ uri, text }) => mayBeCompose(uri, text));
  }

  private portsOfEnvs(): readonly WorkspaceConfig[] {
    const wanted = this.wantedEnvs();
    return [...this.envs.values()].flatMap(({ uri, text }) => {
      const beside = wanted.get(uri) ?? [];
      if (beside.length === 0) return [];
      const isUsed = (name: string): boolean =>
        beside.some((one) => one.text.includes(`$${name}`) || one.text.includes(`\${${name}`));
      return [{ uri, text: withoutSecrets(text, (name) => PORT_NAME.test(name) || isUsed(name)) }];
    });
  }

  /** True where that changed anything. */
  private async read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const text = await currentText(uri);
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

function envBeside(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..', '.env');
}

/** Text of a `.env` that exists and cannot be read: not an assignment, so every variable is unknown. */
const UNREADABLE = '=';

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** As it stands in the editor, else on disk. */
async function currentText(uri: vscode.Uri): Promise<string | undefined> {
  const open = openDocument(uri)?.getText();
  if (open !== undefined) return open;
  const text = await fileText(uri, MOST.bytes);
  return text?.includes('\0') ? undefined : text;
}

const CONFIG_PATTERN = '**/*vsftpd*.conf';

/** Empty where the search fails or takes too long: then only open files are compared. */
async function filesNamed(pattern: string): Promise<readonly vscode.Uri[]> {
  const patience = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => {
    patience.cancel();
  }, MOST.time);
  try {
    // The editor's own excludes count too.
    return await vscode.workspace.findFiles(pattern, '**/node_modules/**', MOST.names, patience.token);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    patience.dispose();
  }
}

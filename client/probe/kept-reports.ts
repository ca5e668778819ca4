import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { readOr } from '../../core/events/bounded.js';
import { keptRun, MOST_RUNS } from '../panel/shown-run.js';
import type { ShownRun } from '../panel/state.js';
import { withComputed } from './kept-path.js';
import { LONGEST_REPORT } from './saved-report.js';

const SUFFIX = '.json';

/** The last reports of each account, in the editor's own storage; like a saved report they hold no password. */
export class KeptReports {
  private readonly root: vscode.Uri;

  constructor({ globalStorageUri }: Pick<vscode.ExtensionContext, 'globalStorageUri'>) {
    this.root = vscode.Uri.joinPath(globalStorageUri, 'reports');
  }

  /**
   * A storage that cannot be written keeps none: the report is shown all the same.
   * @param account `user@host:port`
   */
  async keep(account: string, run: ShownRun): Promise<void> {
    try {
      await this.write(account, run);
    } catch (error) {
      console.error('The report could not be kept.', error);
    }
  }

  private async write(account: string, run: ShownRun): Promise<void> {
    const text = JSON.stringify({ ...run, path: undefined, meaning: undefined, classes: undefined });
    if (text.length > LONGEST_REPORT) return;
    const folder = this.folderOf(account);
    await vscode.workspace.fs.writeFile(this.fileOf(account, run.at), new TextEncoder().encode(text));
    // Their names are times.
    const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
    for (const name of names.slice(0, -MOST_RUNS))
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name));
  }

  /** Undefined where it is not kept any more. */
  async open(account: string, at: string): Promise<ShownRun | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.fileOf(account, at));
      const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
      const kept = readOr(keptRun, json, undefined);
      return kept && withComputed(kept);
    } catch {
      return undefined;
    }
  }

  /** A user or host may hold any character, and be long. */
  private folderOf(account: string): vscode.Uri {
    const name = createHash('sha256').update(account).digest('hex').slice(0, 32);
    return vscode.Uri.joinPath(this.root, name);
  }

  private fileOf(account: string, at: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folderOf(account), `${at.replace(/[^0-9TZ]/g, '-')}${SUFFIX}`);
  }
}

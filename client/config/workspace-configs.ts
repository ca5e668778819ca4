import * as vscode from 'vscode';
import { isConfigName, isCopyName } from '../../core/config/config-name.js';
import { fileText } from '../file-text.js';

/** A vsftpd.conf that lies in the workspace, whether open or not. */
export interface WorkspaceConfig {
  readonly uri: string;
  readonly text: string;
}

/** Limits of the walk: levels, folders listed, files read. */
const MOST = { depth: 8, folders: 400, files: 200, bytes: 200_000 } as const;

/**
 * The main config files of the workspace, those near its top first, whose passive ranges are compared with replies. A bounded walk: a
 * search needs a helper program and could read a whole home folder.
 */
export async function workspaceConfigs(): Promise<WorkspaceConfig[]> {
  const found: WorkspaceConfig[] = [];
  let level = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  let listed = 0;
  for (let depth = 0; depth <= MOST.depth && level.length > 0; depth++) {
    const next: vscode.Uri[] = [];
    for (const folder of level) {
      if (++listed > MOST.folders || found.length >= MOST.files) return found;
      for (const [name, type] of await entriesOf(folder)) {
        const uri = vscode.Uri.joinPath(folder, name);
        if (type === vscode.FileType.Directory && !/^\.|^node_modules$/.test(name)) next.push(uri);
        if (type !== vscode.FileType.File || !isStarted(name) || found.length >= MOST.files) continue;
        const text = await fileText(uri, MOST.bytes);
        if (text !== undefined) found.push({ uri: uri.toString(), text });
      }
    }
    level = next;
  }
  return found;
}

/** A daemon may be started with it: it is neither a copy nor the page of a manual. */
export function isStarted(name: string): boolean {
  return isConfigName(name) && !isCopyName(name) && !/\.\d$/.test(name);
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return []; // Gone, or not ours to read: then there is nothing to compare with.
  }
}

import * as vscode from 'vscode';
import {
  PROJECT_FILE,
  readProjectSettings,
  type ProjectSettings,
} from '../../core/verdict/project-settings.js';
import { fileText } from '../file-text.js';

/** A longer one is not read. Bytes. */
const MOST_BYTES = 1024 * 1024;
const DEEPEST = 100;

export type ProjectFindings = ProjectSettings['findings'];

/** What the project's file nearest above a file says of findings; of the first open folder where there is no file. */
export async function projectFindings(file: vscode.Uri | undefined): Promise<ProjectFindings> {
  const hasFolder = file !== undefined && file.scheme !== 'untitled';
  let folder = hasFolder ? vscode.Uri.joinPath(file, '..') : vscode.workspace.workspaceFolders?.[0]?.uri;
  for (let level = 0; folder && level < DEEPEST; level++) {
    const text = await fileText(vscode.Uri.joinPath(folder, PROJECT_FILE), MOST_BYTES);
    if (text !== undefined) return readProjectSettings(text).settings.findings;
    const above: vscode.Uri = vscode.Uri.joinPath(folder, '..');
    folder = above.path === folder.path ? undefined : above;
  }
  return {};
}

import * as vscode from 'vscode';
import { isBuildChoice, type BuildChoice } from '../../core/config/builds.js';

/** The build that a file is read for. */
export function chosenBuild(uri: vscode.Uri | undefined): BuildChoice {
  const text = vscode.workspace.getConfiguration('vsftpdLens', uri).get('build', 'any');
  return isBuildChoice(text) ? text : 'any';
}

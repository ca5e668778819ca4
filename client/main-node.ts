import type * as vscode from 'vscode';
import { start } from './extension.js';

/** Called by VS Code where extensions run beside Node. */
export function activate(context: vscode.ExtensionContext): void {
  start(context, { commands: () => import('./commands.js'), language: () => import('./language-node.js') });
}

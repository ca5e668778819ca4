import type * as vscode from 'vscode';
import { start } from './extension.js';

/** Called by VS Code where extensions run beside Node. */
export function activate(context: vscode.ExtensionContext): void {
  start(context, {
    commands: async () => {
      const commands = await import('./commands.js');
      commands.useThreads(context.extensionPath);
      return commands;
    },
    language: () => import('./language-node.js'),
  });
}

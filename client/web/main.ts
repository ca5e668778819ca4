import * as vscode from 'vscode';
import type * as extension from '../extension.js';
import type * as commands from '../commands.js';
import type * as language from './language.js';
import { Scripts, type Part } from './scripts.js';

/** Written by the build. */
declare const PARTS: Readonly<Record<Part, readonly string[]>>;

/** Called by VS Code where extensions run in a browser's worker. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const scripts = new Scripts(
    PARTS,
    async (path) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, path));
      return new TextDecoder().decode(bytes);
    },
    (name) => {
      if (name === 'vscode') return vscode;
      throw new Error(`There is no ${name} in a browser.`);
    },
  );
  const { start } = (await scripts.load('extension')) as typeof extension;
  start(context, {
    commands: async () => (await scripts.load('commands')) as typeof commands,
    language: async () => {
      const [part, script] = await Promise.all([scripts.load('language'), scripts.joined('server')]);
      const { startLanguageServer } = part as typeof language;
      return { startLanguageServer: () => startLanguageServer(script) };
    },
  });
}

import * as vscode from 'vscode';
import { registerBuildChoice } from './build-choice.js';
import { LanguageServerStart } from './language-server-start.js';
import { readKeptState } from './panel/state.js';
import { Passwords } from './passwords.js';
import { registerReplyHovers } from './reply-hovers.js';
import { disableRule } from './write-setting.js';

/**
 * Returns at once: only what a status item, three providers and the command names need is loaded here. The language
 * client and the commands are bundles of their own and load on first use.
 */
export function activate(context: vscode.ExtensionContext): void {
  const server = new LanguageServerStart(context);
  const passwords = new Passwords(context.secrets, context.globalState);
  context.subscriptions.push(
    server,
    registerBuildChoice(),
    registerReplyHovers(server),
    command('vsftpdLens.disableRule', disableRule),
    command('vsftpdLens.restart', () => server.restart()),
    command('vsftpdLens.probe', async (preset) =>
      (await import('./commands.js')).probeServer(context, passwords, preset),
    ),
    command('vsftpdLens.forgetPassword', () => passwords.forgetByChoice()),
    command('vsftpdLens.decode', async () => (await import('./commands.js')).decodeReplies()),
    command('vsftpdLens.encode', async () => (await import('./commands.js')).encodeAddress()),
    command('vsftpdLens.diagnose', async () => (await import('./commands.js')).diagnose(context)),
    vscode.window.registerWebviewPanelSerializer('vsftpdLens.report', {
      deserializeWebviewPanel: async (panel, kept) => {
        const state = readKeptState(kept);
        if (!state) panel.dispose();
        else if (state.kind === 'log') (await import('./commands.js')).showTranscript(context, state, panel);
        else (await import('./commands.js')).revivePanel(context, passwords, panel, state);
      },
    }),
  );
}

function command(name: string, run: (...given: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(name, run);
}

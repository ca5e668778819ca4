import * as vscode from 'vscode';
import { registerBuildChoice } from './config/build-choice.js';
import { ConfigLens } from './config/config-lens.js';
import { FindingPage } from './finding-page.js';
import { registerFtpLinks } from './probe/ftp-links.js';
import { lastVerdicts } from './probe/last-verdicts.js';
import { useTable } from './l10n.js';
import { LanguageServerStart, type LanguagePart } from './language-server-start.js';
import { Passwords } from './passwords.js';
import { registerReplyHovers } from './decode/reply-hovers.js';
import { TranscriptLens } from './decode/transcript-lens.js';
import type { Services } from './services.js';
import { chooseDisabling, disableRule } from './config/write-setting.js';

/** What loads on first use, by where the extension runs: beside Node or in a browser. */
export interface Parts {
  readonly commands: () => Promise<typeof import('./commands.js')>;
  readonly language: () => Promise<LanguagePart>;
}

/** Returns at once: only what a status item, a few providers and the command names need is loaded here. */
export function start(context: vscode.ExtensionContext, { commands, language }: Parts): void {
  useTable(vscode.l10n.bundle);
  const server = new LanguageServerStart(context, language);
  const lens = new ConfigLens();
  const services: Services = {
    context,
    server,
    passwords: new Passwords(context.secrets, context.globalState),
    lens,
    findingPage: new FindingPage(vscode.Uri.joinPath(context.extensionUri, 'docs')),
  };
  const known = lastVerdicts(context.globalState);
  for (const { config, words } of known) if (config !== null) lens.tell(vscode.Uri.parse(config), words);
  if (known.length > 0) void vscode.commands.executeCommand('setContext', 'vsftpdLens.hasReport', true);
  context.subscriptions.push(
    server,
    lens,
    registerBuildChoice(context.globalState, lens),
    new TranscriptLens(async (document) => (await commands()).markTranscript(services, document)),
    registerReplyHovers(server),
    registerFtpLinks(),
    command('disableRule', disableRule),
    command('chooseDisabling', chooseDisabling),
    services.findingPage.register(),
    command('showRule', (page, code) => services.findingPage.showSection(page, code)),
    command('restart', () => server.restart()),
    command('newConfig', newConfig),
    command('walkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    ),
    command('probe', async (preset) => (await commands()).probeServer(services, preset)),
    command('probeAgain', async () => (await commands()).probeAgain(services)),
    command('probeConfig', async (uri) => (await commands()).probeConfig(services, uri)),
    command('cancelProbe', async () => {
      (await commands()).cancelProbe();
    }),
    command('showReport', async (config) => (await commands()).showReport(services, config)),
    command('openReport', async (uri) => (await commands()).openReport(services, uri)),
    command('stepBack', async () => {
      (await commands()).stepBack();
    }),
    command('forgetPassword', async () => (await commands()).forgetByChoice(services)),
    command('applyPreview', async (uri) => (await commands()).applyPreview(uri)),
    command('decode', async () => (await commands()).decodeReplies()),
    command('firewallRules', async (uri) => (await commands()).firewallRules(services, uri)),
    command('encode', async () => (await commands()).encodeAddress()),
    command('compareFile', async (uri) => (await commands()).compareFile(uri)),
    command('diagnose', async (uri) => (await commands()).diagnose(services, uri)),
    command('openDropped', async (dropped) => (await commands()).openDropped(services, dropped)),
    command('diagnoseCapture', async (uri) => (await commands()).diagnoseCapture(services, uri)),
    vscode.window.registerWebviewPanelSerializer('vsftpdLens.report', {
      deserializeWebviewPanel: async (panel, kept) => {
        (await commands()).revive(services, panel, kept);
      },
    }),
  );
}

/** An empty vsftpd.conf with the list of what it can begin with. */
async function newConfig(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'vsftpd', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.insertSnippet');
}

function command(name: string, run: (...given: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(`vsftpdLens.${name}`, run);
}

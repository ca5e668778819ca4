// The pictures of README and docs, taken anew with UPDATE_SCREENSHOTS=1.
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, waitForDiagnostics } from './documents.js';
import { probe, realServer } from './probe.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
} as const;

test('pictures for the documentation', async () => {
  const root = process.env['VSFTPD_LENS_ROOT'];
  if (process.env['UPDATE_SCREENSHOTS'] !== '1' || root === undefined)
    throw new Skip('UPDATE_SCREENSHOTS is not 1');
  const picture = (name: string): Promise<unknown> =>
    screen.picture(path.join(root, 'docs', 'images', `${name}.png`));
  await tidyWindow();
  await open('broken/vsftpd.conf');
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  await screen.see('.squiggly-error');
  await picture('editor');
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await open('transcript.ftp-transcript');
  await screen.pointAt('192,168,1,10');
  await screen.see('.monaco-hover-content');
  await picture('hover');
  await open('nat/vsftpd.conf');
  await probe(realServer(), 'nat/vsftpd.conf');
  await screen.waitInPanel('Not tested');
  await vscode.commands.executeCommand('notifications.clearAll');
  for (const [name, theme] of Object.entries(THEMES)) {
    await vscode.workspace
      .getConfiguration('workbench')
      .update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await screen.see(`.monaco-workbench.${kindOf(name)}`);
    await picture(`panel-${name}`);
  }
  await vscode.workspace
    .getConfiguration('workbench')
    .update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
});

/** Class that the workbench carries once a theme of that kind is on. */
function kindOf(name: string): string {
  return name === 'light' ? 'vs' : name === 'dark' ? 'vs-dark' : 'hc-black';
}

async function open(name: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), vscode.ViewColumn.One);
  if (name.endsWith('.conf')) await waitForDiagnostics(uri, (all) => all.length > 0);
}

async function tidyWindow(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
}

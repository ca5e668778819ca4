// The pictures of README and docs, taken anew with UPDATE=1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { folder, waitForDiagnostics } from './documents.js';
import { probe, realServer } from './probe.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

/** The kinds of themes, and the class that the workbench then carries. */
const THEMES = [
  ['', 'Default Dark Modern', 'vs-dark'],
  ['-light', 'Default Light Modern', 'vs'],
  ['-high-contrast', 'Default High Contrast', 'hc-black'],
  ['-high-contrast-light', 'Default High Contrast Light', 'hc-light'],
] as const;

/** Widths of the window: the panel beside an editor, and one as narrow as it gets. */
const SIZES = [
  ['', '1280x800'],
  ['-narrow', '480x900'],
] as const;

/** Of the window as it is, into .cache/pictures. */
export async function pictureOf(name: string): Promise<void> {
  const target = path.join(process.env['VSFTPD_LENS_ROOT'] ?? '', '.cache', 'pictures');
  mkdirSync(target, { recursive: true });
  await screen.picture(path.join(target, `${name}.png`));
}

/** Of what `show` brings on screen: in every theme, 400 px wide, and as at 150 %. Each begins anew, as it may not outlive a theme. */
export async function picturesOf(
  name: string,
  show: () => Promise<unknown>,
  tidy: () => Promise<unknown>,
): Promise<void> {
  for (const [suffix, theme, kind] of THEMES) {
    await use(theme);
    await screen.see(`.monaco-workbench.${kind}`);
    for (const size of kind === 'vs' ? [SIZES[0][1], '400x800', '853x533'] : [SIZES[0][1]]) {
      await screen.size(size);
      await show();
      await pictureOf(`${name}${suffix}${size === SIZES[0][1] ? '' : `-${size}`}`);
      await tidy();
    }
    await screen.size(SIZES[0][1]);
  }
  await use(undefined);
}

test('pictures for the documentation', async () => {
  const root = process.env['VSFTPD_LENS_ROOT'];
  if (process.env['UPDATE'] !== '1' || root === undefined) throw new Skip('UPDATE is not 1');
  const picture = (name: string): Promise<unknown> =>
    screen.picture(path.join(root, 'docs', 'images', `${name}.png`));
  /** The part that tells, for the store: it lies in the packed extension. */
  const forStore = (name: string, part: string): Promise<unknown> =>
    screen.picture(path.join(root, 'media', `${name}.webp`), part);
  await tidyWindow();
  await open('transcript.ftp-transcript');
  await screen.see('.view-line >> text=192.168.1.10:30106');
  await screen.see('.codelens-decoration:has-text("more")');
  await screen.pointAt('192,168,1,10');
  await screen.see('.monaco-hover-content');
  await picture('transcript');
  await forStore('transcript', '48,112,1030,330');
  await open('broken/vsftpd.conf');
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  await screen.see('.squiggly-error');
  await screen.pointAt('pasv_max_port');
  await screen.see('.monaco-hover-content');
  await picture('editor');
  await forStore('editor', '48,132,900,500');
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await open('nat/vsftpd.conf');
  await screen.see('.codelens-decoration');
  await probe(realServer(), 'nat/vsftpd.conf');
  await screen.waitInPanel('Not tested');
  await screen.see('.codelens-decoration >> text=Last probe');
  await vscode.commands.executeCommand('notifications.clearAll');
  await picture('panel');
  await forStore('panel', '664,75,616,440');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('vsftpdLens.openReport', vscode.Uri.joinPath(folder(), 'report.json'));
  await screen.waitInPanel('Not tested');
  await forStore('report', '160,130,1010,640');
  const themes: Record<string, Readonly<Record<string, string>>> = {};
  for (const [suffix, theme, kind] of THEMES) {
    await use(theme);
    await screen.see(`.monaco-workbench.${kind}`);
    themes[kind] = coloursIn(await screen.themeOfPanel(), root);
    if (kind === 'hc-light') continue;
    for (const [width, size] of SIZES) {
      await screen.size(size);
      await picture(`report${suffix}${width}`);
    }
  }
  await use(undefined);
  // What the panel is drawn with where there is no VS Code.
  writeFileSync(path.join(root, 'test/fixtures/themes.json'), `${JSON.stringify(themes, null, 2)}\n`);
});

/** Those that the panel and its widgets use. */
function coloursIn(style: string, root: string): Readonly<Record<string, string>> {
  const script = readFileSync(path.join(root, 'dist/panel.js'), 'utf8');
  const used = `${script}${readFileSync(path.join(root, 'client/panel/panel.css'), 'utf8')}`;
  const all = style.split(';').map((part) => /^\s*(--vscode-[\w-]+):\s*(.*?)\s*$/.exec(part));
  const named = all.flatMap((match) => (match?.[1] && match[2] ? [[match[1], match[2]] as const] : []));
  return Object.fromEntries(named.filter(([name]) => used.includes(name)).sort());
}

function use(theme: string | undefined): Thenable<void> {
  const target = vscode.ConfigurationTarget.Global;
  return vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, target);
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

// From a line of a file to the next step: pages, quick fixes, hovers, completion, transcripts, the status bar.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codesOf, folder, hoverText, openFile, openUntitled, waitForDiagnostics } from './documents.js';
import { test } from './runner.js';
import { screen } from './screen.js';

const textTabs = (): string[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.path] : [])),
  );

test('in the text: the page of a rule opens rendered, beside, and the file keeps its tab', async () => {
  const { document } = await openFile('page/vsftpd.conf', 'wirte_enable=YES\n');
  const found = await waitForDiagnostics(document.uri, (all) => codesOf(all).includes('unknown-setting'));
  const code = found.find((one) => codesOf([one])[0] === 'unknown-setting')?.code;
  assert.ok(typeof code === 'object');
  assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.isPreview, true);
  await screen.see('.squiggly-error');
  await screen.followInHover('.view-line >> text=wirte_enable', 'unknown-setting');
  await screen.see('.tab >> text=[Preview] parse.md');
  await screen.seeHeading('unknown-setting');
  assert.deepEqual(textTabs(), [document.uri.path]);
  assert.equal(vscode.window.tabGroups.all.length, 2);
  await screen.see('.view-line >> text=wirte_enable');
});

test('in the text: all ways to disable a rule are one entry, with a choice', async () => {
  const { document } = await openFile('disable/vsftpd.conf', 'listen=YES \nlisten_ipv6 = YES \n');
  await waitForDiagnostics(document.uri, (all) => all.length > 1);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(0, 0, 0, 10),
    vscode.CodeActionKind.QuickFix.value,
  );
  const [entry, ...others] = actions.filter(({ title }) => title.startsWith('Disable'));
  assert.ok(entry?.command && others.length === 0, actions.map(({ title }) => title).join(', '));
  assert.ok(actions[0]?.isPreferred);
  const args = (entry.command.arguments ?? []) as unknown[];
  void vscode.commands.executeCommand(entry.command.command, ...args);
  await screen.pick('Disable trailing-blank for this line', 'Disable where?');
  await waitForDiagnostics(document.uri, () =>
    document.lineAt(0).text.includes('disable-next-line trailing-blank'),
  );
});

test('in the text: what is typed finds settings by their group, and commands for a list of them', async () => {
  await openUntitled('vsftpd', '');
  await vscode.commands.executeCommand('type', { text: 'passive' });
  await vscode.commands.executeCommand('editor.action.triggerSuggest');
  await screen.see('.suggest-widget >> text=pasv_min_port');
  await vscode.commands.executeCommand('hideSuggestWidget');
  const { document } = await openUntitled('vsftpd', 'cmds_allowed=');
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor?.document === document);
  editor.selection = new vscode.Selection(0, 13, 0, 13);
  await vscode.commands.executeCommand('type', { text: 'RE' });
  await screen.see('.suggest-widget >> text=RETR');
});

test('in the text: completion says what the hover says, and names no shortened list as whole', async () => {
  const { document } = await openFile(
    'agree/vsftpd.conf',
    'listen=YES\nlisten_address=127.0.0.1\nlisten_addr\npam_service_name=\n',
  );
  const offered = async (line: number, character: number): Promise<readonly vscode.CompletionItem[]> => {
    const place = new vscode.Position(line, character);
    const name = 'vscode.executeCompletionItemProvider';
    const resolved = 500;
    return (
      await vscode.commands.executeCommand<vscode.CompletionList>(
        name,
        document.uri,
        place,
        undefined,
        resolved,
      )
    ).items;
  };
  const item = (await offered(2, 11)).find(({ label }) => label === 'listen_address');
  const told = (item?.documentation as vscode.MarkdownString | undefined)?.value ?? '';
  const hover = await hoverText(document.uri, new vscode.Position(1, 3));
  for (const text of [told, hover]) assert.match(text, /Needs `listen=YES` ✓/);
  assert.match(JSON.stringify(await offered(3, 17)), /default on [^"]*…/);
});

test('in the text: the fix that was meant comes first, and makes no new problem', async () => {
  const { document } = await openFile(
    'meant/vsftpd.conf',
    'listen=YES\nlisten_ipv6=YES\npasv_address=010.0.0.5\n',
  );
  await waitForDiagnostics(document.uri, (all) => codesOf(all).includes('both-listeners'));
  const fixes = async (line: number): Promise<vscode.CodeAction[]> => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      document.lineAt(line).range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.filter(({ edit }) => edit !== undefined);
  };
  assert.match((await fixes(2))[0]?.title ?? '', /^Change to 10\.0\.0\.5/);
  const [listeners] = (await fixes(1)).filter(({ title }) => /listen/.test(title));
  assert.ok(listeners?.edit);
  await vscode.workspace.applyEdit(listeners.edit);
  const left = await waitForDiagnostics(document.uri, (all) => !codesOf(all).includes('both-listeners'));
  assert.deepEqual(
    codesOf(left).filter((code) => /listen/.test(code)),
    [],
  );
});

test('in the text: decoding a reply, Enter copies its address and port', async () => {
  const reply = '227 Entering Passive Mode (192,168,1,10,15,128).';
  const editor = await openFile('enter.log', `${reply}\n`);
  editor.selection = new vscode.Selection(0, 0, 0, reply.length);
  void vscode.commands.executeCommand('vsftpdLens.decode');
  await screen.see('.quick-input-list .monaco-list-row.focused >> text=192.168.1.10:3968');
  await screen.press('Enter');
  await screen.see('.statusbar-item:has-text("Copied: 192.168.1.10:3968")');
  assert.equal(await vscode.env.clipboard.readText(), '192.168.1.10:3968');
});

test('in the text: a transcript shows what is found as soon as it is open', async () => {
  const uri = vscode.Uri.joinPath(folder(), 'transcript.ftp-transcript');
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  const found = await waitForDiagnostics(uri, (all) => all.some(({ source }) => source === 'ftp'));
  assert.ok(codesOf(found).length > 0);
  await screen.see('.codelens-decoration:has-text("more")');
  await screen.see('.editor-actions [aria-label*="Diagnose Transcript"]');
  await vscode.commands.executeCommand('vsftpdLens.diagnose', uri);
  await screen.waitInPanel('The server advertises a private address');
});

test('getting there: the status bar names the build, and a click chooses it', async () => {
  const { document } = await openFile('status/vsftpd.conf', 'listen=YES\n');
  await screen.see('.statusbar-item:has-text("vsftpd: any build")');
  void vscode.commands.executeCommand('vsftpdLens.setBuild');
  await screen.pick('RHEL 9', 'Which vsftpd build');
  await screen.see('.statusbar-item:has-text("vsftpd: RHEL 9")');
  const settings = vscode.workspace.getConfiguration('vsftpdLens', document.uri);
  await settings.update('build', undefined, vscode.ConfigurationTarget.Workspace);
});

test('getting there: a Compose file shows what does not agree with the config', async () => {
  const uri = vscode.Uri.joinPath(folder(), 'firewall', 'compose.yaml');
  await vscode.commands.executeCommand('vsftpdLens.compareFile', uri);
  await waitForDiagnostics(uri, (all) => all.some(({ source }) => source === 'vsftpd'));
  await screen.see('.markers-panel');
  await vscode.commands.executeCommand('workbench.action.closePanel');
});

test('getting there: the walkthrough opens, and a new config begins with a choice', async () => {
  await vscode.commands.executeCommand('vsftpdLens.walkthrough');
  await screen.see('.getting-started-category >> text=Mend an FTP Server');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  void vscode.commands.executeCommand('vsftpdLens.newConfig');
  await screen.pick('Public downloads');
  await screen.see('.view-line >> text=anon_root=/srv/mirror');
});

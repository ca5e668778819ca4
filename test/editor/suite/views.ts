// What users meet, one picture for each: with PICTURES=1 in every theme, 400 px wide, and as at 150 %.
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, folder, openFile, openUntitled, placeOf, waitForDiagnostics } from './documents.js';
import { savedReport } from './apply.js';
import { picturesOf } from './pictures.js';
import { probeBroken } from './probe.js';
import { test } from './runner.js';
import { screen } from './screen.js';

const run = (name: string, ...given: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(name, ...given);

/** Runs a command that waits for an answer. */
function ask(name: string, ...given: readonly unknown[]): void {
  void run(name, ...given);
}

const ROW = '.quick-input-list .monaco-list-row';

async function example(name: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(folder(), name);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** Opens a config with the cursor at a text, once it is checked. */
async function configAt(name: string, text: string, at: string, code: string): Promise<void> {
  const editor = await openFile(`views/${name}/vsftpd.conf`, text);
  const { document } = editor;
  const place = placeOf(document, at);
  editor.selection = new vscode.Selection(place, place);
  if (code !== '')
    await waitForDiagnostics(document.uri, (all) =>
      all.some((one) => String(typeof one.code === 'object' ? one.code.value : one.code) === code),
    );
}

async function quickFix(): Promise<void> {
  await run('editor.action.quickFix');
  await screen.see('.action-widget .monaco-list-row');
}

async function hover(): Promise<void> {
  await run('editor.action.showHover');
  await screen.see('.monaco-hover-content');
}

async function suggest(): Promise<void> {
  await run('editor.action.triggerSuggest');
  await screen.see('.suggest-widget .monaco-list-row');
}

async function openSaved(config: Readonly<Record<string, string>>): Promise<void> {
  await openFile('views/saved/vsftpd.conf', 'listen=YES\npasv_min_port=3000\npasv_max_port=3199\n');
  await run('vsftpdLens.openReport', await savedReport('views/report.json', config));
  await screen.waitInPanel('DATA-WINDOW');
}

async function openTranscript(): Promise<vscode.TextEditor> {
  const editor = await example('transcript.ftp-transcript');
  await waitForDiagnostics(editor.document.uri, (all) => all.length > 0);
  const place = placeOf(editor.document, '192,168,1,10');
  editor.selection = new vscode.Selection(place, place);
  return editor;
}

const VIEWS: Readonly<Record<string, () => Promise<unknown>>> = {
  'apply-asks-for-the-file': async () => {
    await openSaved({ pasv_max_port: '3100' });
    await screen.pressInPanel('Apply…');
    await screen.see(`${ROW} >> text=views/saved/vsftpd.conf`);
  },
  'apply-asks-for-a-certificate': async () => {
    await openSaved({ ssl_enable: 'YES' });
    await screen.pressInPanel('Apply…');
    await screen.pick('views/saved/vsftpd.conf');
    await screen.see('.quick-input-title >> text=TLS for');
  },
  'apply-and-what-comes-next': async () => {
    await openSaved({ pasv_max_port: '3100' });
    await screen.pressInPanel('Apply…');
    await screen.pick('views/saved/vsftpd.conf');
    await screen.waitInPanel('Changed views/saved');
  },
  'preview-beside-the-report': async () => {
    await openSaved({ pasv_max_port: '3100' });
    await screen.pressInPanel('Preview the change');
    await screen.pick('views/saved/vsftpd.conf');
    await screen.see('.tab >> text=as it is');
    await screen.see('.editor-actions [aria-label*="Apply This Fix"]');
  },
  'report-of-an-example': async () => {
    await run('vsftpdLens.openReport', vscode.Uri.joinPath(folder(), 'report.json'));
    await screen.waitInPanel('Not tested');
  },
  'report-as-markdown': async () => {
    await run('vsftpdLens.openReport', vscode.Uri.joinPath(folder(), 'report.json'));
    await screen.waitInPanel('Not tested');
    await screen.unfoldInPanel('More actions');
    await screen.pressInPanel('Copy as Markdown');
    await screen.waitInPanel('Copied');
    await run('workbench.action.closeAllEditors');
    await openUntitled('markdown', await vscode.env.clipboard.readText());
  },
  'lens-and-status-bar-after-a-probe': async () => {
    await example('views/probed/vsftpd.conf').then(undefined, () =>
      probeBroken('views/probed/vsftpd.conf', () => Promise.resolve()),
    );
    await run('workbench.action.closeAllEditors');
    await example('views/probed/vsftpd.conf');
    await screen.see('.codelens-decoration >> text=Last probe');
  },
  'box-from-a-config': async () => {
    const text = 'listen=YES\nlisten_address=127.0.0.1\nlisten_port=2197\nanonymous_enable=NO\n';
    await configAt('box', text, 'listen', '');
    ask('vsftpdLens.probeConfig');
    await screen.see(`${ROW} >> text=USER@127.0.0.1:2197`);
  },
  'box-for-a-server': async () => {
    await example('nat/vsftpd.conf');
    ask('vsftpdLens.probe');
    await screen.type('anna@203.0.113.20', 'FTP: Probe Server');
    await screen.see(`${ROW} >> text=nat/vsftpd.conf`);
  },
  'box-says-what-is-wrong': async () => {
    ask('vsftpdLens.probe');
    await screen.type('sftp://ftp.example.test', 'FTP: Probe Server');
    await screen.see(`${ROW} >> text=protocol of SSH`);
  },
  'box-for-a-password': async () => {
    ask('vsftpdLens.probe');
    await screen.type('anna@ftp.example.test', 'FTP: Probe Server');
    await screen.pick('Without a vsftpd.conf');
    await screen.see('.quick-input-title >> text=Password of');
  },
  'box-after-escape': async () => {
    ask('vsftpdLens.probe');
    await screen.type('anna@ftp.example.test', 'FTP: Probe Server');
    await screen.pick('Without a vsftpd.conf');
    await screen.see('.quick-input-title >> text=Password of');
    await screen.press('Escape');
    await screen.see(`${ROW} >> text=Go on to the password`);
  },
  'completion-and-what-it-needs': async () => {
    await configAt('needs', 'listen=YES\nlisten_addr\n', 'listen_addr', '');
    await run('cursorEnd');
    await suggest();
    await run('toggleSuggestionDetails');
  },
  'completion-by-group': async () => {
    await openUntitled('vsftpd', '');
    await run('type', { text: 'passive' });
    await suggest();
  },
  'completion-of-commands': async () => {
    await configAt('commands', 'cmds_allowed=US\n', 'US', '');
    await run('cursorEnd');
    await suggest();
  },
  'completion-of-a-default': async () => {
    await configAt('default', 'pam_service_name=\n', '=', '');
    await run('cursorEnd');
    await suggest();
  },
  'fix-of-an-address': async () => {
    await configAt('address', 'listen=YES\npasv_address=010.0.0.5\n', '010', 'pasv-address-surprise');
    await quickFix();
  },
  'fix-of-two-listeners': async () => {
    await configAt('listeners', 'listen=YES\nlisten_ipv6=YES\n', 'listen_ipv6', 'both-listeners');
    await quickFix();
  },
  'fix-of-a-jail': async () => {
    const text = 'listen=YES\nlocal_enable=YES\nwrite_enable=YES\nchroot_local_user=YES\n';
    await configAt('jail', text, 'chroot', 'chroot-writable-top');
    await quickFix();
  },
  'problems-of-a-broken-config': async () => {
    const { document } = await example('broken/vsftpd.conf');
    await waitForDiagnostics(document.uri, (all) => all.length > 15);
    await run('workbench.actions.view.problems');
  },
  'page-of-a-rule-beside': async () => {
    await configAt('page', 'listen=YES \n', 'listen', 'trailing-blank');
    await run('vsftpdLens.showRule', 'parse', 'trailing-blank');
    await screen.seeHeading('trailing-blank');
  },
  'choice-of-a-build': async () => {
    await example('nat/vsftpd.conf');
    ask('vsftpdLens.setBuild');
    await screen.see(`${ROW} >> text=RHEL 9`);
  },
  'choice-where-to-disable': async () => {
    await configAt('disable', 'listen=YES \n', 'listen', 'trailing-blank');
    const [action] = (
      await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        vscode.window.activeTextEditor?.document.uri,
        vscode.window.activeTextEditor?.selection,
      )
    ).filter(({ title }) => title.startsWith('Disable '));
    ask(action?.command?.command ?? '', ...((action?.command?.arguments ?? []) as readonly unknown[]));
    await screen.see('.quick-input-title >> text=Disable where?');
  },
  'hover-of-a-reply': async () => {
    await openTranscript();
    await hover();
  },
  'hover-of-a-setting': async () => {
    await configAt('hover', 'listen=YES\npasv_max_port=30100\npasv_min_port=30199\n', '30100', '');
    await hover();
  },
  'decoded-reply': async () => {
    await openTranscript();
    ask('vsftpdLens.decode');
    await screen.see(`${ROW} >> text=192.168.1.10:30106`);
  },
  'transcript-as-opened': async () => {
    await openTranscript();
    await screen.see('.codelens-decoration:has-text("more")');
  },
  'verdict-of-a-transcript': async () => {
    await openTranscript();
    await run('vsftpdLens.diagnose');
    await screen.waitInPanel('The server advertises a private address');
  },
  'ports-of-a-compose-file': async () => {
    const { document } = await example('firewall/compose.yaml');
    await waitForDiagnostics(document.uri, (all) => all.length > 0);
    await run('workbench.actions.view.problems');
  },
  'firewall-rules-pick-a-config': async () => {
    ask('vsftpdLens.firewallRules');
    await screen.see(`${ROW} >> text=nat/vsftpd.conf`);
  },
  'commands-in-the-palette': async () => {
    await example('nat/vsftpd.conf');
    ask('workbench.action.quickOpen', '>FTP: ');
    await screen.see(`${ROW} >> text=Probe Server`);
  },
  'menu-of-a-config': async () => {
    await run('workbench.view.explorer');
    await run('revealInExplorer', vscode.Uri.joinPath(folder(), 'nat', 'vsftpd.conf'));
    await screen.menuOf('.explorer-folders-view .monaco-list-row.selected');
    await screen.see('.monaco-menu >> text=Probe This Config');
  },
  walkthrough: async () => {
    await run('vsftpdLens.walkthrough');
    await screen.see('.getting-started-category >> text=Mend an FTP Server');
  },
  'page-of-the-extension': () => markdown('vsftpd-lens', process.env['VSFTPD_LENS_ROOT'] ?? '', 'README.md'),
  'page-of-the-examples': () => markdown('vsftpd-lens-in-ten-minutes', folder().fsPath, 'README.md'),
  'new-config': async () => {
    ask('vsftpdLens.newConfig');
    await screen.see(`${ROW} >> text=Public downloads`);
  },
};

async function markdown(heading: string, ...parts: readonly string[]): Promise<void> {
  await run('markdown.showPreview', vscode.Uri.file(path.join(...parts)));
  await screen.seeHeading(heading);
}

async function tidy(): Promise<void> {
  await screen.press('Escape');
  await run('workbench.action.closeQuickOpen');
  await closeAll();
  await run('workbench.action.closePanel');
  await run('workbench.action.closeSidebar');
}

if (process.env['PICTURES'] === '1')
  for (const [name, show] of Object.entries(VIEWS))
    test(`picture: ${name}`, async () => {
      await screen.alive();
      await tidy();
      await picturesOf(name, show, tidy);
    });

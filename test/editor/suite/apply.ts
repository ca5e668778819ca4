// A fix goes only where it belongs.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { folder, openFile } from './documents.js';
import { Skip, test } from './runner.js';
import { screen } from './screen.js';

const NARROW = 'listen=YES\npasv_min_port=3000\npasv_max_port=3199\n';
const OTHER = 'listen=YES\npasv_min_port=30100\npasv_max_port=30199\n';

/** A report of somewhere else, with one finding. */
export async function savedReport(
  name: string,
  config: Readonly<Record<string, string>>,
): Promise<vscode.Uri> {
  const report = {
    version: 1,
    target: { host: 'ftp.example.test', port: 21, peer: '203.0.113.5', name: null, address: null },
    durationMs: 10,
    vantage: { address: null },
    steps: [],
    findings: [
      {
        id: 'DATA-WINDOW',
        severity: 'error',
        title: 'Only part of the passive range is let through',
        evidence: '3100 passes, 3101 does not.',
        cause: 'server-firewall',
        fix: { text: 'Give firewall and server the same range.', config, commands: [] },
      },
    ],
    notTested: [],
    range: null,
    expected: [3000, 3199],
    observations: [],
  };
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(report)));
  return uri;
}

test('a fix of a saved report asks for the file, and is not written where the file would be worse', async () => {
  await screen.alive();
  const { document: right } = await openFile('elsewhere/right/vsftpd.conf', NARROW);
  const { document: wrong } = await openFile('elsewhere/wrong/vsftpd.conf', OTHER);
  const report = await savedReport('elsewhere/report.json', { pasv_max_port: '3100' });
  await vscode.commands.executeCommand('vsftpdLens.openReport', report);
  await screen.pressInPanel('Apply…');
  await screen.see('.quick-input-title >> text=Which file is the vsftpd.conf of ftp.example.test:21?');
  await screen.pick('elsewhere/wrong/vsftpd.conf');
  await screen.waitInPanel('elsewhere/wrong/vsftpd.conf was not changed. vsftpd would use ports 30100-65535');
  assert.equal(wrong.getText(), OTHER);
  await screen.pressInPanel('Apply…');
  await screen.pick('elsewhere/right/vsftpd.conf');
  await screen.waitInPanel('Changed elsewhere/right/vsftpd.conf, for ftp.example.test:21');
  assert.equal(right.getText(), NARROW.replace('3199', '3100'));
  assert.equal(wrong.getText(), OTHER);
});

test('TLS is switched on with the certificate and key that the user names', async () => {
  await screen.alive();
  const { document } = await openFile('tls/vsftpd.conf', 'listen=YES\n');
  const report = await savedReport('tls/report.json', { ssl_enable: 'YES' });
  await vscode.commands.executeCommand('vsftpdLens.openReport', report);
  await screen.pressInPanel('Apply…');
  await screen.pick('tls/vsftpd.conf');
  await screen.answer('cert.pem', 'TLS for tls/vsftpd.conf: 1 of 2');
  await screen.see('.quick-input-message >> text=Write the whole path');
  await screen.answer('/etc/ssl/ftp.pem', 'TLS for tls/vsftpd.conf: 1 of 2');
  await screen.answer('/etc/ssl/ftp.key', 'TLS for tls/vsftpd.conf: 2 of 2');
  await screen.waitInPanel('Changed tls/vsftpd.conf');
  const lines = ['ssl_enable=YES', 'rsa_cert_file=/etc/ssl/ftp.pem', 'rsa_private_key_file=/etc/ssl/ftp.key'];
  assert.equal(document.getText(), `listen=YES\n${lines.join('\n')}\n`);
});

test('firewall rules with nothing open pick a config, and name the service of its Compose file', async () => {
  await screen.alive();
  const text = 'services:\n  ftp:\n    image: x\n    ports: ["21:21", "30100-30199:30100-30199"]\n';
  await openFile('stack/compose.yaml', text);
  await openFile('stack/vsftpd.conf', OTHER);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  void vscode.commands.executeCommand('vsftpdLens.firewallRules');
  await screen.type('stack/', 'Firewall rules');
  await screen.pick('stack/vsftpd.conf', 'Firewall rules');
  await screen.pick('the ports of a service', 'Firewall rules');
  await screen.see('.view-line >> text=services:');
  assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^services:\n {2}ftp:$/m);
});

test('on the machine of the server a restart is typed into a terminal, and not run', async () => {
  if (process.getuid?.() !== 0) throw new Skip('needs to write below /etc');
  await screen.alive();
  const uri = vscode.Uri.file('/etc/vsftpd-lens-test/vsftpd.conf');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(NARROW));
  try {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const report = await savedReport('own/report.json', { pasv_max_port: '3100' });
    await vscode.commands.executeCommand('vsftpdLens.openReport', report);
    await screen.pressInPanel('Apply…');
    await screen.pick('/etc/vsftpd-lens-test/vsftpd.conf');
    await screen.pressInPanel('Restart command…');
    while (vscode.window.activeTerminal?.name !== 'vsftpd') await screen.alive();
    vscode.window.activeTerminal.dispose();
  } finally {
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
  }
});

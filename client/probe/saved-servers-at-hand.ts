import * as vscode from 'vscode';
import { fileText } from '../file-text.js';
import { LONGEST_SAVED, serversOfFileZilla, serversOfSftp, type SavedServer } from './saved-servers.js';

/** A server, and the file that names it. */
export interface SavedTarget extends SavedServer {
  readonly from: string;
}

/** What the SFTP extensions and FileZilla have saved. The files are read when someone is about to choose a server. */
export async function savedServers(): Promise<readonly SavedTarget[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const sftp = folders.map(({ uri }) => vscode.Uri.joinPath(uri, '.vscode', 'sftp.json'));
  const [own, manager] = await Promise.all([
    Promise.all(sftp.map((uri) => fileText(uri, LONGEST_SAVED))),
    Promise.all(siteManagers().map((uri) => fileText(uri, LONGEST_SAVED))),
  ]);
  return [
    ...own.flatMap((text = '') => serversOfSftp(text).map((one) => ({ ...one, from: 'sftp.json' }))),
    ...manager.flatMap((text = '') => serversOfFileZilla(text).map((one) => ({ ...one, from: 'FileZilla' }))),
  ];
}

/** Where FileZilla keeps its file on this machine. */
function siteManagers(): readonly vscode.Uri[] {
  const { HOME, XDG_CONFIG_HOME, APPDATA } = process.env;
  const places = [
    ...(APPDATA ? [[APPDATA, 'FileZilla']] : []),
    ...(XDG_CONFIG_HOME ? [[XDG_CONFIG_HOME, 'filezilla']] : HOME ? [[HOME, '.config', 'filezilla']] : []),
  ];
  return places.map(([base = '', ...parts]) =>
    vscode.Uri.joinPath(vscode.Uri.file(base), ...parts, 'sitemanager.xml'),
  );
}

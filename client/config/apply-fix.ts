import * as vscode from 'vscode';
import { askText } from '../questions.js';
import { chosenBuild } from './chosen-build.js';
import { checkFix, type CheckedFix, type PlannedFix } from './checked-fix.js';
import { browseConfig, knownConfigs, shortName } from './config-files.js';
import { later, t } from '../l10n.js';

/** A fix of a report, and whose it is. */
export interface FixRequest extends PlannedFix {
  /** The server that it is for, as people call it. */
  readonly server: string;
  /** That server's file, where it is known: else it is asked for, even if there is one only. */
  readonly config: vscode.Uri | undefined;
}

/** A fix that may be written into its file. */
export interface ReadyFix extends PlannedFix {
  readonly document: vscode.TextDocument;
}

/**
 * Finds the file, asks for what vsftpd needs besides, and checks what becomes of the file. A sentence where the file would
 * be worse; undefined where the user gave up.
 */
export async function readyFix(request: FixRequest): Promise<ReadyFix | string | undefined> {
  const uri = request.config ?? (await chooseFile(request));
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const { missing } = checked(uri, document.getText(), request);
  const paths = await askPaths(missing, shortName(uri));
  if (!paths) return undefined;
  const fix = { settings: { ...request.settings, ...paths }, range: request.range };
  const [why] = checked(uri, document.getText(), fix).worse;
  return why === undefined ? { ...fix, document } : t('{0} was not changed. {1}', shortName(uri), why);
}

export function checked(uri: vscode.Uri, text: string, fix: PlannedFix): CheckedFix {
  return checkFix({ text, build: chosenBuild(uri), path: uri.path }, fix);
}

interface FileItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** A report may be about any server: which file is that server's, only a person can tell. */
async function chooseFile(fix: FixRequest): Promise<vscode.Uri | undefined> {
  const items = (await knownConfigs()).map(({ uri: key, text }): FileItem & { readonly isWorse: boolean } => {
    const uri = vscode.Uri.parse(key);
    const [why] = checked(uri, text, fix).worse;
    return {
      uri,
      isWorse: why !== undefined,
      label: why === undefined ? shortName(uri) : `$(circle-slash) ${shortName(uri)}`,
      description: t('for {0}', fix.server),
      ...(why === undefined ? {} : { detail: why }),
    };
  });
  const other: FileItem = { label: t('Another file…') };
  const sorted = [
    ...items.filter(({ isWorse }) => !isWorse),
    ...items.filter(({ isWorse }) => isWorse),
    other,
  ];
  const words = Object.entries(fix.settings).map(([name, value]) => `${name}=${value}`);
  const picked = await vscode.window.showQuickPick(sorted, {
    title: t('Which file is the vsftpd.conf of {0}?', fix.server),
    placeHolder: t('{0} will be written into it', words.join(', ')),
    matchOnDetail: true,
  });
  return picked === other ? browseConfig(t('Choose the vsftpd.conf of {0}', fix.server)) : picked?.uri;
}

const PATHS: Readonly<Record<string, readonly [what: string, example: string]>> = {
  rsa_cert_file: [later('certificate'), '/etc/ssl/certs/ftp.example.com.pem'],
  rsa_private_key_file: [later('private key'), '/etc/ssl/private/ftp.example.com.key'],
};

/** Where certificate and key lie on the server; undefined where the user gave up. */
async function askPaths(
  names: readonly string[],
  file: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const paths: Record<string, string> = {};
  for (let at = 0; at < names.length;) {
    const name = names[at] ?? '';
    const [what = name, example = ''] = PATHS[name] ?? [];
    const answer = await askText({
      title: t('TLS for {0}: {1} of {2}', file, at + 1, names.length),
      hasWayBack: at > 0,
      prompt: t('{0}: the {1} (PEM) on the server. Without it vsftpd does not start.', name, t(what)),
      placeholder: example,
      value: paths[name] ?? '',
      check: (text) =>
        isPath(text) ? undefined : t('Write the whole path of the file, beginning with "/".'),
    });
    if (answer === undefined) return undefined;
    if (answer !== 'back') paths[name] = answer.value;
    at += answer === 'back' ? -1 : 1;
  }
  return paths;
}

/** The daemon takes all up to the end of the line for the value. */
function isPath(text: string): boolean {
  return /^\/[^\s\p{C}]+$/u.test(text);
}

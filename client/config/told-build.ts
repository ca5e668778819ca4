import * as vscode from 'vscode';
import { buildAtHand } from '../../core/config/build-at-hand.js';
import type { BuildId } from '../../core/config/builds.js';

/** More of a file than any os-release or FROM line needs. Bytes. */
const MOST = 50_000;

/** The build that the files around a config tell of, and the file that does: what the server judges by. */
export async function toldBuild(
  uri: vscode.Uri,
): Promise<{ readonly build: BuildId; readonly sign: string } | undefined> {
  const texts = new Map<string, string | undefined>();
  for (;;) {
    const unread: string[] = [];
    let sign = '';
    const build = buildAtHand(uri.path, (path) => {
      const text = texts.get(path);
      if (!texts.has(path)) unread.push(path);
      else if (text !== undefined) sign = path;
      return text;
    });
    if (unread.length === 0) return build && { build, sign: sign.split('/').slice(-2).join('/') };
    for (const path of unread) texts.set(path, await textAt(uri.with({ path })));
  }
}

async function textAt(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder().decode(bytes.subarray(0, MOST));
  } catch {
    return undefined; // Most of these places are empty.
  }
}

/** The build that the lines of a file tell of, where they leave no other. */
export async function buildOfText(document: vscode.TextDocument): Promise<BuildId | undefined> {
  const { buildOfLines, readConfig, sourceFromText } = await import('../../core/config/index.js');
  const { path } = document.uri;
  return buildOfLines(readConfig(sourceFromText(document.getText()), 'main', path), path);
}

/** What the lines of a file tell, in the words of its finding. */
export function toldByLines(uri: vscode.Uri): string | undefined {
  return vscode.languages
    .getDiagnostics(uri)
    .find(({ code }) => (typeof code === 'object' ? code.value : code) === 'build-revealed')?.message;
}

import * as vscode from 'vscode';
import { t } from '../l10n.js';

const LANGUAGES = ['vsftpd', 'ftp-transcript', 'log', 'plaintext', 'markdown', 'diff'];
/** Of longer lines only the start is looked at. UTF-16 units. */
const LINE_LIMIT = 10_000;
const LINK = /\b(?:ftps?|ftpes):\/\/[^\s"'`<>()[\]{}|\\]{1,500}/gi;

/** A hover on FTP links that offers to probe their server. */
export function registerFtpLinks(): vscode.Disposable {
  return vscode.languages.registerHoverProvider(LANGUAGES, {
    provideHover: (document, position) => {
      if (!vscode.workspace.isTrusted || document.uri.scheme.startsWith('git')) return undefined;
      const line = document.lineAt(position.line).text.slice(0, LINE_LIMIT);
      for (const match of line.matchAll(LINK)) {
        const url = match[0].replace(/(?<![.,;:!?])[.,;:!?]+$/, '');
        const range = new vscode.Range(position.line, match.index, position.line, match.index + url.length);
        if (range.contains(position)) return new vscode.Hover(offer(url), range);
      }
      return undefined;
    },
  });
}

function offer(url: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: ['vsftpdLens.probe'] };
  const given = encodeURIComponent(JSON.stringify([withoutPassword(url)]));
  return text.appendMarkdown(`[$(pulse) ${t('Probe this server')}](command:vsftpdLens.probe?${given})`);
}

/** A password in a link is not handed on. */
function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@:]*):[^/]*@/, '$1@');
}

import * as vscode from 'vscode';
import type { LanguageServerStart } from '../language-server-start.js';

/** Of these documents the language server sees only the line under the mouse and the lines in view. */
const LANGUAGES: readonly string[] = ['log', 'plaintext', 'markdown', 'diff'];

/** Cheap sign that a line may name a data endpoint; without one the server is not even started. */
const SIGN = /(?<![\w.])22[789](?!\w)|\b(?:PORT|EPRT|LPRT)[ \t|]/i;

/** Of longer lines only the start is looked at. UTF-16 units. */
const LINE_LIMIT = 10_000;
/** An editor never shows more lines at once. */
const LINES_LIMIT = 1000;

/** Hover and inlay decoding of 227, 228, 229, PORT and EPRT lines in logs, plain texts, notes and diffs. */
export function registerReplyHovers(server: LanguageServerStart): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(LANGUAGES, {
      provideHover: async (document, position) => {
        const excerpt = excerptOf(document, Math.max(0, position.line - 1), position.line);
        return mayAnswer(document, excerpt.lines)
          ? (await server.get()).excerptHover(excerpt, position)
          : undefined;
      },
    }),
    vscode.languages.registerInlayHintsProvider(LANGUAGES, {
      provideInlayHints: async (document, { start, end }) => {
        const excerpt = excerptOf(
          document,
          start.line,
          Math.min(end.line, start.line + LINES_LIMIT, document.lineCount - 1),
        );
        return mayAnswer(document, excerpt.lines) ? (await server.get()).excerptHints(excerpt) : [];
      },
    }),
  );
}

function excerptOf(
  document: vscode.TextDocument,
  firstLine: number,
  lastLine: number,
): { firstLine: number; lines: string[] } {
  const lines: string[] = [];
  for (let line = firstLine; line <= lastLine; line++)
    lines.push(document.lineAt(line).text.slice(0, LINE_LIMIT));
  return { firstLine, lines };
}

/** Every document is plain text for a moment while it opens: that must not start the server. */
function mayAnswer({ languageId }: vscode.TextDocument, lines: readonly string[]): boolean {
  return LANGUAGES.includes(languageId) && lines.some((line) => SIGN.test(line));
}

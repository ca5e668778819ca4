import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Position } from '../../core/config/index.js';
import { offeredVariables } from '../../core/deployment/index.js';

/** The variables of a known image, where one is being written. Each replaces the word at the cursor. */
export function completeVariables(
  lineAt: (line: number) => string | undefined,
  { line, character }: Position,
): CompletionItem[] {
  const whole = lineAt(line) ?? '';
  const before = whole.slice(0, character);
  const word = /\w{0,80}$/.exec(before)?.[0] ?? '';
  const rest = whole.slice(character);
  const after = /^\w{0,80}/.exec(rest)?.[0] ?? '';
  const isFollowed = /^\w*["']?\s*[:=]/.test(rest);
  const range = {
    start: { line, character: character - word.length },
    end: { line, character: character + after.length },
  };
  return offeredVariables(lineAt, line, before).map(({ name, help, follows }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    documentation: help,
    textEdit: { range, newText: isFollowed ? name : `${name}${follows}` },
  }));
}

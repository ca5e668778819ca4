import type { TextSpan } from '../../reading.js';
import type { ShellCommand, ShellInput } from '../support/shell-command.js';
import { joinWords } from './shell-words.js';
import { SourceText } from '../support/source-text.js';

/** What a command of a pipeline hands on, where that is in the text: `cat <<EOF |`, `echo RULES |`. */
export function handedOn(command: ShellCommand | undefined): ShellInput {
  if (command?.name === 'cat' && command.words.length === 0 && command.input) return command.input;
  const [path] = command?.words ?? [];
  if (command?.name === 'cat' && command.words.length === 1 && path) return { kind: 'file', path };
  if (command?.name === 'echo' && !command.words.some((word) => word.text.startsWith('-e'))) {
    const words = command.words.filter((word) => word.text !== '-n');
    return { kind: 'text', source: joinWords(words), known: words.every((word) => word.known) };
  }
  return { kind: 'command' };
}

/** What several commands hand on one after the other; no more than that something comes where one is not a text. */
export function allHandedOn(commands: readonly ShellCommand[]): ShellInput {
  const texts = commands.map((command) =>
    command.conditional ? { kind: 'command' as const } : handedOn(command),
  );
  const parts: { text: string; source: TextSpan }[] = [];
  let known = true;
  for (const [at, each] of texts.entries()) {
    if (each.kind !== 'text') return { kind: 'command' };
    const end = commands[at]?.span.end ?? 0;
    parts.push(...each.source.parts(), { text: '\n', source: { start: end, end } });
    known &&= each.known;
  }
  return parts.length > 0 ? { kind: 'text', source: SourceText.from(parts), known } : { kind: 'command' };
}

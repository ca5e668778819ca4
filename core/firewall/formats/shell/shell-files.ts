import type { TextSpan } from '../../reading.js';
import { isIptablesSave } from '../iptables/iptables.js';
import { isNftables } from '../nftables/nftables.js';
import { joinWords } from '../support/shell-command.js';
import type { ShellCommand, ShellInput, ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';

/**
 * Puts what a script writes into a file (`cat > FILE <<EOF`) where it is loaded from there. A ruleset that the script
 * only writes counts as loaded right after that, as it will be at the next start.
 */
export function withWrittenFiles(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const written = new Map<string, Written>();
  const found: ShellCommand[] = [];
  let length = 0;
  for (const command of commands) {
    if (!write(command, written)) for (const path of changedBy(command)) written.delete(path);
    const load = length > LOAD_LIMIT ? command : loaded(command, written);
    if (load !== command && load.input?.kind === 'text') length += load.input.source.text.length;
    found.push(load);
  }
  for (const file of written.values()) {
    if (!file.used) found.push(...loadOf(textOf(file), file.command));
  }
  return found;
}

/** Characters of files that are loaded, all of them together. */
const LOAD_LIMIT = 500_000;
/** Pieces of a file that are put together. */
const PART_LIMIT = 2000;

type Text = Extract<ShellInput, { kind: 'text' }>;

/** What is in a file so far. */
interface Written {
  readonly command: ShellCommand;
  readonly parts: { readonly text: string; readonly source: TextSpan }[];
  known: boolean;
  used: boolean;
}

function textOf({ parts, known }: Written): Text {
  return { kind: 'text', source: SourceText.from(parts), known };
}

/** Whether the command writes a text into a file, of which all is known then. */
function write(command: ShellCommand, written: Map<string, Written>): boolean {
  const { name, output, appends } = command;
  const text =
    name === 'tee'
      ? command.input
      : name === 'cat' || name === 'echo'
        ? saidBy({ ...command, conditional: false })
        : null;
  if (output?.known !== true || text?.kind !== 'text') return false;
  const { end } = command.span;
  const lineEnd = name === 'echo' ? [{ text: '\n', source: { start: end, end } }] : [];
  const parts = [...text.source.parts(), ...lineEnd];
  if (appends !== true) {
    written.set(output.text, { command, parts, known: text.known, used: false });
    return true;
  }
  const old = written.get(output.text);
  if (!old || command.conditional || old.parts.length > PART_LIMIT) return false;
  old.parts.push(...parts);
  old.known &&= text.known;
  old.used = false;
  return true;
}

const EDITORS = new Set('sed perl ed ex patch envsubst cp mv install rm truncate'.split(' '));

/** Files that are not any more what the script has written. */
function changedBy({ name, words, output }: ShellCommand): readonly string[] {
  const named = EDITORS.has(name) ? words : [];
  return [...named, ...(output ? [output] : [])].map(({ text }) => text);
}

/** A command that loads such a file gets its text instead. */
function loaded(command: ShellCommand, written: ReadonlyMap<string, Written>): ShellCommand {
  const path = fileOf(command);
  const file = path?.known === true ? written.get(path.text) : undefined;
  if (!path || !file) return command;
  file.used = true;
  const words = command.words.map((word) => (word === path ? { ...word, text: '-' } : word));
  return { ...command, words, input: textOf(file) };
}

function fileOf({ name, words, input }: ShellCommand): ShellWord | undefined {
  if (name === 'nft') return words[words.findIndex(({ text }) => text === '-f' || text === '--file') + 1];
  if (!/^ip6?tables.*-restore$/.test(name)) return undefined;
  return input?.kind === 'file' ? input.path : words.find(({ text }) => text.includes('/'));
}

function loadOf(input: Text, command: ShellCommand): readonly ShellCommand[] {
  const { text } = input.source;
  const path = command.output?.text ?? '';
  if (isIptablesSave(text)) {
    return [
      { ...command, name: /6[^/]*$/.test(path) ? 'ip6tables-restore' : 'iptables-restore', words: [], input },
    ];
  }
  const [word] = command.words.length > 0 ? command.words : command.output ? [command.output] : [];
  if (!isNftables(path, text) || !word) return [];
  return [
    {
      ...command,
      name: 'nft',
      words: [
        { ...word, text: '-f' },
        { ...word, text: '-' },
      ],
      input,
    },
  ];
}

/** What a command of a pipeline hands on, where that is in the text: `cat <<EOF |`, `echo RULES |`. */
function saidBy({ name, words, input, conditional }: ShellCommand): ShellInput {
  const [path] = words;
  if (conditional) return { kind: 'command' };
  if (name === 'cat' && words.length === 0 && input) return input;
  if (name === 'cat' && words.length === 1 && path) return { kind: 'file', path };
  if (name !== 'echo' || words.some(({ text }) => text.startsWith('-e'))) return { kind: 'command' };
  const said = words.filter(({ text }) => text !== '-n');
  return { kind: 'text', source: joinWords(said), known: said.every(({ known }) => known) };
}

/** What several commands hand on one after the other. */
export function handedOn(commands: readonly ShellCommand[]): ShellInput {
  const said = commands.map(saidBy);
  const [first] = said;
  if (first && said.length === 1) return first;
  const parts = said.flatMap((each, at) => {
    const end = commands[at]?.span.end ?? 0;
    return each.kind === 'text' ? [...each.source.parts(), { text: '\n', source: { start: end, end } }] : [];
  });
  if (parts.length === 0 || said.some(({ kind }) => kind !== 'text')) return { kind: 'command' };
  return {
    kind: 'text',
    source: SourceText.from(parts),
    known: said.every((each) => each.kind === 'text' && each.known),
  };
}

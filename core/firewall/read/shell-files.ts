import { isIptablesSave } from './iptables/iptables.js';
import { isNftables } from './nftables/nftables.js';
import type { ShellCommand, ShellInput, ShellWord } from './shell.js';

/**
 * Puts what a script writes into a file (`cat > FILE <<EOF`) where it is loaded from there. A ruleset that the script
 * only writes counts as loaded behind it, as it will be at the next start.
 */
export function withWrittenFiles(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const written = new Map<string, Written>();
  const found: ShellCommand[] = [];
  for (const command of commands) {
    const writes = writtenBy(command);
    if (writes) written.set(writes.path, writes);
    found.push(loaded(command, written));
  }
  for (const { input, command, used } of written.values()) {
    if (!used.done) found.push(...loadOf(input, command));
  }
  return found;
}

interface Written {
  readonly path: string;
  readonly input: Extract<ShellInput, { kind: 'text' }>;
  readonly command: ShellCommand;
  readonly used: { done: boolean };
}

function writtenBy(command: ShellCommand): Written | null {
  const { name, input, output } = command;
  if ((name !== 'cat' && name !== 'tee') || output?.known !== true || input?.kind !== 'text') return null;
  return { path: output.text, input, command, used: { done: false } };
}

/** A command that loads such a file gets its text instead. */
function loaded(command: ShellCommand, written: ReadonlyMap<string, Written>): ShellCommand {
  const path = fileOf(command);
  const file = path?.known === true ? written.get(path.text) : undefined;
  if (!path || !file) return command;
  file.used.done = true;
  const words = command.words.map((word) => (word === path ? { ...word, text: '-' } : word));
  return { ...command, words, input: file.input };
}

function fileOf({ name, words, input }: ShellCommand): ShellWord | undefined {
  if (name === 'nft') return words[words.findIndex(({ text }) => text === '-f' || text === '--file') + 1];
  if (!/^ip6?tables.*-restore$/.test(name)) return undefined;
  return input?.kind === 'file' ? input.path : words.find(({ text }) => text.includes('/'));
}

function loadOf(input: ShellInput, command: ShellCommand): readonly ShellCommand[] {
  if (input.kind !== 'text') return [];
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

import type { Packet } from '../../reading.js';
import type { CommandFamily } from '../support/command-family.js';
import type { Findings } from '../support/findings.js';
import { FIREWALL_CMD } from '../firewalld/commands.js';
import { CONTAINER_COMMANDS } from '../docker-run/docker-run.js';
import { IPTABLES_COMMANDS } from '../iptables/iptables.js';
import { NFT_COMMANDS } from '../nftables/nftables.js';
import { MODPROBE } from '../modules/modules.js';
import { readShell } from './shell.js';
import type { ShellCommand } from '../support/shell-command.js';
import { withWrittenFiles } from './shell-files.js';
import { SourceText } from '../support/source-text.js';
import { UFW } from '../ufw/commands.js';

/** Every kind of command that has to do with ports, one line each. */
const FAMILIES: readonly CommandFamily[] = [
  CONTAINER_COMMANDS,
  IPTABLES_COMMANDS,
  NFT_COMMANDS,
  UFW,
  FIREWALL_CMD,
  MODPROBE,
];

const WITNESS_LIMIT = 200;

/** What the command lines of a script, or of a document, do to ports. */
export function readCommandLines(text: string, packet: Packet): Findings {
  const commands = withWrittenFiles(readShell(text).filter((command) => command.nameKnown));
  const found = FAMILIES.flatMap((family) => {
    const own = commands.flatMap((command) =>
      command.elsewhere === undefined
        ? family.names.has(command.name)
          ? [command]
          : []
        : openCommand(family, command, command.elsewhere),
    );
    return own.some(({ elsewhere }) => elsewhere === undefined) ? [family.read(own, packet, text)] : [];
  });
  return {
    witnesses: found.flatMap((each) => each.witnesses).slice(0, WITNESS_LIMIT),
    helpers: found.flatMap((each) => each.helpers),
    mentions: found.flatMap((each) => each.mentions),
    unread: found.flatMap((each) => each.unread),
    remarks: found.flatMap((each) => each.remarks ?? []),
  };
}

/** For each tool the command that may let through anything. */
const OPEN_COMMANDS: readonly (readonly [family: CommandFamily, name: string, words: readonly string[]])[] = [
  [IPTABLES_COMMANDS, 'iptables-restore', ['--noflush']],
  [NFT_COMMANDS, 'nft', ['-f']],
  [UFW, 'ufw', ['allow']],
  [FIREWALL_CMD, 'firewall-cmd', ['--direct']],
];

/** What stands in another file may be anything for the tool. */
function openCommand(family: CommandFamily, command: ShellCommand, file: string): readonly ShellCommand[] {
  const [, name, words] = OPEN_COMMANDS.find(([each]) => each === family) ?? [];
  if (name === undefined || !words) return [];
  const { span } = command;
  const source = SourceText.from([{ text: file, source: span }]);
  const why = `the commands in ${file}`;
  const own = words.map((text) => ({ text, known: true, span, source }));
  const input = { kind: 'command' } as const;
  const conditional = true;
  return [
    {
      ...command,
      name,
      words: [...own, { text: file, known: false, why, span, source }],
      input,
      conditional,
    },
  ];
}

/** Whether a text names one of these commands at all. */
export function namesFirewallCommand(text: string): boolean {
  return FAMILIES.some(({ names }) => [...names].some((name) => text.includes(name)));
}

import type { Packet } from '../../reading.js';
import { CONTAINER_COMMANDS } from '../docker-run/docker-run.js';
import { FIREWALL_CMD } from '../firewalld/commands.js';
import { IPTABLES_COMMANDS } from '../iptables/iptables.js';
import { MODPROBE } from '../modules/modules.js';
import { NFT_COMMANDS } from '../nftables/nftables.js';
import type { CommandFamily } from '../support/command-family.js';
import type { Findings } from '../support/findings.js';
import type { ShellCommand } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';
import { UFW } from '../ufw/commands.js';
import { readShell } from './shell.js';

/** Every kind of command that has to do with ports. */
const FAMILIES = [CONTAINER_COMMANDS, IPTABLES_COMMANDS, NFT_COMMANDS, UFW, FIREWALL_CMD, MODPROBE];
const WITNESS_LIMIT = 200;

/** What the command lines of a script, or of a document, do to ports. */
export function readCommandLines(text: string, packet: Packet): Findings {
  const commands = readShell(text).filter(({ nameKnown }) => nameKnown);
  const found = FAMILIES.flatMap((family) => {
    if (!commands.some(({ name }) => family.names.has(name))) return [];
    const own = commands.flatMap((command) =>
      family.names.has(command.name) ? [command] : hiddenCommand(family, command),
    );
    return [family.read(own, packet, text)];
  });
  return {
    witnesses: found.flatMap((each) => each.witnesses).slice(0, WITNESS_LIMIT),
    helpers: found.flatMap((each) => each.helpers),
    mentions: found.flatMap((each) => each.mentions),
    unread: found.flatMap((each) => each.unread),
    remarks: found.flatMap((each) => each.remarks ?? []),
  };
}

/** What is not in the text may be any command of the tool. */
function hiddenCommand({ anything }: CommandFamily, command: ShellCommand): readonly ShellCommand[] {
  const { elsewhere: text, span } = command;
  if (text === undefined || !anything) return [];
  const word = { text, span, source: SourceText.from([{ text, source: span }]), known: true };
  const own = anything.words.map((each) => ({ ...word, text: each }));
  const words = [...own, { ...word, known: false, why: `the commands in ${text}` }];
  return [{ ...command, name: anything.name, words, input: { kind: 'command' } }];
}

/** Whether a text names one of these commands at all. */
export function namesFirewallCommand(text: string): boolean {
  return FAMILIES.some(({ names }) => [...names].some((name) => text.includes(name)));
}

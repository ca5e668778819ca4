import type { GivenVariable, Packet } from '../../reading.js';
import { CONTAINER_COMMANDS } from '../docker-run/docker-run.js';
import { FIREWALL_CMD } from '../firewalld/commands.js';
import { IPTABLES_COMMANDS } from '../iptables/iptables.js';
import { MODPROBE } from '../modules/modules.js';
import { NFT_COMMANDS } from '../nftables/nftables.js';
import type { CommandFamily } from '../support/command-family.js';
import type { Findings } from '../support/findings.js';
import type { ShellCommand } from '../../../shell/command.js';
import { SourceText } from '../../../shell/source-text.js';
import { UFW } from '../ufw/commands.js';
import { givenTo } from '../support/given.js';
import { readShell } from '../../../shell/shell.js';

const FAMILIES = [CONTAINER_COMMANDS, IPTABLES_COMMANDS, NFT_COMMANDS, UFW, FIREWALL_CMD, MODPROBE];
const WITNESS_LIMIT = 200;

/** What the command lines of a script, or of a document, do to ports. */
export function readCommandLines(text: string, packet: Packet, families = FAMILIES): Findings {
  return readCommands(readShell(text), packet, text, families);
}

/** The same of commands that stand in it in another form. */
export function readCommands(
  all: readonly ShellCommand[],
  packet: Packet,
  text: string,
  families = FAMILIES,
): Findings {
  const commands = all.filter(({ nameKnown }) => nameKnown);
  const found = families.flatMap((family) => {
    const own = commands.flatMap((command) => commandsOf(family, command));
    return own.some(({ elsewhere }) => elsewhere === undefined) ? [family.read(own, packet, text)] : [];
  });
  return {
    witnesses: found.flatMap((each) => each.witnesses).slice(0, WITNESS_LIMIT),
    helpers: found.flatMap((each) => each.helpers),
    mentions: found.flatMap((each) => each.mentions),
    unread: found.flatMap((each) => each.unread),
    remarks: found.flatMap((each) => each.remarks ?? []),
    ...givenTo(found.flatMap(({ gives }) => gives ?? [])),
  };
}

/** The containers that command lines start. */
export function readContainerLines(text: string, packet: Packet): Findings {
  const found = readCommandLines(text, packet, [CONTAINER_COMMANDS]);
  // One with a range for itself is an example of another server.
  const others = (found.gives?.containers ?? []).filter(
    ({ image, variables }) => !hasOwnRange(image, variables),
  );
  const names = new Set(others.map(({ name }) => name));
  return { ...found, witnesses: found.witnesses.filter(({ name }) => names.has(name)) };
}

function hasOwnRange(image: string, variables: readonly GivenVariable[]): boolean {
  return (
    image === '' || variables.some(({ name }) => /(?:pasv|passive|min|max)_?(?:port|min|max)/i.test(name))
  );
}

/** What is not in the text may be any command of the tool. */
function commandsOf({ names, anything }: CommandFamily, command: ShellCommand): readonly ShellCommand[] {
  const { elsewhere: text, span } = command;
  if (text === undefined || !anything) return names.has(command.name) ? [command] : [];
  const word = { text, span, source: SourceText.from([{ text, source: span }]), known: true };
  const [name, ...own] = anything;
  const rest = { ...word, known: false, why: `the commands in ${text}` };
  const words = [...own.map((each) => ({ ...word, text: each })), rest];
  return [{ ...command, name, words, input: { kind: 'command' } }];
}

export function namesFirewallCommand(text: string): boolean {
  return FAMILIES.some(({ names }) => [...names].some((name) => text.includes(name)));
}

export function isFirewallCommand(name: string): boolean {
  return FAMILIES.some(({ names }) => names.has(name));
}

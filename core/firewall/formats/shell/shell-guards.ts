import { baseName } from '../support/base-name.js';
import type { ShellCommand, ShellWord } from '../support/shell-command.js';

/** Tools by what they are called, and what is asked for when one wants to know whether they are in use. */
const TOOLS: readonly (readonly string[])[] = [
  ['ufw'],
  ['firewall-cmd', 'firewall-offline-cmd', 'firewalld'],
  ['nft', 'nftables'],
  ['iptables', 'ip6tables', 'iptables-restore', 'ip6tables-restore', 'iptables-save', 'iptables-persistent'],
  ['ipset'],
  ['docker'],
  ['podman'],
];

/** One name for all that belongs to a tool; undefined for anything else. */
export function toolOf(name: string): string | undefined {
  const plain = name.replace(/\.service$/, '').replace(/-(?:legacy|nft)(?=-|$)/, '');
  return TOOLS.find((names) => names.includes(plain))?.[0];
}

/**
 * The tool that a command asks for: what is done with that tool where it is there is what counts, for whoever has it.
 * `command -v ufw`, `[ -x /usr/sbin/ufw ]`, `systemctl is-active firewalld`.
 */
export function askedTool({ name, words }: Pick<ShellCommand, 'name' | 'words'>): string | undefined {
  const texts = words.filter(({ known }) => known).map(({ text }) => text);
  const [first, second] = texts;
  switch (name) {
    case 'command':
    case 'type':
    case 'which':
    case 'hash':
      return onlyTool(texts.filter((text) => !text.startsWith('-')));
    case '[':
    case '[[':
    case 'test':
      return (first === '-x' || first === '-e' || first === '-f') && texts.length <= 3
        ? onlyTool([baseName(second ?? '')])
        : undefined;
    case 'systemctl':
      return /^is-(?:active|enabled)$/.test(texts.find((text) => !text.startsWith('-')) ?? '')
        ? onlyTool(texts.filter((text) => !text.startsWith('-')).slice(1))
        : undefined;
    case 'service':
      return second === 'status' ? toolOf(first ?? '') : undefined;
    case 'firewall-cmd':
      return texts.includes('--state') ? toolOf(name) : undefined;
    default:
      return undefined;
  }
}

function onlyTool(names: readonly string[]): string | undefined {
  return names.length === 1 ? toolOf(baseName(names[0] ?? '')) : undefined;
}

/** Shows the rules there are: `iptables -nL`, `nft list ruleset`, `ufw status`. */
function isListing({ name, words }: ShellCommand): boolean {
  const has = (pattern: RegExp): boolean => words.some(({ text }) => pattern.test(text));
  switch (toolOf(name)) {
    case 'iptables':
      return name.endsWith('-save') || has(/^(?:-[a-zA-Z]*[LS][a-zA-Z]*|--list(?:-rules)?)$/);
    case 'nft':
    case 'ipset':
      return has(/^(?:list|-L|save)$/);
    case 'ufw':
      return has(/^(?:status|show)$/);
    case 'firewall-cmd':
      return has(/^--(?:list-|get-)/);
    default:
      return false;
  }
}

/** Rules are listed, and something is looked for among them. */
export interface Search {
  readonly tool: string;
  /** `ufw status | grep active`: whether the tool is in use. */
  readonly forUse: boolean;
}

/** What the commands of one pipeline look for; undefined where they do not. */
export function searchOf(commands: readonly ShellCommand[]): Search | undefined {
  const [listing] = commands;
  const last = commands[commands.length - 1];
  const tool = listing && isListing(listing) ? toolOf(listing.name) : undefined;
  if (tool === undefined || !last || !/^[ef]?grep$/.test(last.name)) return undefined;
  return { tool, forUse: tool === 'ufw' && last.words.some(isActive) };
}

function isActive({ text }: ShellWord): boolean {
  return /(?<!in)active/i.test(text);
}

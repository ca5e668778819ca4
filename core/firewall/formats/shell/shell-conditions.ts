import type { ShellCommand } from '../support/shell-command.js';

/** Whether the commands that depend on a condition count: where it is met, and where it is not. */
export interface Outcome {
  readonly met: boolean;
  readonly failed: boolean;
}

/** They set something up, and are taken to succeed. */
const DOES =
  /^(?:ip6?tables.*|netfilter-persistent|nft|ufw|firewall(?:-offline)?-cmd|modprobe|docker|podman|sysctl|systemctl|service|echo|printf|cd|mkdir|cp|mv|rm|ln|chmod|chown|touch|cat|tee|set|apt|apt-get|apk|dnf|yum|zypper|pacman|pip|npm|make|sleep|adduser|useradd|addgroup|groupadd|sed)$/;
const ASKS_STATE = /^(?:systemctl|service) .*\b(?:is-|status)/;
const TOOL =
  /^(?:\S*\/)?(?:ip6?tables|(?:ufw|nft|ipset|docker|podman)(?!\w*\.)|firewall(?:d|-cmd|-offline-cmd))/;
/** What is done with a tool where it is there is what counts. */
const ASKS_TOOL =
  /^(?:(?:which|type|hash)(?: -\w+)*|(?:\[\[?|test) -[xefs]|systemctl(?: -\S+)* is-(?:active|enabled)(?: -\S+)*|service|dpkg -[ls]|rpm -q) (\S+?)(?:\.service)?(?: status| \]\]?)?$|^(\S+)(?: --state)?$/;
/** Where a rule is missing, the way that adds it is what counts. */
const ASKS_RULE =
  /^(?:ip6?tables|firewall-cmd)\S* (?:.* )?(?:-C|--check|--query-\S+)(?: |$)|^(?:ip6?tables\S* (?:-[a-zA-Z]*[LS]|.* -[a-zA-Z]*[LS]|--list)|ip6?tables-save|nft .*list|ipset (?:list|-L|save)|ufw (?:status|show)|firewall-cmd .*--(?:list|get)-).*\| [ef]?grep /;

/** What a pipeline tells as a condition. */
export function outcomeOf(commands: readonly ShellCommand[]): Outcome {
  const each = commands.map(({ name, words }) => [name, ...words.map(({ text }) => text)].join(' '));
  const text = each.join(' | ').slice(0, 1000);
  if (/^ufw status.* active/i.test(text)) return { met: true, failed: false };
  if (ASKS_RULE.test(text)) return { met: false, failed: !/inactive/.test(text) };
  const [, asked, alone] = ASKS_TOOL.exec(text) ?? [];
  const does = DOES.test(commands[0]?.name ?? '') && !ASKS_STATE.test(text) && commands.length === 1;
  return { met: TOOL.test(asked ?? alone ?? '') || does, failed: false };
}

import { baseName } from '../support/base-name.js';
import type { ShellCommand } from '../support/shell-command.js';

/** What a condition tells of the commands that depend on it; empty where it tells nothing. */
export interface Verdict {
  /** The text alone decides it. */
  readonly holds?: boolean;
  /** It asks for a tool: what is done with that tool where it is there is what counts. */
  readonly uses?: string;
  /** It asks whether a rule of this tool is there already: what counts is the way that adds it. */
  readonly finds?: string;
  /** It sets something up, and is taken to succeed. */
  readonly does?: true;
}

/** One name for all that belongs to a tool; undefined for anything else. */
export function toolOf(word: string): string | undefined {
  const pattern =
    /^(?:ip6?(tables)|(ufw|nft|ipset|docker|podman)(?!\w*\.)|(firewall)(?:d|-cmd|-offline-cmd))/;
  const [, tables, other, firewalld] = pattern.exec(baseName(word)) ?? [];
  return tables ?? other ?? firewalld;
}

const DOERS =
  /^(?:ip6?tables.*|netfilter-persistent|nft|ufw|firewall(?:-offline)?-cmd|modprobe|docker|podman|sysctl|systemctl|service|echo|printf|cd|mkdir|cp|mv|rm|ln|chmod|chown|touch|cat|tee|set|export|apt|apt-get|apk|dnf|yum|zypper|pacman|pip|npm|make|sleep|adduser|useradd|addgroup|groupadd|sed)$/;
const ASKS_STATE = /^(?:systemctl|service) .*\b(?:is-|status)/;
const ASKS_USE =
  /^(?:(?:which|type|hash)(?: -\w+)*|(?:\[\[?|test) -[xefs]|systemctl(?: -\S+)* is-(?:active|enabled)(?: -\S+)*|service|dpkg -[ls]|rpm -q) (\S+?)(?:\.service)?(?: status| \]\]?)?$/;
const ASKS_RULE = / (?:-C|--check|--query-\S+)(?: |$)/;
const LISTS =
  /^(?:ip6?tables.* (?:-[a-zA-Z]*[LS][a-zA-Z]*|--list(?:-rules)?)\b|ip6?tables-save|nft .*list|ipset (?:list|-L|save)|ufw (?:status|show)|firewall-cmd .*--(?:list|get)-).*\| [ef]?grep /;
const COMPARES = /^(?:\[\[?|test) (?:(-[nz]) ?(\S*)|(\S*) (==?|!=|-eq|-ne) (\S*))(?: \]\]?)?$/;

/** What the commands of one pipeline tell; `negated`: with a `!` in front. */
export function verdictOf(commands: readonly ShellCommand[], negated: boolean): Verdict {
  const [first] = commands;
  if (!first) return {};
  const each = commands.map(({ name, words }) => [name, ...words.map(({ text }) => text)].join(' '));
  const text = each.join(' | ').slice(0, 1000);
  const tool = toolOf(first.name);
  const isListed = LISTS.test(text);
  if (tool !== undefined && (isListed || ASKS_RULE.test(text)) && !/^ufw .*(?<!in)active/i.test(text))
    return negated ? { uses: tool } : { finds: tool };
  if (commands.length > 1) return isListed && !negated && tool !== undefined ? { uses: tool } : {};
  const asksUse = text === first.name || text.endsWith(' --state');
  const used = asksUse ? tool : toolOf(ASKS_USE.exec(text)?.[1] ?? '');
  if (used !== undefined) return negated ? {} : { uses: used };
  const holds = holdsOf(first, text);
  if (holds !== undefined) return { holds: holds !== negated };
  return DOERS.test(first.name) && !ASKS_STATE.test(text) && !negated ? { does: true } : {};
}

/** The outcome of a test of what is known. A script is read as if started with `start`. */
function holdsOf({ words }: ShellCommand, text: string): boolean | undefined {
  if (/^(?:true|false|:)/.test(text)) return !text.startsWith('false');
  if (words.some((word) => !word.known && !/^\$\{?1\}?$/.test(word.text))) return undefined;
  const isFirst = words.some(({ known }) => !known);
  const plain = text.replace(/(?<= )\$\{?1\}?(?= |$)/, 'start');
  const [, unary, operand, left = '', operator = '', right = ''] = COMPARES.exec(plain) ?? [];
  if (unary !== undefined) return isFirst ? undefined : (operand === '') === (unary === '-z');
  if (/^-/.test(operator) && !/^\d{1,9} \d{1,9}$/.test(`${left} ${right}`)) return undefined;
  const same = operator.startsWith('-') ? Number(left) === Number(right) : left === right;
  return operator === '' || /[*?]/.test(right) ? undefined : same === /^(?:==?|-eq)$/.test(operator);
}

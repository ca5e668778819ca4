import { baseName } from './base-name.js';
import type { ShellCommand, ShellWord } from './command.js';

const PREFIXES = /^(?:sudo|doas|env|exec|nice|timeout|command|builtin|nohup|time|setsid|busybox)$/;
const WITH_VALUE = /^(?:sudo -[ughpCDRTU]|(?:doas|env) -[uC]|exec -a|timeout -s)$/;
/** A command that changes rules, also as a part of the words of another one. */
const RULE =
  /(?:^|[\s/;&|"'(])(?:ip6?tables(?:-legacy|-nft)?(?:-restore\b|\s+-)|firewall(?:-offline)?-cmd\s+-|(?:nft|ufw|ipset)\s+(?:-f|--force|-exist|add|insert|delete|flush|create|restore|allow|deny|reject|limit|default|route|reset|disable|enable)\b)/;
/** These only speak of a command, or run it on another machine. */
const NOT_HERE =
  /^(?:\w*(?:echo|log|print|info|warn|err|msg|message|notice)\w*|which|type|hash|apt|apt-get|apk|dnf|yum|zypper|pacman|dpkg|rpm|systemctl|service|cat|tee|[ef]?grep|sed|awk|man|alias|trap|ssh|docker|podman|kubectl|lxc.*|ip|nsenter|chroot|vagrant|ansible|machinectl|systemd-nspawn)$/i;
const TOOL = /^(?:ip6?tables(?!.*-save).*|nft|ufw|ipset|firewall(?:-offline)?-cmd)$/;
const RUNS_FILE = /^(?:(?:ba|da|a|k|z)?sh|\.|source|run-parts)$/;
/** By its name, a script may well change what is let through; a file of settings does not. */
const CHANGES_RULES =
  /^(?!.*(?:functions|\.(?:conf|cfg|env|ini|vars?|defaults?))["']?$)\S*(?:firewall|ip6?tables|nft|ufw|ftp|(?<![a-z])(?:fw|ports?|rules?)(?![a-z]))/i;

export function withoutPrefixes(words: readonly ShellWord[]): readonly ShellWord[] {
  for (let at = 0, next = 0; ; at = next) {
    const { text = '', known = true } = words[at] ?? {};
    const name = known ? baseName(text) : /^\$\{?\w*sudo\w*\}?$/i.test(text) ? 'sudo' : '';
    if (!PREFIXES.test(name)) return words.slice(at);
    for (next = at + 1; /^-|^[A-Za-z_]\w*=|^\d+[smhd]?$/.test(words[next]?.text ?? ''); next++)
      if (WITH_VALUE.test(`${name} ${words[next]?.text ?? ''}`)) next++;
    if (next >= words.length) return words.slice(at);
  }
}

/** What changes rules and is not read: in a `hidden` part, a text for a shell, words for another command, a script. */
export function hiddenRules(all: readonly string[], isHidden: boolean, isFed: boolean): string | undefined {
  const [name = '', ...words] = all;
  if (TOOL.test(name) || NOT_HERE.test(name)) return isHidden && TOOL.test(name) ? name : undefined;
  if (RULE.test(words.join(' ').slice(0, 5000))) return name;
  const own = /\.(?:ba)?sh$/.test(name) ? name : '';
  const script = RUNS_FILE.test(name) ? words.find((word) => !/^[-+]/.test(word)) : own;
  if (script === undefined) return isFed ? 'another command' : undefined;
  return CHANGES_RULES.test(script) ? baseName(script) : undefined;
}

const SETS_UP =
  /^(?!(?:systemctl|service) .*\b(?:is-|status))(?:ip6?tables|netfilter-persistent|nft|ufw|firewall(?:-offline)?-cmd|modprobe|docker|podman|sysctl|systemctl|service|echo|printf|cd|mkdir|cp|mv|rm|ln|chmod|chown|touch|cat|tee|set|apt|apt-get|apk|dnf|yum|zypper|pacman|pip|npm|make|sleep|adduser|useradd|addgroup|groupadd|sed)(?: |$)/;
/** What is done with a tool where it is there is what counts. */
const ASKS_TOOL =
  /^(?:(?:which|type|hash)(?: -\w+)* |(?:\[\[?|test) -[xefs] |systemctl(?: -\S+)* is-(?:active|enabled)(?: -\S+)* |service |dpkg -[ls] |rpm -q )?(?:\S*\/)?(?:ip6?tables\S*|(?:ufw|nft|ipset|docker|podman)(?!\w*\.)|firewall(?:d|-cmd|-offline-cmd))(?:\.service)?(?: status| \]\]?| --state)?$|^ufw status.* active/i;
/** Where a rule is missing, the way that adds it is what counts. */
const ASKS_RULE =
  /^(?:ip6?tables|firewall-cmd)\S* (?:.* )?(?:-C|--check|--query-\S+)(?: |$)|^(?=.*\| [ef]?grep )(?:ip6?tables\S* (?:[^|]* )?(?:-[a-zA-KM-RT-Z]*[LS]|--list)|ip6?tables-save|nft [^|]*list|ipset (?:list|-L|save)|ufw (?:status|show)(?!.*active)|firewall-cmd [^|]*--(?:list|get)-)/;

/** Whether what depends on a pipeline counts: where that succeeds (`met`), or where it does not. */
export function counts(commands: readonly ShellCommand[], met: boolean): boolean {
  const each = commands.map(({ name, words }) => [name, ...words.map(({ text }) => text)].join(' '));
  const text = each.join(' | ').slice(0, 1000);
  if (!met || ASKS_RULE.test(text)) return !met && ASKS_RULE.test(text);
  return ASKS_TOOL.test(text) || (commands.length === 1 && SETS_UP.test(text));
}

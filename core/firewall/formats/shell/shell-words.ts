import { baseName } from '../support/base-name.js';
import type { ShellWord } from '../support/shell-command.js';

const PREFIXES = /^(?:sudo|doas|env|exec|nice|timeout|flock|command|builtin|nohup|time|setsid|busybox)$/;
/** Their options that take the next word. */
const WITH_VALUE = /^(?:sudo -[ughpCDRTU]|(?:doas|env) -[uC]|exec -a|nice -n|timeout -[ks]|flock -[wE])$/;
/** A command that changes rules, also as a part of the words of another one. */
const RULE =
  /(?:^|[\s/;&|"'(])(?:ip6?tables(?:-legacy|-nft)?(?:-restore)?|nft|ufw|ipset|firewall-cmd)\s+(?:(?:-w|-t \w+|-4|-6) )*(?:-[ADFINPRX]\b|-f\b|--(?:append|insert|delete|policy|flush|permanent|zone=|add-|force)|(?:add|insert|delete|flush|create|allow|deny|reject|limit|default|route)\b)/;
/** These only speak of a command, or run it on another machine. */
const NOT_HERE =
  /^(?:echo|printf|logger|cat|tee|[ef]?grep|sed|awk|man|alias|trap|ssh|docker|podman|kubectl|lxc.*|ip|nsenter|chroot|vagrant|ansible|machinectl|systemd-nspawn|ip6?tables.*|nft|ufw|ipset|firewall-cmd)$/;
const SHELL = /^(?:ba|da|a|k|z)?sh$/;
/** By its name, a script may well change what is let through; a file of settings does not. */
const CHANGES_RULES =
  /^(?!.*(?:functions|\.(?:conf|cfg|env|ini|vars?|defaults?))["']?$)\S*(?:firewall|ip6?tables|nft|ufw|ftp|(?<![a-z])(?:fw|ports?|rules?)(?![a-z]))/i;

/** The command that is meant: without sudo and its kin. */
export function withoutPrefixes(words: readonly ShellWord[]): readonly ShellWord[] {
  for (let at = 0, next = 0; ; at = next) {
    const { text = '', known = true } = words[at] ?? {};
    const name = known ? baseName(text) : /^\$\{?\w*sudo\w*\}?$/i.test(text) ? 'sudo' : '';
    if (!PREFIXES.test(name)) return words.slice(at);
    for (next = at + 1; /^-|^[A-Za-z_]\w*=/.test(words[next]?.text ?? ''); next++)
      if (WITH_VALUE.test(`${name} ${words[next]?.text ?? ''}`)) next++;
    if (name === 'timeout' || name === 'flock') next++;
    if (next >= words.length) return words.slice(at);
  }
}

/** What changes rules and is not read: a text for a shell, words that another command runs, another script. */
export function hiddenRules(name: string, words: readonly string[], isFed: boolean): string | undefined {
  if (NOT_HERE.test(name)) return undefined;
  if (changesRules(words.join(' '))) return name;
  const runsFile = SHELL.test(name) || /^(?:\.|source|run-parts)$/.test(name);
  const script = runsFile ? words.find((word) => !/^[-+]/.test(word)) : /\.(?:ba)?sh$/.test(name) ? name : '';
  if (script === undefined) return isFed ? 'another command' : undefined;
  return CHANGES_RULES.test(script) ? baseName(script) : undefined;
}

export function changesRules(text: string): boolean {
  return RULE.test(text.slice(0, 5000));
}

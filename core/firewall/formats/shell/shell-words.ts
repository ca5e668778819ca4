import { baseName } from '../support/base-name.js';
import type { ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';

/** Commands that run the command after them, with their options that take the next word. */
const PREFIXES: ReadonlyMap<string, RegExp> = new Map([
  ['sudo', /^-[ughpCDRTU]$/],
  ['doas', /^-[uC]$/],
  ['env', /^-[uC]$/],
  ['exec', /^-a$/],
  ['nice', /^-n$/],
  ['timeout', /^-[ks]$/],
  ['flock', /^-[wE]$/],
  ...['command', 'builtin', 'nohup', 'time', 'setsid', 'busybox'].map((name) => [name, /^$/] as const),
]);

/** The command that is meant: without sudo and its kin, and without its folder. */
export function stripPrefixes(words: readonly ShellWord[]): {
  name: string;
  known: boolean;
  rest: readonly ShellWord[];
} {
  let at = 0;
  for (;;) {
    const word = words[at];
    const name = baseName(word?.text ?? '');
    const valued = word?.known === true ? PREFIXES.get(name) : undefined;
    let next = at + 1;
    for (let text = words[next]?.text; valued && text !== undefined; text = words[next]?.text) {
      if (!/^-|^[A-Za-z_]\w*=/.test(text)) break;
      next += valued.test(text) ? 2 : 1;
    }
    if (name === 'timeout' || name === 'flock') next++;
    if (!valued || next >= words.length)
      return { name, known: word?.known === true, rest: words.slice(at + 1) };
    at = next;
  }
}

/** These only speak of a command, or run it on another machine. */
const NOT_HERE =
  /^(?:echo|printf|logger|cat|[ef]?grep|sed|awk|man|alias|trap|ssh|docker|podman|kubectl|lxc.*|ip|nsenter|chroot|vagrant|ansible|machinectl|systemd-nspawn)$/;
const RULES = /^(?:ip6?tables(?:-legacy|-nft)?(?:-restore)?|nft|ufw|ipset|firewall-cmd)$/;
const CHANGES =
  /^(?:-[ADFINPRXtw]|--(?:append|insert|delete|policy|flush|permanent|zone=\S*|add-\S+)|-f|add|insert|delete|flush|create|allow|deny|reject|limit|default|route|--force)$/;
/** They put words into commands. */
export const FILLERS = /^(?:xargs|parallel|find)$/;

/** `$SUDO ufw allow 21`, `retry 3 iptables -A ...`, `xargs ipset add`: the rule that another command may run. */
export function ruleWithin(
  name: string,
  known: boolean,
  words: readonly ShellWord[],
): readonly ShellWord[] | null {
  if (
    known
      ? NOT_HERE.test(name) || RULES.test(name)
      : /ssh|docker|podman|exec|lxc|kube|netns|remote|host/i.test(name)
  )
    return null;
  const fills = FILLERS.test(name);
  const at = words.findIndex((word, i) => {
    const next = words[i + 1];
    return RULES.test(baseName(word.text)) && word.known && (fills || CHANGES.test(next?.text ?? ''));
  });
  if (at < 0 || (at > (known ? 3 : 0) && !fills)) return null;
  const [tool, ...rest] = words.slice(at);
  if (!fills || !tool) return words.slice(at);
  // What is put in stands anywhere among the words.
  const why = 'words that another command puts in';
  return [
    tool,
    ...rest.map((word) => (/[{}%$]/.test(word.text) ? { ...word, known: false, why } : word)),
    filled(tool, why),
  ];
}

function filled(word: ShellWord, why: string): ShellWord {
  return {
    ...word,
    text: '$0',
    known: false,
    why,
    source: SourceText.from([{ text: '$0', source: word.span }]),
  };
}

/** By its name, a script may well change what is let through; a file of settings does not. */
export function mayChangeRules(path: string): boolean {
  if (/(?:functions|\.(?:conf|cfg|env|ini|vars?|defaults?))["']?$/i.test(path)) return false;
  return /firewall|ip6?tables|nft|ufw|ftp|(?<![a-z])(?:fw|ports?|rules?)(?![a-z])/i.test(path);
}

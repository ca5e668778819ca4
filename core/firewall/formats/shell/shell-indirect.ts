import { baseName } from '../support/base-name.js';
import { joinWords } from './shell-words.js';
import type { ShellInput, ShellWord } from '../support/shell-command.js';
import { SourceText } from '../support/source-text.js';

/** What a command makes run besides itself. */
export type Indirect =
  /** A text that a shell reads as commands. `arguments` null: not known. */
  | { readonly kind: 'text'; readonly source: SourceText; readonly arguments: readonly ShellWord[] | null }
  /** A command of its own; `sure` is false where it may be run never, or several times. */
  | { readonly kind: 'command'; readonly words: readonly ShellWord[]; readonly sure: boolean }
  /** What stands in another file. */
  | { readonly kind: 'script'; readonly path: ShellWord }
  /** What another command says. */
  | { readonly kind: 'output' };

const SHELLS = new Set('sh bash dash ash ksh zsh'.split(' '));

interface Command {
  readonly name: string;
  readonly nameKnown: boolean;
  readonly words: readonly ShellWord[];
  readonly input: ShellInput | undefined;
}

/** What `eval`, `sh -c`, `xargs` and their kin make of their words and their input; null for any other command. */
export function indirectOf(command: Command): Indirect | null {
  const { name, nameKnown, words } = command;
  if (!nameKnown) return variableInFront(command);
  if (SHELLS.has(name)) return shell(command);
  switch (name) {
    case 'eval':
      return words.length > 0 ? { kind: 'text', source: joinWords(words), arguments: null } : null;
    case 'su':
    case 'runuser':
      return textBehind(words, /^(?:-[a-z]*c|--command)$/);
    case 'xargs':
      return repeated(words, XARGS);
    case 'parallel':
      return repeated(words, PARALLEL);
    case 'find':
      return executed(words);
    case 'run-parts': {
      const folder = words.find(({ text }) => !text.startsWith('-'));
      return folder ? { kind: 'script', path: folder } : null;
    }
    default:
      return /\.(?:sh|bash)$/.test(name) ? { kind: 'script', path: ownName(command) } : wrapped(command);
  }
}

function shell({ words, input }: Command): Indirect | null {
  const text = textBehind(words, /^-[a-z]*c[a-z]*$/);
  if (text) return text;
  const path = words.find(({ text: word }) => !/^[-+]/.test(word));
  if (path && words.every(({ text: word }) => word !== '-s')) return { kind: 'script', path };
  if (input?.kind === 'text') return { kind: 'text', source: input.source, arguments: null };
  if (input?.kind === 'file') return { kind: 'script', path: input.path };
  return input ? { kind: 'output' } : null;
}

/** `-c TEXT NAME ARGUMENT...` */
function textBehind(words: readonly ShellWord[], option: RegExp): Indirect | null {
  const at = words.findIndex(({ text }) => option.test(text));
  const behind = at < 0 ? [] : words.slice(at + 1);
  const first = behind.findIndex(({ text }) => !/^-./.test(text));
  const text = behind[first];
  return text ? { kind: 'text', source: text.source, arguments: behind.slice(first + 2) } : null;
}

interface Repeater {
  /** Options that take the next word. */
  readonly valued: ReadonlySet<string>;
  /** The option that says what stands for the word put in; where it is not given, the command ends with that. */
  readonly mark: RegExp;
  readonly usualMark: string | null;
}

const XARGS: Repeater = {
  valued: new Set(
    '-I -n -P -d -L -s -a -E --max-args --max-procs --delimiter --arg-file --replace'.split(' '),
  ),
  mark: /^(?:-I|-i|--replace=?)/,
  usualMark: null,
};
const PARALLEL: Repeater = {
  valued: new Set('-j -a -n -N -I --jobs --delay --colsep -C'.split(' ')),
  mark: /^-I/,
  usualMark: '{}',
};

/** The command behind the options, with what is put in from outside. */
function repeated(words: readonly ShellWord[], { valued, mark, usualMark }: Repeater): Indirect | null {
  let sign = usualMark;
  let at = 0;
  for (let word = words[at]; word?.text.startsWith('-') === true; word = words[at]) {
    const [given] = mark.exec(word.text) ?? [];
    if (given !== undefined) {
      const joined = word.text.slice(given.length);
      sign = joined !== '' ? joined : valued.has(word.text) ? (words[at + 1]?.text ?? '{}') : '{}';
    }
    at += valued.has(word.text) ? 2 : 1;
  }
  const all = words.slice(at);
  const end = all.findIndex(({ text }) => /^:::/.test(text));
  const own = end < 0 ? all : all.slice(0, end);
  const [first, ...more] = own;
  if (!first) return null;
  const marked = sign !== null && own.some(({ text }) => text.includes(sign));
  const filled = marked && sign !== null ? own.map((word) => without(word, sign)) : [...own, putIn(first)];
  // parallel hands a single word to a shell.
  if (usualMark !== null && more.length === 0 && filled[0])
    return { kind: 'text', source: joinWords(filled), arguments: null };
  return { kind: 'command', words: filled, sure: false };
}

/** What a shell takes for a word that is not known. */
const OPEN = '$0';
const PUT_IN = 'words that another command puts in';

function without(word: ShellWord, sign: string): ShellWord {
  if (!word.text.includes(sign)) return word;
  const text = word.text.split(sign).join(OPEN);
  return { ...word, ...unknown(text, word) };
}

function putIn(word: ShellWord): ShellWord {
  return { ...word, ...unknown(OPEN, word) };
}

function unknown(text: string, { span }: ShellWord): Pick<ShellWord, 'text' | 'known' | 'why' | 'source'> {
  return { text, known: false, why: PUT_IN, source: SourceText.from([{ text, source: span }]) };
}

/** `find ... -exec COMMAND {} ;` */
function executed(words: readonly ShellWord[]): Indirect | null {
  const at = words.findIndex(({ text }) => /^-(?:exec|ok)(?:dir)?$/.test(text));
  if (at < 0) return null;
  const rest = words.slice(at + 1);
  const end = rest.findIndex(({ text }) => text === ';' || text === '+');
  const own = (end < 0 ? rest : rest.slice(0, end)).map((word) => without(word, '{}'));
  return own.length > 0 ? { kind: 'command', words: own, sure: false } : null;
}

/** `$SUDO ufw allow 21`: a variable in front that is `sudo` or nothing, unless it leads to another machine. */
function variableInFront({ name, words }: Command): Indirect | null {
  if (/ssh|docker|podman|exec|lxc|kube|netns|remote|host/i.test(name)) return null;
  return isRule(words, 0) ? { kind: 'command', words, sure: true } : null;
}

/** What they are given they only speak of, or do on another machine. */
const NOT_HERE = new Set(
  (
    'echo printf logger cat grep egrep fgrep sed awk man alias trap ' +
    'ssh docker podman kubectl lxc lxc-attach ip nsenter chroot vagrant ansible machinectl systemd-nspawn'
  ).split(' '),
);

/** `retry 3 iptables -A ...`: a command of unknown kind in front, which may run it or not. */
function wrapped({ name, words }: Command): Indirect | null {
  if (NOT_HERE.has(name) || SPELLING.test(name)) return null;
  const at = words.slice(0, 4).findIndex((_, i) => isRule(words, i));
  return at < 0 ? null : { kind: 'command', words: words.slice(at), sure: false };
}

const SPELLING = /^(?:ip6?tables(?:-legacy|-nft)?(?:-restore)?|nft|ufw|ipset|firewall-cmd)$/;
const CHANGES =
  /^(?:-[ADFINPRXtw]|--(?:append|insert|delete|policy|flush|permanent|zone=\S*|add-\S+)|add|insert|delete|flush|create|allow|deny|reject|limit|default|route|--force)$/;

function isRule(words: readonly ShellWord[], at: number): boolean {
  const [tool, what] = words.slice(at, at + 2);
  if (!tool?.known || !what?.known) return false;
  return SPELLING.test(baseName(tool.text)) && CHANGES.test(what.text);
}

function ownName({ name, words }: Command): ShellWord {
  const span = words[0]?.span ?? { start: 0, end: 0 };
  return { text: name, known: true, span, source: SourceText.from([{ text: name, source: span }]) };
}

/** By its name, a script may well change what is let through; a file of settings does not. */
export function mayChangeRules({ text }: ShellWord): boolean {
  if (/(?:functions|\.(?:conf|cfg|env|ini|vars?|defaults?))["']?$/i.test(text)) return false;
  return /firewall|ip6?tables|nft|ufw|ftp|(?<![a-z])(?:fw|ports?|rules?)(?![a-z])/i.test(text);
}

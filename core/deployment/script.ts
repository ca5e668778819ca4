import type { ConfigDocument } from '../config/index.js';
import { runShell, type ShellEnvironment } from '../shell/runner.js';
import type { Budget } from '../shell/budget.js';
import type { ShellCommand, ShellWord } from '../shell/command.js';
import type { TextSpan } from '../firewall/reading.js';
import { ConfigText, type Touched } from './config-text.js';
import { isSetting } from './names.js';
import { HOLE, LinePattern } from './pattern.js';
import type { Given } from './setting-lines.js';

/** What a script makes of a setting. */
export interface Effect extends Given {
  readonly at: TextSpan;
  /** An option in front of the file: the file goes over it. */
  readonly isBefore?: true;
}

const CONFIG_PATH = /(?:^|\/)vsftpd[^/]*conf[^/]*$|\/vsftpd\/[^/]*\.conf$/i;
/** They write nothing by themselves. */
const HARMLESS =
  /^(?:\[\[?|test|grep|egrep|fgrep|true|false|:|cat|ls|echo|printf|sed|awk|head|tail|set|which|touch)$/;
const COMMENT = /^[ \t]*(?:#|\/\/).*$/gm;

/** The settings that a script gives to vsftpd, by options and by what it writes; the last of a name counts. */
export function effectsOf(
  text: string,
  environment: ShellEnvironment,
  document: ConfigDocument,
  budget: Budget,
): readonly Effect[] {
  if (budget.left < 0) return unread(text, [], new Map());
  const script = new Script(text, document, budget);
  runShell(text, environment, script.run, budget);
  const effects = script.effects();
  return [...effects.values(), ...unread(text, script.understood, effects)];
}

/** Changes of the file that are followed. */
const CHANGE_LIMIT = 200;

class Script {
  readonly understood: TextSpan[] = [];
  private readonly file: ConfigText;
  private readonly options = new Map<string, Effect>();
  /** Where the file was changed last, for each setting. */
  private readonly changes = new Map<string, TextSpan>();
  private readonly lost = new Set<string>();
  private count = 0;
  /** What the script itself gives a value to, by name; other signs are one. */
  private assigned: ReadonlySet<string> | undefined;

  constructor(
    private readonly text: string,
    document: ConfigDocument,
    private readonly budget: Budget,
  ) {
    this.file = new ConfigText(document.source.text, budget);
  }

  effects(): ReadonlyMap<string, Effect> {
    const found = new Map<string, Effect>();
    for (const [name, at] of this.changes) {
      const value = this.file.value(name);
      // A line that was taken out leaves what the build has.
      found.set(name, { name, value: this.lost.has(name) ? null : (value ?? null), at });
    }
    for (const [name, effect] of this.options)
      if (effect.isBefore !== true || !found.has(name)) found.set(name, effect);
    return found;
  }

  /** What the command comes to, where that can be told. */
  readonly run = (command: ShellCommand, before: ShellCommand | undefined): boolean | undefined => {
    const { name, words, span, output, isSkipped } = command;
    const own = placesOf(command);
    if (isSkipped === true) this.understand(own, span);
    else if (name === 'vsftpd') this.start(words, command, own);
    else if (name === 'tee' && words.some(isConfig)) {
      const isFed = command.input?.kind === 'text';
      const appends = words.some(({ text }) => /^-\w*a/.test(text));
      this.written(textOf(isFed ? command : before), appends, command, [
        ...own,
        ...(before ? placesOf(before) : []),
      ]);
    } else if (/^(?:sed|perl)$/.test(name) && isInPlace(command)) this.edited(command, own);
    else if (output && isConfig(output.path)) this.written(textOf(command), output.appends, command, own);
    else if (/^[ef]?grep$/.test(name)) {
      this.understand(own, span);
      return this.asked(command);
    } else if (HARMLESS.test(name) && !output && !words.some(({ text }) => /^-\w*i/.test(text)))
      this.understood.push(
        ...(words.some(({ text }) => /[a-z]=/.test(text)) && /^(?:echo|printf)$/.test(name) ? [] : [span]),
      );
    return undefined;
  };

  private understand(places: readonly TextSpan[], span?: TextSpan): void {
    if (span) this.understood.push(span);
    for (const one of places) this.understood.push(one);
  }

  private start(words: readonly ShellWord[], command: ShellCommand, own: readonly TextSpan[]): void {
    let hasFile = false;
    const parts = words.flatMap((word) => word.text.split(/[ \t](?=-o)/).map((text) => ({ ...word, text })));
    for (const { text, known } of parts) {
      const [, name = '', value = ''] = /^-o([a-z_\d]+)=(.*)$/s.exec(text) ?? [];
      if (isSetting(name)) {
        const isFree = known || !/[$`]/.test(value);
        this.option(name, isFree ? value : null, command, hasFile);
      } else if (!known && /^"?\$/.test(text) && !/CONF|FILE/i.test(text)) {
        const named = [...text.matchAll(/-o([a-z_\d]{1,40})=/g)].flatMap(([, one = '']) =>
          isSetting(one) ? [one] : [],
        );
        if (named.length > 0 || this.mayBeOptions(text))
          for (const one of text.includes('-o') ? named : SET_BY_LINES)
            this.option(one, null, command, hasFile);
      } else if (!text.startsWith('-') && text !== '&' && text !== '') hasFile = true;
    }
    this.understand(own);
  }

  private option(
    name: string,
    value: string | null,
    { conditional, span }: ShellCommand,
    isAfter: boolean,
  ): void {
    const before = this.options.get(name);
    if (!isAfter && before && !before.isBefore) return;
    const isSure = !conditional || before?.value === value;
    const one: Effect = { name, value: isSure ? value : null, at: span };
    this.options.set(name, isAfter ? one : { ...one, isBefore: true });
  }

  /** What the script itself puts together is found where it does. */
  private mayBeOptions(word: string): boolean {
    const name = /^"?\$\{?(\w+|[@*])/.exec(word)?.[1];
    if (name === undefined) return false;
    this.assigned ??= new Set(
      [...this.text.matchAll(/(?<=^|[\s;&|(])(\w+|\W)\+?=/g)].map(([, one = '']) => one.replace(/\W/, '@')),
    );
    return !this.assigned.has(name.replace(/\W/, '@'));
  }

  private written(
    found: Said | undefined,
    appends: boolean,
    command: ShellCommand,
    own: readonly TextSpan[],
  ): void {
    if (!found) return;
    this.understand(own, command.span);
    const text = withHoles(found);
    this.change(command, () => (appends ? this.file.append(text) : this.file.write(text)));
  }

  private edited(command: ShellCommand, own: readonly TextSpan[]): void {
    const { words, name } = command;
    const marked = words.filter((_, index) => /^-\w*e$|^--expression$/.test(words[index - 1]?.text ?? ''));
    const plain = words.filter((word) => !word.text.startsWith('-') && !isConfig(word));
    const isExtended =
      name === 'perl' || words.some(({ text }) => /^-[a-z]*[Er]|^--regexp-extended$/.test(text));
    this.understand(own, command.span);
    for (const word of marked.length > 0 ? marked : plain.slice(0, 1)) {
      const text = withHoles(word);
      const named = settingsIn(text);
      // What the file at hand has no line for, the one that is changed may have.
      for (const one of named) if (!this.file.speaksOf(one)) this.lose(one, command);
      this.change(command, () => this.file.edit(text, isExtended), named);
    }
  }

  private change(command: ShellCommand, change: () => Touched, named: readonly string[] = []): void {
    const isRead = ++this.count < CHANGE_LIMIT;
    const touched = isRead ? (command.conditional ? this.file.perhaps(change) : change()) : null;
    // Of what names no setting any line may be meant.
    if (!touched) for (const one of named.length > 0 ? named : SET_BY_LINES) this.lose(one, command);
    else
      for (const one of touched) {
        this.changes.set(one, command.span);
        if (!command.conditional && !named.includes(one)) this.lost.delete(one);
      }
  }

  private lose(name: string, { span }: ShellCommand): void {
    this.changes.set(name, span);
    this.lost.add(name);
  }

  private asked({ name, words }: ShellCommand): boolean | undefined {
    const flags = words.filter(({ text }) => text.startsWith('-')).map(({ text }) => text);
    const [asked, file, another] = words.filter(({ text }) => !text.startsWith('-'));
    if (
      !asked?.known ||
      !file ||
      another ||
      !isConfig(file) ||
      flags.some((one) => !/^-[qsxEFe]+$/.test(one))
    )
      return undefined;
    const isPlain = name === 'fgrep' || flags.some((one) => one.includes('F'));
    const plain = isPlain ? asked.text.replace(/[.*[\]^$\\]/g, '\\$&') : asked.text;
    const text = flags.some((one) => one.includes('x')) ? `^${plain}$` : plain;
    const pattern = LinePattern.from(
      text,
      !isPlain && (name === 'egrep' || flags.some((one) => one.includes('E'))),
      this.budget,
    );
    const found = pattern ? this.file.has(pattern) : undefined;
    return [...this.lost].some((one) => asked.text.includes(one)) ? undefined : found;
  }
}

function isInPlace({ name, words, output }: ShellCommand): boolean {
  if (!words.some(isConfig)) return false;
  if (output && isConfig(output.path) && name === 'sed') return true;
  return words.some(({ text }) =>
    (name === 'perl' ? /^-(?:pi|p?i?[a-z]?pi)/ : /^(?:-\w*i|--in-place)/).test(text),
  );
}

interface Said {
  readonly text: string;
  readonly known: boolean;
}

const FILLED_IN = /\$(?:\{[^{}]*\}|\w+|\([^()]*\)|[@*])|`[^`]*`/g;

/** What is not known in a text, as holes; all of a line where that cannot be told apart. */
function withHoles({ text, known }: Said): string {
  if (known) return text;
  return text
    .replace(FILLED_IN, HOLE)
    .split('\n')
    .map((line) => (/\$[({\w]|`/.test(line) ? line.replace(/(?<==|^)(?:[^=$`]*[$`]).*$/s, HOLE) : line))
    .join('\n');
}

/** Where the words of a command, and what it reads, are written. */
function placesOf({ words, input }: ShellCommand): readonly TextSpan[] {
  const read = input?.kind === 'text' ? input.source.parts() : [];
  return [...words.flatMap((word) => word.source.parts()), ...read].map(({ source }) => source);
}

const SET_BY_LINES = ['pasv_min_port', 'pasv_max_port', 'pasv_address'] as const;

function isConfig({ text }: Pick<ShellWord, 'text'>): boolean {
  return CONFIG_PATH.test(text) || /^\$\{?\w*(?:VSFTPD|FTPD?)\w*CONF/i.test(text);
}

/** What a command says; undefined where that is not known at all. */
function textOf(command: ShellCommand | undefined): Said | undefined {
  if (!command) return undefined;
  const { name, words, input } = command;
  if (input?.kind === 'text' && /^(?:cat|tee)$/.test(name))
    return { text: input.source.text, known: input.known };
  const known = words.every((word) => word.known);
  if (name === 'echo') {
    const [first] = words;
    const flags = /^-[neE]+$/.exec(first?.text ?? '')?.[0] ?? '';
    const text = words
      .slice(flags === '' ? 0 : 1)
      .map((word) => word.text)
      .join(' ');
    return { text: /e/.test(flags) ? escaped(text) : text, known };
  }
  if (name !== 'printf' || words.length === 0) return undefined;
  const [format, ...values] = words.map(({ text }) => text);
  return { text: printed(escaped(format ?? ''), values), known };
}

function escaped(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}

/** As often as there are values. */
function printed(format: string, values: readonly string[]): string {
  const holes = format.split('%s').length - 1;
  if (holes === 0) return format;
  const rounds: string[] = [];
  for (let at = 0; at < Math.max(values.length, 1) && rounds.length < 100; at += holes) {
    let next = at;
    rounds.push(format.replaceAll('%s', () => values[next++] ?? ''));
  }
  return rounds.join('');
}

/** A name, also after -o; one that may be an ordinary word has a sign after it. */
const MENTION =
  /(?:-o|(?<![A-Za-z_${\d]))([a-z]{1,20}_[a-z_\d]{1,30}(?![a-z_\d])|(?:listen|background)(?=[ \t]?=))/g;

/** The settings that a text names. */
function settingsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/[a-z][a-z_\d]{1,40}/g)].map(([name]) => name))].filter(isSetting);
}

/** `"$1=$2"`, `$key=` */
const NAME_PUT_IN = /\$\{?[\w@*]{1,40}\}?["']?=/g;

/** Settings that are named where it is not known what becomes of them. */
function unread(
  text: string,
  understood: readonly TextSpan[],
  effects: ReadonlyMap<string, Effect>,
): readonly Effect[] {
  const code = text.replace(COMMENT, (line) => ' '.repeat(line.length));
  const isUnread = outsideOf(understood, text.length);
  // A name that is put in by a variable may be any.
  const any = [...code.matchAll(NAME_PUT_IN)].find(({ index }) => isUnread(index));
  if (any && /vsftpd/.test(code))
    return SET_BY_LINES.map((name) => ({ name, value: null, at: { start: any.index, end: any.index + 1 } }));
  const found = new Map<string, Effect>();
  for (const mention of code.matchAll(MENTION)) {
    const [, name = ''] = mention;
    const index = mention.index + mention[0].length - name.length;
    if (found.has(name) || !isSetting(name) || !isUnread(index)) continue;
    const at = effects.get(name)?.at ?? { start: index, end: index + name.length };
    found.set(name, { name, value: null, at });
  }
  return [...found.values()];
}

/** Whether a place is in none of the spans. */
function outsideOf(spans: readonly TextSpan[], length: number): (index: number) => boolean {
  const changes = new Int32Array(length + 2);
  for (const { start, end } of spans) {
    const at = Math.min(start, length);
    changes[at] = (changes[at] ?? 0) + 1;
    const after = Math.max(at, Math.min(end, length + 1));
    changes[after] = (changes[after] ?? 0) - 1;
  }
  for (let at = 1; at < changes.length; at++) changes[at] = (changes[at] ?? 0) + (changes[at - 1] ?? 0);
  return (index) => changes[index] === 0;
}

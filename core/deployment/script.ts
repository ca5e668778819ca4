import type { ConfigDocument } from '../config/index.js';
import { runShell, type ShellEnvironment } from '../firewall/formats/shell/shell.js';
import type { ShellCommand, ShellWord } from '../firewall/formats/support/shell-command.js';
import type { TextSpan } from '../firewall/reading.js';
import { editedBy } from './sed.js';
import { isPortSetting, PORT_SETTINGS, type PortSetting } from './names.js';
import { givenLines, type Given } from './setting-lines.js';

/** What a script makes of a setting. */
export interface Effect extends Given {
  readonly at: TextSpan;
  /** An option in front of the file: the file goes over it. */
  readonly isBefore?: true;
}

const CONFIG_PATH = /(?:^|\/)vsftpd[^/]*conf[^/]*$|\/vsftpd\/[^/]+$/i;
/** They write nothing by themselves. */
const HARMLESS =
  /^(?:\[\[?|test|grep|egrep|fgrep|true|false|:|cat|ls|echo|printf|sed|awk|head|tail|set|which|touch)$/;
const COMMENT = /^[ \t]*(?:#|\/\/).*$/gm;

/** The settings that a script gives to vsftpd, by options and by what it writes; the last of a name counts. */
export function effectsOf(
  text: string,
  environment: ShellEnvironment,
  document: ConfigDocument,
): readonly Effect[] {
  const script = new Script(text, document);
  const commands = runShell(text, environment);
  commands.forEach((command, index) => {
    script.run(command, commands[index - 1]);
  });
  return [...script.effects.values(), ...unread(text, script.understood, script.effects)];
}

class Script {
  readonly effects = new Map<PortSetting, Effect>();
  readonly understood: TextSpan[] = [];

  constructor(
    private readonly text: string,
    private readonly document: ConfigDocument,
  ) {}

  run(command: ShellCommand, before: ShellCommand | undefined): void {
    const { name, words, span, output, isSkipped } = command;
    const input = command.input?.kind === 'text' ? command.input : undefined;
    const own = placesOf(command);
    if (isSkipped === true) this.understood.push(span, ...own);
    else if (name === 'vsftpd') this.options(words, command, own);
    else if (name === 'tee' && words.some(isConfig))
      this.written(
        textOf(input ? command : before),
        words.some(({ text }) => /^-\w*a/.test(text)),
        command,
        [...own, ...(before ? placesOf(before) : [])],
      );
    else if (output && isConfig(output.path)) this.written(textOf(command), output.appends, command, own);
    else if (
      name === 'sed' &&
      words.some(({ text }) => /^(?:-\w*i|--in-place)/.test(text)) &&
      words.some(isConfig)
    )
      this.edited(command, own);
    else if (HARMLESS.test(name) && !output && !words.some(({ text }) => /^-\w*i/.test(text)))
      this.understood.push(
        ...(words.some(({ text }) => /[a-z]=/.test(text)) && /^(?:echo|printf)$/.test(name) ? [] : [span]),
      );
  }

  private options(words: readonly ShellWord[], command: ShellCommand, own: readonly TextSpan[]): void {
    let hasFile = false;
    for (const { text, known } of words) {
      const [, name = '', value = ''] = /^-o([a-z_\d]+)=(.*)$/s.exec(text) ?? [];
      if (isPortSetting(name)) {
        const isFree = known || !/[$`]/.test(value);
        this.give({ name, value: isFree ? value : null }, command, hasFile ? undefined : true);
      } else if (!known && /^"?\$/.test(text) && !/CONF|FILE/i.test(text)) {
        if (this.mayBeOptions(text)) this.lose(command);
      } else if (!text.startsWith('-') && text !== '&') hasFile = true;
    }
    this.understood.push(...own);
  }

  /** What the script itself puts together is found where it does. */
  private mayBeOptions(word: string): boolean {
    const name = /^"?\$\{?(\w+|[@*])/.exec(word)?.[1];
    if (name === undefined) return false;
    return !new RegExp(`(?:^|[\\s;&|(])${name.replace(/\W/g, '\\W')}\\+?=`).test(this.text);
  }

  private written(
    found: { readonly text: string; readonly known: boolean } | undefined,
    appends: boolean,
    command: ShellCommand,
    own: readonly TextSpan[],
  ): void {
    if (!found) return;
    this.understood.push(command.span, ...own);
    const given = givenLines(found.text, found.known);
    if (!appends)
      for (const name of PORT_SETTINGS)
        if (this.document.byName.has(name) || this.effects.has(name))
          this.give({ name, value: null }, command);
    for (const one of given) this.give(one, command);
  }

  private edited(command: ShellCommand, own: readonly TextSpan[]): void {
    const { words } = command;
    const marked = words.filter((_, index) => /^(?:-e|--expression)$/.test(words[index - 1]?.text ?? ''));
    const plain = words.filter((word) => !word.text.startsWith('-') && !isConfig(word));
    const expressions = marked.length > 0 ? marked : plain.slice(0, 1);
    this.understood.push(command.span, ...own);
    for (const { text, known } of expressions) {
      const given = editedBy(text, known, this.valueOf);
      const named = PORT_SETTINGS.filter((name) => text.includes(name));
      if (given) for (const one of given) this.give(one, command);
      // Of what names no setting any line may be meant.
      else
        for (const name of named.length > 0 ? named : SET_BY_LINES) this.give({ name, value: null }, command);
    }
  }

  private readonly valueOf = (name: string): string | null | undefined => {
    const effect = isPortSetting(name) ? this.effects.get(name) : undefined;
    if (effect && effect.isBefore !== true) return effect.value;
    return this.document.byName.get(name)?.at(-1)?.value;
  };

  private lose(command: ShellCommand): void {
    for (const name of SET_BY_LINES) this.give({ name, value: null }, command);
  }

  private give({ name, value }: Given, { conditional, span }: ShellCommand, isBefore?: true): void {
    const before = this.effects.get(name);
    if (isBefore && before && !before.isBefore) return;
    const isSure = !conditional || before?.value === value;
    this.effects.set(name, {
      name,
      value: isSure ? value : null,
      at: span,
      ...(isBefore ? { isBefore } : {}),
    });
  }
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
function textOf(
  command: ShellCommand | undefined,
): { readonly text: string; readonly known: boolean } | undefined {
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

const MENTIONS = Object.fromEntries(
  PORT_SETTINGS.map((name) => [
    name,
    new RegExp(`(?:(?<=-o)|(?<![A-Za-z_$\\{\\d]))${name}(?![a-z_\\d])`, 'g'),
  ]),
) as Readonly<Record<PortSetting, RegExp>>;

/** `"$1=$2"`, `$key=` */
const NAME_PUT_IN = /\$\{?[\w@*]{1,40}\}?["']?=/g;

/** Settings that are named where it is not known what becomes of them. */
function unread(
  text: string,
  understood: readonly TextSpan[],
  effects: ReadonlyMap<PortSetting, Effect>,
): readonly Effect[] {
  const code = text.replace(COMMENT, (line) => ' '.repeat(line.length));
  const isUnread = ({ index }: RegExpExecArray): boolean =>
    !understood.some(({ start, end }) => start <= index && index < end);
  // A name that is put in by a variable may be any.
  const any = [...code.matchAll(NAME_PUT_IN)].find(isUnread);
  if (any && /vsftpd/.test(code))
    return SET_BY_LINES.map((name) => ({ name, value: null, at: { start: any.index, end: any.index + 1 } }));
  return PORT_SETTINGS.flatMap((name): readonly Effect[] => {
    for (const found of code.matchAll(MENTIONS[name])) {
      if (!isUnread(found)) continue;
      const { index } = found;
      const at = effects.get(name)?.at ?? { start: index, end: index + name.length };
      return [{ name, value: null, at }];
    }
    return [];
  });
}

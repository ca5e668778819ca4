import { watched, type Asked, type Build } from './builds.js';
import type { ConfigDocument, FileKind } from './document.js';
import type { SettingLine } from './lines.js';
import { passiveRange, type PassiveRange } from './passive-range.js';
import { defaultOf, knows, settingNamed } from './settings.js';
import type { Setting } from './setting.js';
import { parseBool, parseNumber, trim } from './values.js';

/**
 * The settings in force for one build: the last line of each name wins, else the compiled default.
 * A boolean that the daemon would refuse counts as what its author means (`YES # why` is YES), so that one mistake
 * does not cause ten findings. `undefined` always means: not knowable from this file.
 */
export class ConfigModel {
  readonly build: Build;

  /** @param asked takes what is asked of the build and the file */
  constructor(
    private readonly file: ConfigDocument,
    private readonly of: Build,
    private readonly asked?: Asked,
  ) {
    this.build = asked ? watched(of, asked) : of;
  }

  get document(): ConfigDocument {
    if (this.asked) this.asked.file = true;
    return this.file;
  }

  /** As in the document. */
  get byName(): ConfigDocument['byName'] {
    if (this.asked) this.asked.all = true;
    return this.file.byName;
  }

  get kind(): FileKind {
    return this.file.kind;
  }

  /** The line in force; undefined where the default is. */
  line(name: string): SettingLine | undefined {
    return this.linesOf(name)?.at(-1);
  }

  /** Where a line ends, with its newline. */
  endOf({ end }: SettingLine): number {
    return end + (this.file.source.bytes[end] === '\n' ? 1 : 0);
  }

  private linesOf(name: string): readonly SettingLine[] | undefined {
    this.asked?.names.add(name);
    return this.file.byName.get(name);
  }

  isSet(name: string): boolean {
    return this.line(name) !== undefined;
  }

  /** Whether the build knows the name at all. */
  knows(name: string): boolean {
    const setting = settingNamed(name);
    return setting !== undefined && this.has(setting);
  }

  /** The compiled default, as it would be written in a file; null: unset. */
  defaultOf(setting: Setting): string | null {
    if (!setting.defaults) return setting.default;
    this.asked?.traits.set(`default ${setting.name}`, (build) => defaultOf(setting, build.id));
    return defaultOf(setting, this.of.id);
  }

  bool(name: string): boolean | undefined {
    const text = this.raw(name, 'bool');
    return text === undefined || text === null ? undefined : intendedBool(text);
  }

  /** Unsigned 32-bit, as the daemon stores it. */
  number(name: string): number | undefined {
    const text = this.raw(name, 'number');
    return text === undefined || text === null ? undefined : parseNumber(text).value;
  }

  /** A byte string as the daemon keeps it; null where it is unset. */
  text(name: string): string | null | undefined {
    const text = this.raw(name, 'string');
    if (text === undefined || text === null || text === '') return text === '' ? null : text;
    const trimmed = trim(text);
    return trimmed === text || this.build.trim === 'nothing' ? text : trimmed || null;
  }

  /** undefined where a bound is not known. */
  passiveRange(): PassiveRange | undefined {
    const low = this.number('pasv_min_port');
    const high = this.number('pasv_max_port');
    return low === undefined || high === undefined ? undefined : passiveRange(low, high);
  }

  /**
   * Whether a term of `needs` holds: YES for a boolean, set for a text, not 0 for a number; `!` negates. A setting that
   * the build does not know is off.
   */
  holds(term: string): boolean | undefined {
    if (term.startsWith('!')) {
      const inner = this.holds(term.slice(1));
      return inner === undefined ? undefined : !inner;
    }
    const setting = settingNamed(term);
    if (!setting || !this.has(setting)) return false;
    if (setting.type === 'bool') return this.bool(term);
    const value = setting.type === 'string' ? this.text(term) : this.number(term);
    return value === undefined ? undefined : value !== null && value !== 0;
  }

  /** A setting without a line may be set elsewhere: in the main file, by a template, or under a misspelt name. */
  private isOpen(name: string): boolean {
    const { kind, openEnded, misspelt } = this.file;
    return kind === 'per-user' || openEnded || misspelt.has(name);
  }

  private raw(name: string, kind: 'bool' | 'number' | 'string'): string | null | undefined {
    const setting = settingNamed(name);
    if (!setting || valueKind(setting) !== kind) throw new RangeError(`"${name}" is not a ${kind} setting.`);
    const lines = this.linesOf(name);
    const line = lines?.at(-1);
    if (!lines || !line) return this.isOpen(name) ? undefined : this.defaultOf(setting);
    if (line.opaque || lines.some((other) => other.conditional)) return undefined;
    if (kind !== 'string' && line.value === '') return undefined;
    return this.trimmed(line.value);
  }

  /** A value as the build's parser sees it. */
  trimmed(value: string): string {
    const trimmed = trim(value);
    return trimmed !== value && this.build.trim === 'everything' ? trimmed : value;
  }

  private has(setting: Setting): boolean {
    if (!setting.builds) return true;
    this.asked?.traits.set(`knows ${setting.name}`, (build) => knows(build.id, setting));
    return knows(this.of.id, setting);
  }
}

function valueKind(setting: Setting): 'bool' | 'number' | 'string' {
  return setting.type === 'octal' ? 'number' : setting.type;
}

/** What the author of a boolean means: blanks, quotes, a comment or a semicolon around a good word are forgiven. */
export function intendedBool(text: string): boolean | undefined {
  const exact = parseBool(text);
  if (exact !== undefined) return exact;
  const bare = trim(text);
  const comment = bare.search(/#|\/\//);
  const word = (comment < 0 ? bare : bare.slice(0, comment))
    .replace(/(?<![\s;,])[\s;,]+$/, '')
    .replace(/^(["'])(.*)\1$/, '$2');
  const known =
    parseBool(word) ??
    parseBool(word.replace(/^[^\dA-Za-z]+|(?<![^\dA-Za-z])[^\dA-Za-z]+$/g, '').replace(/^\d/, ''));
  if (known !== undefined) return known;
  if (/^(?:on|enabled?|y|yess?|ye|t|true)$/i.test(word)) return true;
  return /^(?:off|disabled?|n|f|non?e?)$/i.test(word) ? false : undefined;
}

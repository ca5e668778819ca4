/** The words of a command and of its options: help, completion and the man page are made from them. */

export interface OptionWords {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly default?: string | boolean | string[];
  /** What follows the option: FILE, SECONDS. FILE and FOLDER are completed. */
  readonly takes?: string;
  /** All that it takes. */
  readonly values?: readonly string[];
  /** What a value means, where its name does not tell. */
  readonly about?: Readonly<Record<string, string>>;
  /** Several values, separated by commas. */
  readonly isList?: boolean;
  /** Small first letter, no full stop. The values and the default are added. */
  readonly help: string;
}

export interface CommandWords {
  readonly name: string;
  /** What follows the options. */
  readonly takes: string;
  /** What may stand in its place; absent: files. */
  readonly values?: readonly string[];
  /** Sentences. */
  readonly help: string;
  readonly options: Readonly<Record<string, OptionWords>>;
}

/** `--format FORMAT`. */
export function spelt(name: string, { takes }: OptionWords): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`;
}

/** What an option does, with its values and its default. */
export function described({ help, values, about, default: usual, multiple }: OptionWords): string {
  const more = multiple === true ? '; may be given several times' : '';
  const listed = values && !about ? `: ${values.map((one) => marked(one, usual)).join(', ')}` : '';
  const fallback = !values && typeof usual === 'string' && usual !== '' ? ` (default ${usual})` : '';
  return `${help}${listed}${fallback}${more}`;
}

function marked(value: string, usual: OptionWords['default']): string {
  return value === usual ? `${value} (the default)` : value;
}

const INDENT = 2;
const WIDEST_NAME = 20;
const NARROWEST = 40;
const WIDEST = 110;

/** The help of one command, wrapped. */
export function helpOf({ name, takes, help, options }: CommandWords, columns: number): string {
  const width = Math.max(NARROWEST, Math.min(columns, WIDEST));
  const names = Object.entries(options).map(([option, words]) => spelt(option, words));
  const column = INDENT + Math.min(WIDEST_NAME, Math.max(0, ...names.map(({ length }) => length))) + INDENT;
  const usage = wrapped(`vsftpd-lens ${name} [OPTION]... ${takes}`, width);
  const lines = [usage.join('\n    '), ...wrapped(help, width - INDENT).map(indented)];
  for (const [option, words] of Object.entries(options)) {
    const title = ' '.repeat(INDENT) + spelt(option, words);
    const [first = '', ...rest] = wrapped(described(words), width - column);
    const isLong = title.length > column - INDENT;
    lines.push(isLong ? title : title.padEnd(column) + first);
    lines.push(...(isLong ? [first, ...rest] : rest).map((line) => ' '.repeat(column) + line));
    for (const [value, meaning] of Object.entries(words.about ?? {}))
      lines.push(
        ...wrapped(`${value}: ${meaning}`, width - column - INDENT).map(
          (line, index) => ' '.repeat(column + (index > 0 ? INDENT : 0)) + line,
        ),
      );
  }
  return `${lines.join('\n')}\n`;
}

function indented(line: string): string {
  return ' '.repeat(INDENT) + line;
}

/** Words that are longer than the width stand alone. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

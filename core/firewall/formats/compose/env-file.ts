import { interpolate, type Variables } from './compose-variables.js';

/** UTF-16 units of a file that is read; of a longer one nothing is known. */
const LENGTH_LIMIT = 200_000;
/** Longer values are not known: no port is that long. */
const VALUE_LIMIT = 1000;

const BLANKS = /[^\S\n]*/y;
const SPACE = /\s*/y;
const EXPORT = /export[^\S\n]+/y;
/** Names that every version takes. */
const KEY = /[\p{L}\p{N}_.[\]-]+/uy;
const LINE = /[^\n]*/y;
const COMMENT = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
/** Signs after a backslash in double quotes that every version takes alike. */
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' };

/**
 * The variables of a `.env` file as Docker Compose takes them: the last line of a name counts, values refer to those of
 * the lines before. What versions read in different ways is not known (null), and so is everything where some version
 * refuses the file, or where it cannot be read (`text` null). Names that it does not set are undefined.
 */
export function readEnvFile(text: string | null): Variables {
  const values = valuesIn(text);
  return values ? (name) => values.get(name) : () => null;
}

/** Files of variables that a Compose file names besides `.env`, as they are written there. */
export function variableFiles(compose: string | null): readonly string[] {
  if (compose?.includes('env_file') !== true) return [];
  const names = compose.split('\n', LINE_LIMIT).flatMap((line) => {
    const [written = ''] = line.trim().slice(0, NAME_LIMIT).split(' #', 1);
    const list = written.replace(/^- /, '').replace(/^(?:env_file|path):/, '');
    return list
      .replace(/[[\]"']/g, '')
      .split(',')
      .map((name) => name.trim());
  });
  const found = names.filter(
    (name) =>
      /^[\w./-]+$/.test(name) &&
      name.slice(name.lastIndexOf('/') + 1).includes('env') &&
      !/^(?:\.\/)?\.env$/.test(name),
  );
  return [...new Set(found)].slice(0, FILE_LIMIT);
}

/** Lines of a Compose file that are looked at, and signs of each. */
const [LINE_LIMIT, NAME_LIMIT] = [20_000, 300];
/** Files of variables that are looked into. */
const FILE_LIMIT = 10;

/** The variables that it sets; null where they are not known. */
export function namesInEnvFile(text: string): readonly string[] | null {
  const values = valuesIn(text);
  return values && [...values.keys()];
}

/**
 * A `.env` file that reads the same as far as ports are concerned and holds nothing else: values that are no ports,
 * addresses or modes of a network become unknown, and so do those of variables that are not wanted.
 */
export function withoutSecrets(text: string, isWanted: (name: string) => boolean): string {
  const values = valuesIn(text);
  if (!values) return REFUSED;
  return [...values]
    .map(([name, value]) =>
      value !== null && isWanted(name) && isPlain(name, value) ? `${name}=${value}` : name,
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** What every version refuses. */
const REFUSED = '=\n';

function isPlain(name: string, value: string): boolean {
  if (name === 'COMPOSE_FILE') return /^[\w./:;-]{0,200}$/.test(value);
  if (/^(?:tcp|udp|host|bridge)$/.test(value)) return true;
  return /^[\d.:-]{0,60}(?:\/(?:tcp|udp))?$/.test(value) && !/\d{6}/.test(value);
}

function valuesIn(text: string | null): ReadonlyMap<string, string | null> | null {
  if (text === null || text.length > LENGTH_LIMIT) return null;
  const lines = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  // Alone it ends a line for some versions only.
  return lines.includes('\r') ? null : new EnvReader(lines).read();
}

class EnvReader {
  private at = 0;
  private readonly values = new Map<string, string | null>();

  constructor(private readonly text: string) {}

  /** Null where some version refuses the file. */
  read(): ReadonlyMap<string, string | null> | null {
    for (;;) {
      this.take(SPACE);
      if (this.at >= this.text.length) return this.values;
      if (this.text[this.at] === '#') {
        this.take(LINE);
        continue;
      }
      if (!this.assignment()) return null;
    }
  }

  private assignment(): boolean {
    this.take(EXPORT);
    const name = this.take(KEY);
    if (name === '') return false;
    this.take(BLANKS);
    const sign = this.text[this.at];
    if (sign === '=') {
      this.at++;
      this.take(BLANKS);
      return this.value(name);
    }
    // A name alone stands for what the environment has, and a colon is for newer versions only.
    this.values.set(name, null);
    if (sign === ':') this.take(LINE);
    return sign === undefined || sign === '\n' || sign === ':';
  }

  private value(name: string): boolean {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") {
      this.set(name, plainValue(this.take(LINE)), true);
      return true;
    }
    const content = this.quoted(quote);
    if (content === undefined) return false;
    this.set(name, content, quote === '"');
    return this.take(COMMENT) !== '' || this.at >= this.text.length;
  }

  /** Null where versions differ, undefined where it has no end or they differ on that. */
  private quoted(quote: string): string | null | undefined {
    let content = '';
    let isCertain = true;
    for (this.at++; this.at < this.text.length; this.at++) {
      const sign = this.text.charAt(this.at);
      if (sign === quote) {
        this.at++;
        return isCertain && content.length <= VALUE_LIMIT ? content : null;
      }
      if (sign !== '\\') {
        if (content.length <= VALUE_LIMIT) content += sign;
        continue;
      }
      const escaped = this.text.charAt(++this.at);
      if (escaped === '\\' && this.text[this.at + 1] === quote) return undefined;
      const meant = meaning(escaped, quote);
      if (meant === null) isCertain = false;
      else content += meant;
    }
    return undefined;
  }

  private set(name: string, written: string | null, isFilled: boolean): void {
    this.values.set(name, written === null ? null : this.filled(written, isFilled));
  }

  private filled(written: string, isFilled: boolean): string | null {
    if (written.length > VALUE_LIMIT) return null;
    if (!written.includes('$')) return written;
    // Older versions replace in single quotes too, and know no doubled sign.
    if (!isFilled) return written.includes('${') ? null : written;
    if (written.includes('$$')) return null;
    const { text, unknown } = interpolate(written, (name) => this.values.get(name));
    return unknown.length > 0 || text.length > VALUE_LIMIT ? null : text;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}

/** What a sign after a backslash stands for; null where versions differ. */
function meaning(escaped: string, quote: string): string | null {
  if (quote === '"') return ESCAPES[escaped] ?? null;
  if (escaped === quote) return quote;
  return escaped === '\\' ? null : `\\${escaped}`;
}

/** Without a comment; null where versions differ on whether there is one. */
function plainValue(line: string): string | null {
  const hash = line.indexOf('#');
  if (hash >= 0 && line[hash - 1] !== ' ') return null;
  return (hash < 0 ? line : line.slice(0, hash)).trimEnd();
}

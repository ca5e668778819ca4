import type { ListingFormat } from '../../core/events/observation.js';

/** A regular file, as a listing shows it. */
export interface ListedFile {
  /** Bytes as they came, one character each. */
  readonly name: string;
  readonly size: number;
}

export interface ListingSummary {
  readonly entries: number;
  /** How most lines read; `unknown` where most cannot be read, null where there are none. */
  readonly format: ListingFormat | null;
  /** Entries that everybody may write. */
  readonly writable: number;
  /** The first regular files whose names can be sent back without doubt. */
  readonly files: readonly ListedFile[];
}

interface Line {
  readonly format: ListingFormat;
  readonly name: string;
  readonly writable: boolean;
  readonly file: ListedFile | null;
}

const MAX_LINE = 1024;
const MAX_FILES = 200;
const UNREADABLE: Line = { format: 'unknown', name: '', writable: false, file: null };

/** Names of plain characters: what else is in one may read otherwise at the other end. */
const PLAIN_NAME = /^[\x21-\x2c\x2e\x30-\x7e][\x20-\x2e\x30-\x7e]{0,199}$(?<! )/;

/** Reads the lines of a listing as they come; keeps a bounded number of files and nothing else of them. */
export class ListingLines {
  #rest = '';
  /** The current line is longer than any that is looked at. */
  #isLong = false;
  #entries = 0;
  #writable = 0;
  readonly #formats = new Map<ListingFormat, number>();
  readonly #files: ListedFile[] = [];

  push(chunk: Buffer): void {
    const lines = chunk.toString('latin1').split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#keep(line);
      this.#take();
    }
    this.#keep(rest);
  }

  /** May be called more than once. */
  end(): ListingSummary {
    if (this.#rest !== '' || this.#isLong) this.#take();
    const [most] = [...this.#formats].sort(([, a], [, b]) => b - a);
    return {
      entries: this.#entries,
      format: most?.[0] ?? null,
      writable: this.#writable,
      files: this.#files,
    };
  }

  #keep(part: string): void {
    this.#isLong ||= this.#rest.length + part.length > MAX_LINE;
    this.#rest = this.#isLong ? '' : this.#rest + part;
  }

  #take(): void {
    const text = this.#rest.replace(/\r$/, '');
    const isLong = this.#isLong;
    this.#rest = '';
    this.#isLong = false;
    if (!isLong && (text.trim() === '' || /^total \d+$/.test(text))) return;
    const { format, writable, file } = isLong ? UNREADABLE : readLine(text);
    this.#entries++;
    this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1);
    if (writable) this.#writable++;
    if (file && PLAIN_NAME.test(file.name) && this.#files.length < MAX_FILES) this.#files.push(file);
  }
}

/**
 * How many bytes a LIST of the same directory has at least, given what STAT shows of it: hidden entries are left out,
 * and what is no entry.
 */
export function bytesShown(text: string): number {
  return text
    .split('\n')
    .filter((line) => line.length <= MAX_LINE)
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => {
      const { format, name } = readLine(line);
      return format !== 'unknown' && !name.startsWith('.');
    })
    .reduce((sum, line) => sum + line.length + '\r\n'.length, 0);
}

function readLine(line: string): Line {
  return unixLine(line) ?? dosLine(line) ?? factsLine(line) ?? UNREADABLE;
}

/** `-rw-r--r--    1 0        0               6 Nov 21 06:29 f.txt` */
function unixLine(line: string): Line | null {
  const found =
    /^([-dlbcps])([-rwxsStT]{9})[.+@]? +\d+ +\S+(?: +\S+)? +(\d{1,15}) +\S+ +\S+ +[\d:]{4,5} (.+)$/.exec(
      line,
    );
  if (!found) return null;
  const [, type, bits = '', size, name = ''] = found;
  const file = type === '-' ? { name, size: Number(size) } : null;
  return { format: 'unix', name, writable: type !== 'l' && bits[7] === 'w', file };
}

/** `11-21-26  06:29AM                    6 f.txt` */
function dosLine(line: string): Line | null {
  const found = /^\d\d-\d\d-\d{2,4} +\d\d:\d\d(?:[AP]M)? +(<DIR>|\d{1,15}) +(\S.*)$/.exec(line);
  if (!found) return null;
  const [, size, name = ''] = found;
  const file = size === '<DIR>' ? null : { name, size: Number(size) };
  return { format: 'dos', name, writable: false, file };
}

/** `type=file;size=6;modify=20261121062900;perm=adfrw; f.txt` (RFC 3659 section 7). */
function factsLine(line: string): Line | null {
  const end = line.indexOf('; ');
  if (end < 0) return null;
  const facts = new Map<string, string>();
  for (const fact of line.slice(0, end).split(';')) {
    const equals = fact.indexOf('=');
    if (equals < 1) return null;
    facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  const name = line.slice(end + 2);
  const size = facts.get('size') ?? '';
  const isFile = facts.get('type')?.toLowerCase() === 'file' && /^\d{1,15}$/.test(size);
  return {
    format: 'mlsd',
    name,
    // The rights to append, create, make directories and store: of the user who asks.
    writable: /[acmw]/i.test(facts.get('perm') ?? ''),
    file: isFile ? { name, size: Number(size) } : null,
  };
}

import type { ListingFormat } from '../../core/events/observation.js';
import { OTHER_SERVICES } from '../../core/reply/index.js';
import { isHeading, readLine, UNREADABLE, type ListedFile } from './listing-forms.js';

export interface ListingSummary {
  readonly entries: number;
  /** How most lines read; `unknown` where most cannot be read, null where there are none. */
  readonly format: ListingFormat | null;
  /** Entries that everybody may write. */
  readonly writable: number;
  /** The first regular files whose names can be sent back without doubt. */
  readonly files: readonly ListedFile[];
}

const MAX_LINE = 1024;
const MAX_FILES = 200;

/** Names of plain characters: what else is in one may read otherwise at the other end. */
const PLAIN_NAME = /^[\x21-\x2c\x2e\x30-\x7e][\x20-\x2e\x30-\x7e]{0,199}$(?<! )/;

function serviceOf(line: string): ListingFormat | null {
  if (OTHER_SERVICES.ssh.test(line)) return 'ssh';
  return OTHER_SERVICES.http.test(line) ? 'http' : null;
}

/** Reads the lines of a listing as they come; keeps a bounded number of files and nothing else of them. */
export class ListingLines {
  #rest = '';
  /** The current line is longer than any that is looked at. */
  #isLong = false;
  #entries = 0;
  #writable = 0;
  readonly #formats = new Map<ListingFormat, number>();
  /** Another service has answered, by its first line. */
  #service: ListingFormat | null = null;
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
      format: this.#service ?? most?.[0] ?? null,
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
    if (!isLong && (text.trim() === '' || isHeading(text, this.#entries === 0))) return;
    if (this.#entries === 0) this.#service = serviceOf(text);
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
      const { name } = readLine(line);
      return name !== '' && !name.startsWith('.');
    })
    .reduce((sum, line) => sum + line.length + '\r\n'.length, 0);
}

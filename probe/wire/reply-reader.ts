/** One reply of a server, framed as RFC 959 section 4.2 has it. */
export interface Reply {
  readonly kind: 'reply';
  readonly code: number;
  /** Text after the code; lines of a multi-line reply joined by LF. */
  readonly text: string;
  /** Where more came than is kept: the length of it all, in bytes. The text is its beginning. */
  readonly cutFrom?: number;
}

/** Bytes that are no FTP reply. */
export interface Garbage {
  readonly kind: 'garbage';
  readonly reason: 'not-a-reply' | 'too-long' | 'unfinished';
  readonly text: string;
}

/** Of a reply, all its lines together, so much is kept, in bytes. */
export const MAX_REPLY_BYTES = 64 * 1024;
/** The rest is read and forgotten up to this length, in bytes: then the reply counts as one without an end. */
export const MAX_SKIPPED_BYTES = 2 * 1024 * 1024;
/** Where nothing is kept any more: enough of a line to see whether it is the last one. */
const HEAD_BYTES = 8;

const LF = 0x0a;
const HEAD = /^(\d{3})([ -]|$)/;

/** Bytes in, replies out. Keeps at most about `MAX_REPLY_BYTES`; after the first garbage it reads no more. */
export class ReplyReader {
  #pending: Buffer = Buffer.alloc(0);
  #code: string | null = null;
  #lines: string[] = [];
  #size = 0;
  #broken = false;

  push(chunk: Buffer): (Reply | Garbage)[] {
    const found: (Reply | Garbage)[] = [];
    let from = 0;
    while (!this.#broken && from < chunk.length) {
      const end = chunk.indexOf(LF, from);
      const stop = end < 0 ? chunk.length : end + 1;
      this.#size += stop - from;
      if (this.#isTooMuch(chunk, from)) {
        const start = Buffer.concat([this.#pending, chunk.subarray(from, from + 200)]).toString();
        found.push(this.#break('too-long', start));
        break;
      }
      if (end >= 0 && this.#isSkipped(chunk, from)) {
        from = stop;
        continue;
      }
      this.#take(chunk.subarray(from, stop));
      if (end >= 0) {
        const line = this.#pending.toString('utf8').replace(/\r?\n$/, '');
        this.#pending = Buffer.alloc(0);
        const item = this.#line(line);
        if (item !== null) found.push(item);
      }
      from = stop;
    }
    return found;
  }

  /** More than any reply has, or so much that is none. */
  #isTooMuch(chunk: Buffer, from: number): boolean {
    if (this.#size <= MAX_REPLY_BYTES) return false;
    if (this.#size > MAX_SKIPPED_BYTES) return true;
    if (this.#code !== null) return false;
    const head = [this.#pending.subarray(0, HEAD_BYTES), chunk.subarray(from, from + HEAD_BYTES)];
    return !HEAD.test(Buffer.concat(head).toString('latin1'));
  }

  /** A whole line in the middle of what is skipped: of these there may be millions. */
  #isSkipped(chunk: Buffer, from: number): boolean {
    if (this.#code === null || this.#size <= MAX_REPLY_BYTES || this.#pending.length > 0) return false;
    return chunk.toString('latin1', from, from + this.#code.length) !== this.#code;
  }

  #take(part: Buffer): void {
    const room = this.#size <= MAX_REPLY_BYTES ? part.length : Math.max(0, HEAD_BYTES - this.#pending.length);
    if (room > 0) this.#pending = Buffer.concat([this.#pending, part.subarray(0, room)]);
  }

  /** Whether it has read the beginning of a reply and not its end. */
  get isAmid(): boolean {
    return !this.#broken && (this.#pending.length > 0 || this.#code !== null);
  }

  /** What is half-read, if anything; nothing more is read. */
  end(): Garbage | null {
    if (!this.isAmid) return null;
    const [first, ...rest] = this.#lines;
    const lines = first === undefined ? [] : [`${this.#code ?? ''}-${first}`, ...rest];
    return this.#break('unfinished', [...lines, this.#pending.toString('utf8')].join('\n').trimEnd());
  }

  /** The same where the connection has ended: last words count without the end of their line. */
  lastWords(): Reply | Garbage | null {
    const words = this.#code === null ? /^(\d{3}) (\S.*)/.exec(this.#pending.toString('utf8')) : null;
    return words?.[1] === undefined ? this.end() : this.#reply(words[1], words[2] ?? '');
  }

  /** Forgets what is half-read: nothing sent before TLS counts after it. */
  reset(): void {
    this.#pending = Buffer.alloc(0);
    this.#code = null;
    this.#lines = [];
    this.#size = 0;
  }

  #line(line: string): Reply | Garbage | null {
    const head = HEAD.exec(line);
    const [, code, separator] = head ?? [];
    if (this.#code !== null) {
      if (code !== this.#code || separator === '-') {
        if (this.#size <= MAX_REPLY_BYTES) this.#lines.push(code === this.#code ? line.slice(4) : line);
        return null;
      }
      const text = [...this.#lines, line.slice(4)].join('\n');
      return this.#reply(code, text);
    }
    if (code === undefined) return this.#break('not-a-reply', line);
    if (separator !== '-') return this.#reply(code, line.slice(4));
    this.#code = code;
    this.#lines = [line.slice(4)];
    return null;
  }

  #reply(code: string, text: string): Reply {
    const size = this.#size;
    this.reset();
    return { kind: 'reply', code: Number(code), text, ...(size > MAX_REPLY_BYTES ? { cutFrom: size } : {}) };
  }

  #break(reason: Garbage['reason'], text: string): Garbage {
    this.#broken = true;
    this.reset();
    return { kind: 'garbage', reason, text: text.slice(0, 2000) };
  }
}

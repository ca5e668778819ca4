/** One reply of a server, framed as RFC 959 section 4.2 has it. */
export interface Reply {
  readonly kind: 'reply';
  readonly code: number;
  /** Text behind the code; lines of a multi-line reply joined by LF. */
  readonly text: string;
}

/** Bytes that are no FTP reply. */
export interface Garbage {
  readonly kind: 'garbage';
  readonly reason: 'not-a-reply' | 'too-long' | 'unfinished';
  readonly text: string;
}

/** A reply, all its lines together, may not be longer than this, in bytes. */
export const MAX_REPLY_BYTES = 64 * 1024;

const LF = 0x0a;

/** Bytes in, replies out. Keeps at most `MAX_REPLY_BYTES`; after the first garbage it reads no more. */
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
      if (this.#size > MAX_REPLY_BYTES) {
        found.push(
          this.#break(
            'too-long',
            Buffer.concat([this.#pending, chunk.subarray(from, from + 200)]).toString(),
          ),
        );
        break;
      }
      this.#pending = Buffer.concat([this.#pending, chunk.subarray(from, stop)]);
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

  /** What was left half-read when the connection ended, if anything. */
  end(): Garbage | null {
    if (this.#broken || (this.#pending.length === 0 && this.#code === null)) return null;
    const [first, ...rest] = this.#lines;
    const lines = first === undefined ? [] : [`${this.#code ?? ''}-${first}`, ...rest];
    return this.#break('unfinished', [...lines, this.#pending.toString('utf8')].join('\n').trimEnd());
  }

  /** Forgets what is half-read: nothing sent before TLS counts behind it. */
  reset(): void {
    this.#pending = Buffer.alloc(0);
    this.#code = null;
    this.#lines = [];
    this.#size = 0;
  }

  #line(line: string): Reply | Garbage | null {
    const head = /^(\d{3})([ -]|$)/.exec(line);
    const [, code, separator] = head ?? [];
    if (this.#code !== null) {
      if (code !== this.#code || separator === '-') {
        this.#lines.push(code === this.#code ? line.slice(4) : line);
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
    this.reset();
    return { kind: 'reply', code: Number(code), text };
  }

  #break(reason: Garbage['reason'], text: string): Garbage {
    this.#broken = true;
    this.reset();
    return { kind: 'garbage', reason, text: text.slice(0, 2000) };
  }
}

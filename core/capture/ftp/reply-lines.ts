import type { Moment } from '../tcp/reassembly.js';

const MOST_LINES = 200;
/** UTF-16 units of one reply. */
export const MOST_TEXT = 2000;

export interface WholeReply {
  readonly code: number;
  readonly text: string;
  /** Its first line as it stands. */
  readonly line: string;
  readonly at: Moment;
  /** Its last line is missing. */
  readonly broken: boolean;
}

/** Lines of a server, put together to replies (RFC 959 section 4.2). */
export class ReplyLines {
  private open: { code: number; at: Moment; line: string; lines: string[]; size: number } | null = null;

  push(line: string, at: Moment): WholeReply | null {
    const { 1: digits = '', 2: mark = '' } = /^([1-6]\d\d)([ -]|$)/.exec(line) ?? [];
    const code = Number(digits);
    const { open } = this;
    if (!open && digits === '') return null;
    const isInside = open !== null && code !== open.code;
    const text = (isInside ? line : line.slice(4)).slice(0, MOST_TEXT);
    const current = (this.open ??= { code, at, line, lines: [], size: 0 });
    if (current.lines.length < MOST_LINES && current.size + text.length <= MOST_TEXT)
      current.lines.push(text);
    current.size += text.length;
    return isInside || mark === '-' ? null : this.end(false);
  }

  /** What is still open: lines of it are missing. */
  end(broken = true): WholeReply | null {
    const { open } = this;
    this.open = null;
    if (!open) return null;
    const { code, at, line, lines } = open;
    return { code, at, line, broken, text: lines.join('\n').trim() };
  }
}

import { latin1, unicode } from '../bytes.js';

/** Of a longer line only the beginning is kept. Bytes. */
const LONGEST_LINE = 8192;
/** Commands of Telnet in the dialogue, as clients send them before ABOR (RFC 959 section 4.1.3). */
const TELNET = /\xff[\xf0-\xff]?/g;

/** Lines of one end, whatever packets they came in. */
export class Lines {
  private rest = '';
  /** The beginning of this line is lost, or it is too long: nothing of it counts. */
  private isSkipping = false;

  push(bytes: Uint8Array): readonly string[] {
    const lines = latin1(bytes).split('\n');
    const last = lines.pop() ?? '';
    const whole: string[] = [];
    for (const line of lines) {
      const all = this.rest + line;
      if (!this.isSkipping) whole.push(clean(all));
      this.rest = '';
      this.isSkipping = false;
    }
    if (!this.isSkipping) this.rest += last.slice(0, LONGEST_LINE - this.rest.length);
    return whole;
  }

  /** What came is no part of the next line. @param isSecret what comes until a line ends may be the end of a password */
  lost(isSecret: boolean): void {
    this.rest = '';
    this.isSkipping = isSecret;
  }

  get isBetween(): boolean {
    return this.rest === '';
  }

  /** A last line that nothing ends. */
  end(): string {
    const { rest } = this;
    this.rest = '';
    return clean(rest);
  }
}

function clean(line: string): string {
  return unicode(line.slice(0, LONGEST_LINE).replace(TELNET, '').replace(/\r$/, ''));
}

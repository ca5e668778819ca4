import { ShellScanner, type Mark, type Token } from './shell-scanner.js';

export interface Place {
  readonly scanner: ShellScanner;
  readonly mark: Mark;
}

/** Looks one token ahead in a script, and comes back to places in it. */
export class ShellCursor {
  protected ahead: { readonly token: Token | undefined; readonly mark: Mark } | undefined;
  protected stop: 'exit' | 'return' | null = null;

  constructor(protected scanner: ShellScanner) {}

  protected peek(): Token | undefined {
    if (this.stop) return undefined;
    if (!this.ahead) {
      const { mark } = this.scanner;
      this.ahead = { token: this.scanner.next(), mark };
    }
    return this.ahead.token;
  }

  protected advance(): void {
    this.peek();
    this.ahead = undefined;
  }

  protected take(...texts: readonly string[]): boolean {
    const found = texts.includes(this.peek()?.text ?? '');
    if (found) this.advance();
    return found;
  }

  protected takeAll(...texts: readonly string[]): void {
    while (this.take(...texts));
  }

  protected place(): Place {
    return { scanner: this.scanner, mark: this.ahead?.mark ?? this.scanner.mark };
  }

  protected seek({ scanner, mark }: Place): void {
    this.scanner = scanner;
    scanner.seek(mark);
    this.ahead = undefined;
  }

  /** Passes over it and says where it ends. */
  protected skip(body: () => void): Place {
    const before = this.scanner.passing;
    this.scanner.passing = true;
    body();
    this.scanner.passing = before;
    const end = this.place();
    this.seek(end);
    return end;
  }
}

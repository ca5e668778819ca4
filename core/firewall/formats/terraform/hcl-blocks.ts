import type { TextSpan } from '../../reading.js';

/** A block at the top of an HCL file, made ready for the parser. */
export interface TopBlock {
  /** As long as in the file. Comments are blank, and long texts, which would take the parser long, are `null`. */
  readonly text: string;
  readonly span: TextSpan;
  /** In front of the brace: `resource "aws_security_group" "ftp"`. */
  readonly head: string;
  /** Its brackets and quotes do not match: somebody is still typing. */
  readonly isBroken: boolean;
  /** Deeper, longer or fuller of operators than any block that people write. */
  readonly isAbsurd: boolean;
}

/** A text in quotes beyond this is a policy, a script or the like: no port, address or name. */
const LONG_TEXT = 200;
const DEPTH_LIMIT = 40;
const LENGTH_LIMIT = 20_000;
/** The parser's cost per character grows with what one expression chains. */
const CHAIN_LIMIT = 1000;
const CHAINS = '.?+*/%<>!&|-';
/** Where a new block begins though the one before is not closed: Terraform's own, in the first column. */
const NEW_BLOCK =
  /(?:resource|variable|locals|module|data|output|provider|terraform|moved|import|check)\b[ \t]*["{]/y;
const HEREDOC = /<<-?([A-Za-z_][\w-]{0,99})[ \t]*\r?\n/y;

/** Cuts an HCL file into its blocks. Linear; anything passes. */
export function topBlocks(text: string): readonly TopBlock[] {
  return new Cutter(text).all();
}

class Cutter {
  private at = 0;
  private depth = 0;
  private readonly blocks: TopBlock[] = [];
  /** Of the block that is being read. */
  private start = 0;
  private open = -1;
  private deepest = 0;
  private chains = 0;
  private broken = false;
  private parts: string[] = [];
  /** Up to here the text is in `parts`. */
  private done = 0;

  constructor(private readonly text: string) {}

  all(): readonly TopBlock[] {
    while (this.at < this.text.length) this.step();
    if (this.open >= 0) this.close(this.text.length, true);
    return this.blocks;
  }

  private step(): void {
    const char = this.text.charAt(this.at);
    const next = this.text.charAt(this.at + 1);
    if (char === '\n') this.newLine();
    else if (char === '"') this.quoted();
    else if (char === '#' || (char === '/' && next === '/')) this.replace(this.lineEnd(), '');
    else if (char === '/' && next === '*') this.replace(this.behind('*/', this.at + 2), '');
    else if (char === '<' && next === '<') this.hereDocument();
    else if (char === '{' || char === '[' || char === '(') this.opening(char);
    else if (char === '}' || char === ']' || char === ')') this.closing();
    else {
      if (CHAINS.includes(char)) this.chains++;
      this.at++;
    }
  }

  private newLine(): void {
    this.at++;
    NEW_BLOCK.lastIndex = this.at;
    if (this.open >= 0 && NEW_BLOCK.test(this.text)) this.close(this.at, true);
    // What stands at the top without a brace is no block.
    if (this.open < 0) this.begin();
  }

  private begin(): void {
    this.start = this.done = this.at;
    this.open = -1;
    this.depth = this.deepest = this.chains = 0;
    this.broken = false;
    this.parts = [];
  }

  private opening(char: string): void {
    if (this.open < 0 && char === '{') this.open = this.at;
    this.depth++;
    this.deepest = Math.max(this.deepest, this.depth);
    this.at++;
  }

  private closing(): void {
    this.at++;
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth === 0 && this.open >= 0) this.close(this.at, this.broken);
  }

  private close(end: number, isBroken: boolean): void {
    this.parts.push(this.text.slice(this.done, end));
    const text = this.parts.join('');
    this.blocks.push({
      text,
      span: { start: this.start, end },
      head: text.slice(0, this.open - this.start).trim(),
      isBroken,
      isAbsurd: text.length > LENGTH_LIMIT || this.deepest > DEPTH_LIMIT || this.chains > CHAIN_LIMIT,
    });
    this.at = end;
    this.begin();
  }

  /** Goes on behind `end`; the parser sees `instead` and blanks. */
  private replace(end: number, instead: string): void {
    const skipped = this.text.slice(this.at + instead.length, end).replace(/[^\r\n]/g, ' ');
    this.parts.push(this.text.slice(this.done, this.at), instead, skipped);
    this.at = this.done = end;
  }

  private quoted(): void {
    const end = this.endOfText(this.at + 1, 0);
    if (end < 0) {
      this.broken = true;
      this.replace(this.lineEnd(), '');
    } else if (end - this.at > LONG_TEXT) this.replace(end, 'null');
    else this.at = end;
  }

  /** Behind the closing quote; -1 where the line ends first. */
  private endOfText(from: number, depth: number): number {
    for (let at = from; at < this.text.length; at++) {
      const char = this.text.charAt(at);
      if (char === '\\') at++;
      else if (char === '"') return at + 1;
      else if (char === '\n') return -1;
      else if ((char === '$' || char === '%') && this.text.charAt(at + 1) === '{') {
        // Doubled, it stands for itself.
        if (this.text.charAt(at - 1) === char) continue;
        const end = depth < DEPTH_LIMIT ? this.endOfExpression(at + 2, depth + 1) : -1;
        if (end < 0) return -1;
        at = end - 1;
      }
    }
    return -1;
  }

  /** Behind the brace that closes `${`. */
  private endOfExpression(from: number, depth: number): number {
    let braces = 1;
    for (let at = from; at < this.text.length; at++) {
      const char = this.text.charAt(at);
      if (char === '{') braces++;
      else if (char === '}' && --braces === 0) return at + 1;
      else if (char === '\n') return -1;
      else if (char === '"') {
        const end = this.endOfText(at + 1, depth);
        if (end < 0) return -1;
        at = end - 1;
      }
    }
    return -1;
  }

  private hereDocument(): void {
    HEREDOC.lastIndex = this.at;
    const match = HEREDOC.exec(this.text);
    if (!match) {
      this.at += 2;
      return;
    }
    let line = HEREDOC.lastIndex;
    while (line < this.text.length) {
      const newline = this.text.indexOf('\n', line);
      const end = newline < 0 ? this.text.length : newline;
      if (this.text.slice(line, end).trim() === match[1]) {
        this.replace(end, 'null');
        return;
      }
      line = end + 1;
    }
    this.broken = true;
    this.replace(this.text.length, 'null');
  }

  private lineEnd(): number {
    const newline = this.text.indexOf('\n', this.at);
    return newline < 0 ? this.text.length : newline;
  }

  private behind(text: string, from: number): number {
    const found = this.text.indexOf(text, from);
    return found < 0 ? this.text.length : found + text.length;
  }
}

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** Capitals. */
  readonly keyword: string;
  readonly start: number;
  /** The text after the keyword, with line breaks and comments inside blank: as long as in the file. */
  readonly rest: string;
  /** Where `rest` begins. */
  readonly offset: number;
}

const INSTRUCTION_LIMIT = 5000;
const KEYWORD = /^[ \t]*([A-Za-z]+)(?=[ \t]|$)/;
const HEREDOC = /<<-?(["']?)([A-Za-z_]\w{0,99})\1/g;

/** Cuts a Dockerfile into its instructions, continued lines and here-documents joined. Linear; anything passes. */
export function instructionsOf(text: string): readonly Instruction[] {
  const lines = linesOf(text);
  const escape = escapeOf(text);
  const found: Instruction[] = [];
  for (let i = 0; i < lines.length && found.length < INSTRUCTION_LIMIT; i++) {
    const line = lines[i];
    const match = line && KEYWORD.exec(line.text);
    if (!line || !match) continue;
    const offset = line.start + match[0].length;
    const parts: string[] = [];
    let current = line.text.slice(match[0].length);
    let at = i;
    while (endsWith(current, escape) && at + 1 < lines.length) {
      parts.push(current.slice(0, current.lastIndexOf(escape)).padEnd(current.length + 1));
      // Comments and empty lines between continued ones do not end them.
      let next = lines[++at]?.text ?? '';
      while (/^[ \t]*(?:#|\r?$)/.test(next) && at + 1 < lines.length) {
        parts.push(' '.repeat(next.length + 1));
        next = lines[++at]?.text ?? '';
      }
      current = next;
    }
    parts.push(current);
    const rest = parts.join('');
    const keyword = (match[1] ?? '').toUpperCase();
    found.push({ keyword, start: line.start, rest, offset });
    i = ['RUN', 'COPY', 'ADD'].includes(keyword) ? behindDocuments(lines, at, rest) : at;
  }
  return found;
}

interface Line {
  readonly text: string;
  readonly start: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push({ text: text.slice(start, end), start });
    start = end + 1;
  }
  return lines;
}

/** The character that continues a line: a directive at the top can change it. */
function escapeOf(text: string): string {
  return (
    /^(?:#[ \t]*\w+[ \t]*=.*\r?\n){0,5}#[ \t]*escape[ \t]*=[ \t]*([\\`])/i.exec(text.slice(0, 1000))?.[1] ??
    '\\'
  );
}

function endsWith(text: string, escape: string): boolean {
  return text.trimEnd().endsWith(escape);
}

/** The line that ends the last here-document of an instruction whose last line is `at`. */
function behindDocuments(lines: readonly Line[], at: number, rest: string): number {
  let last = at;
  for (const [, , word = ''] of [...rest.matchAll(HEREDOC)].slice(0, 10)) {
    do last++;
    while (last < lines.length && lines[last]?.text.trim() !== word);
  }
  return last;
}

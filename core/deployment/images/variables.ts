import { describeVariable } from './describe.js';
import { imageNamed } from './table.js';

/** Lines above and below the cursor that are looked at. */
const REACH = 300;

/** A variable that can be written where the cursor is. */
export interface OfferedVariable {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly help: string;
  /** What follows the name there: `: `, `=` or nothing. */
  readonly follows: string;
}

/** A line without its break; undefined outside the file. */
type LineAt = (line: number) => string | undefined;

interface Line {
  readonly number: number;
  /** Blanks before it. */
  readonly blanks: number;
  /** Where its first word begins, after the dash of a list's element. */
  readonly indent: number;
  readonly text: string;
}

/**
 * The variables of a known image, where the name of one is being written in Compose (`environment:`) or Kubernetes
 * (`env:`), without those that stand there. Goes by lines, since a file that is being typed is seldom whole YAML.
 * @param before the line of the cursor, up to it
 */
export function offeredVariables(lineAt: LineAt, line: number, before: string): readonly OfferedVariable[] {
  const typed = /^( {0,80})(- )?(name: )?["']?\w{0,80}$/.exec(before);
  if (!typed) return [];
  const { length: blanks } = typed[1] ?? '';
  const [dash, key] = [typed[2] !== undefined, typed[3] !== undefined];
  const isSibling = (other: Line): boolean =>
    dash ? other.blanks > blanks || (other.blanks === blanks && isElement(other)) : other.blanks >= blanks;
  const siblings = around(lineAt, line, isSibling);
  const head = siblings.above;
  if (!head || !/^(?:environment|env):\s*$/.test(head.text)) return [];
  const reference = imageBeside(lineAt, head);
  const image = imageNamed(reference);
  if (!image) return [];
  const written = siblings.lines.map(({ text }) => /^(?:name: *)?["']?(\w{1,80})/.exec(text)?.[1]);
  const names = [
    ...Object.values(image.range ?? {}),
    ...image.address,
    ...(image.login ? [image.login.variable] : []),
  ];
  return names
    .filter((name) => !written.includes(name))
    .map((name) => ({
      name,
      help: describeVariable(reference, name) ?? '',
      follows: key ? '' : dash ? '=' : ': ',
    }));
}

/** What `image:` names in the mapping that a line stands in; empty where nothing does. */
function imageBeside(lineAt: LineAt, { number, indent }: Line): string {
  const { lines, above } = around(lineAt, number, ({ blanks }) => blanks >= indent);
  // The element of a list begins with its dash: `- image: fauria/vsftpd`.
  const mapping = above && isElement(above) ? [...lines, above] : lines;
  const images = mapping.flatMap((line) =>
    line.indent === indent ? (/^image:\s*["']?([^\s"'#]{1,300})/.exec(line.text)?.[1] ?? []) : [],
  );
  return images[0] ?? '';
}

/** The lines next to one that belong to it, and the next one above them. Blank lines and comments do not count. */
function around(
  lineAt: LineAt,
  from: number,
  belongs: (line: Line) => boolean,
): { readonly lines: readonly Line[]; readonly above: Line | undefined } {
  const lines: Line[] = [];
  for (let number = from + 1; number < from + REACH; number++) {
    const line = read(lineAt, number);
    if (!line || (line.text !== '' && !belongs(line))) break;
    lines.push(line);
  }
  for (let number = from - 1; number > from - REACH; number--) {
    const line = read(lineAt, number);
    if (!line || (line.text !== '' && !belongs(line))) return { lines, above: line };
    lines.push(line);
  }
  return { lines, above: undefined };
}

function isElement({ blanks, indent }: Line): boolean {
  return indent > blanks;
}

function read(lineAt: LineAt, number: number): Line | undefined {
  const whole = lineAt(number);
  if (whole === undefined) return undefined;
  const found = /^( {0,200})(?:- {1,20})?/.exec(whole);
  const indent = found?.[0].length ?? 0;
  const text = whole.slice(indent, indent + 400).trim();
  return { number, blanks: found?.[1]?.length ?? 0, indent, text: text.startsWith('#') ? '' : text };
}

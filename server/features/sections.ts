import {
  intendedName,
  settingNamed,
  type ConfigDocument,
  type Line,
  type SettingGroup,
} from '../../core/config/index.js';

/** A part of a file under a heading that its author wrote as a comment: `# ---- TLS ----`, `### TLS ###`, `# [TLS]`. */
interface Section {
  readonly title: string;
  /** Indexes of lines; `last` is included. */
  readonly first: number;
  readonly heading: number;
  readonly last: number;
}

const DECORATION = '-=*~_#+';
const LONGEST_HEADING = 200;

const KNOWN = new WeakMap<ConfigDocument, readonly Section[]>();

/** The sections of a file, in order; empty where it has no headings. */
export function sectionsOf(document: ConfigDocument): readonly Section[] {
  const known = KNOWN.get(document) ?? readSections(document);
  KNOWN.set(document, known);
  return known;
}

function readSections(document: ConfigDocument): readonly Section[] {
  const { lines } = document;
  const heads: { title: string; first: number; heading: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const title = headingAt(document, i);
    if (title === undefined) continue;
    const boxed = i > 0 && isRuler(document, lines[i - 1]);
    heads.push({ title, first: boxed ? i - 1 : i, heading: i });
  }
  return heads.map((head, i) => {
    let last = (heads[i + 1]?.first ?? lines.length) - 1;
    while (last > head.heading && lines[last]?.kind === 'blank') last--;
    return { ...head, last };
  });
}

function headingAt(document: ConfigDocument, index: number): string | undefined {
  const line = document.lines[index];
  if (line?.kind !== 'comment' || line.end - line.start > LONGEST_HEADING) return undefined;
  const isPlain = !isDecorated(document, line);
  if (isPlain && !isRuler(document, document.lines[index - 1])) return undefined;
  const { title, lead, trail, hashes } = stripped(document.source.slice(line.start, line.end));
  if (!/\p{L}/u.test(title) || /^[a-z_]+=/.test(title)) return undefined;
  const bracketed = /^\[([^\]]+)\]$/.exec(title)?.[1];
  if (bracketed !== undefined) return bracketed.trim();
  if (lead >= 2 || trail >= 3 || (hashes >= 2 && title.length <= 60)) return title;
  return isRuler(document, document.lines[index - 1]) && isRuler(document, document.lines[index + 1])
    ? title
    : undefined;
}

/** A comment of nothing but decoration. */
function isRuler(document: ConfigDocument, line: Line | undefined): boolean {
  if (line?.kind !== 'comment' || line.end - line.start > LONGEST_HEADING || !isDecorated(document, line))
    return false;
  const { title, lead, hashes } = stripped(document.source.slice(line.start, line.end));
  return title === '' && lead + hashes >= 4;
}

/** A quick look, for most comments are plain words: a sign besides the first `#` at the beginning, or one at the end. */
function isDecorated({ source: { bytes } }: ConfigDocument, { start, end }: Line): boolean {
  let from = start + 1;
  let to = end - 1;
  while (from < to && bytes.charCodeAt(from) <= 32) from++;
  while (to > from && bytes.charCodeAt(to) <= 32) to--;
  const [first, last] = [bytes.charAt(from), bytes.charAt(to)];
  return first === '[' || DECORATION.includes(first) || DECORATION.includes(last);
}

interface Stripped {
  readonly title: string;
  readonly hashes: number;
  readonly lead: number;
  readonly trail: number;
}

function stripped(comment: string): Stripped {
  let start = 0;
  while (comment.charAt(start) === '#') start++;
  const hashes = start;
  const body = comment.slice(start).trim();
  let lead = 0;
  while (lead < body.length && DECORATION.includes(body.charAt(lead))) lead++;
  let end = body.length;
  while (end > lead && DECORATION.includes(body.charAt(end - 1))) end--;
  return { title: body.slice(lead, end).trim(), hashes, lead, trail: body.length - end };
}

/** Runs of settings of one group that follow each other: the outline of a file without headings. */
export function groupRuns(
  document: ConfigDocument,
): { readonly group: SettingGroup | undefined; readonly lines: number[] }[] {
  const runs: { group: SettingGroup | undefined; lines: number[] }[] = [];
  for (const line of document.lines) {
    if (line.kind !== 'setting') continue;
    const group = settingNamed(intendedName(line))?.group;
    const run = runs[runs.length - 1];
    if (run && run.group === group) run.lines.push(line.index);
    else runs.push({ group, lines: [line.index] });
  }
  return runs;
}

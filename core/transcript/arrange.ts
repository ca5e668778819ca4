import type { TextPlace } from '../events/finding.js';
import { readLogLine } from './formats/read-line.js';
import { undressed } from './undress.js';

/** A line, and which one of the text it is, from 0. */
export interface PlacedLine {
  readonly text: string;
  readonly number: number;
  /** A time stood in front: a program wrote it. */
  readonly isTimed?: boolean;
  /** Where pieces of later lines were joined on, in order. */
  readonly joints?: readonly Joint[];
}

/** From `at` on, a joined line holds what another line has from `character` on. UTF-16 units. */
export interface Joint {
  readonly at: number;
  readonly number: number;
  readonly character: number;
}

/** Where a place in a joined line stands in the text; what goes on into the next piece ends with its own. */
export function unjoined(place: TextPlace, joints: readonly Joint[]): TextPlace {
  const next = joints.findIndex(({ at }) => at > place.character);
  const joint = joints.at(next < 0 ? -1 : next - 1);
  const isInFirst = next === 0 || joint === undefined;
  const end = next < 0 ? Infinity : (joints[next]?.at ?? Infinity) - 1;
  const length = Math.max(0, Math.min(place.length, end - place.character));
  if (isInFirst) return { ...place, length };
  return { line: joint.number, character: place.character - joint.at + joint.character, length };
}

/** Longer texts are read as they stand. Lines. */
export const ARRANGED_LIMIT = 2000;
/** A window as narrow as this breaks a log's lines. UTF-16 units. */
const NARROW = 60;
const LABELLED = /^(?:\[?[\d:./ -]{5,24}\]?\s{1,4})?\p{L}[\p{L}\p{M} ]{1,20}:\s/u;
const CLOCK = /^\W{0,2}(?:[\d/.-]{6,10}[ T])?(\d\d):(\d\d):(\d\d)/;

/** The lines in the order in which they were said, broken ones in one piece. */
export function arranged(lines: readonly string[]): readonly PlacedLine[] {
  if (lines.length > ARRANGED_LIMIT) return lines.map((text, number) => ({ text, number }));
  const bare = undressed(lines);
  const all = bare.map(({ text, isTimed }, number) => ({ text, number, isTimed }));
  // The clock may stand in what was taken off.
  const isBackwards = isNewestFirst(lines) || isNewestFirst(bare.map(({ text }) => text));
  return inOrder(all, isBackwards).map((line) => {
    const at = bare[line.number]?.at ?? 0;
    if (at === 0 && !line.joints) return line;
    const moved = (line.joints ?? []).map((joint) => ({
      ...joint,
      character: joint.character + (bare[joint.number]?.at ?? 0),
    }));
    return { ...line, joints: [{ at: 0, number: line.number, character: at }, ...moved] };
  });
}

function inOrder(all: readonly PlacedLine[], isBackwards: boolean): readonly PlacedLine[] {
  const lines = all.map(({ text }) => text);
  if (isTable(lines)) return all.map((line) => ({ ...line, text: '' }));
  if (isBackwards) return [...all].reverse();
  if (lines.some((line) => OPEN_TAG.test(line))) return tagsJoined(all);
  return isBroken(lines) ? joined(all) : all;
}

const ITEM = /^\s{0,8}(?:[*+•-] |\|\s{0,4})?([1-6]\d\d)(?=[ :|\t-])/;

/** A list of what codes mean: refusals in the order of their numbers, and nothing else that is said. */
function isTable(lines: readonly string[]): boolean {
  const codes = lines.flatMap((line) => {
    const code = ITEM.exec(line)?.[1];
    return code === undefined ? [] : [Number(code)];
  });
  const isRising = codes.every((code, i) => code >= 400 && code > (codes[i - 1] ?? 0));
  return codes.length >= 4 && isRising && !lines.some((line) => readLogLine(line).kind === 'command');
}

/** The login before its question, and that before the greeting; or a clock that only runs backwards. */
function isNewestFirst(lines: readonly string[]): boolean {
  const first = new Map<number, number>();
  let back = 0;
  let before: number | undefined;
  let isForward = false;
  for (const [number, line] of lines.entries()) {
    const clock = CLOCK.exec(line);
    if (clock) {
      const now = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
      if (before !== undefined && now < before) back += 1;
      if (before !== undefined && now > before) isForward = true;
      before = now;
    }
    const { kind, code } = readLogLine(line);
    if (kind === 'reply' && code !== undefined && !first.has(code)) first.set(code, number);
  }
  const [greeting, question, login] = [220, 331, 230].map((code) => first.get(code));
  const isBackwards =
    greeting !== undefined &&
    question !== undefined &&
    login !== undefined &&
    login < question &&
    question < greeting;
  return isBackwards || (back >= 3 && !isForward && first.size > 0);
}

/** A window's log, every line of which is short, and some have no label. */
function isBroken(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  const labelled = filled.filter((line) => LABELLED.test(line)).length;
  return labelled >= 3 && filled.length - labelled >= 2 && filled.every((line) => line.length <= NARROW);
}

/** A tag whose attributes go on in the next lines, as in the log of Bitvise. */
const OPEN_TAG = /^\s*<[a-z]{2,20} [^<>]{0,400}"[^<>]*$/i;
/** Lines of one tag. */
const TAG_LINES = 30;

function tagsJoined(lines: readonly PlacedLine[]): readonly PlacedLine[] {
  const whole: PlacedLine[] = [];
  let open = 0;
  for (const line of lines) {
    const last = whole.at(-1);
    if (last && open > 0) whole[whole.length - 1] = withPiece(last, line);
    else whole.push(line);
    const isOpen = open > 0 ? !line.text.includes('>') : OPEN_TAG.test(line.text);
    open = isOpen && open < TAG_LINES ? open + 1 : 0;
  }
  return whole;
}

function joined(lines: readonly PlacedLine[]): readonly PlacedLine[] {
  const whole: PlacedLine[] = [];
  let isOpen = false;
  for (const line of lines) {
    // What is a command or a reply by itself is no piece of another: a password in it would be taken for words.
    const isStart = LABELLED.test(line.text) || readLogLine(line.text).kind !== 'other';
    const last = whole.at(-1);
    if (last && isOpen && !isStart && line.text.trim() !== '')
      whole[whole.length - 1] = withPiece(last, line);
    else {
      isOpen = isStart;
      whole.push(line);
    }
  }
  return whole;
}

function withPiece(last: PlacedLine, { text, number }: PlacedLine): PlacedLine {
  const piece = text.trim();
  const joint = { at: last.text.length + 1, number, character: text.indexOf(piece) };
  return { ...last, text: `${last.text} ${piece}`, joints: [...(last.joints ?? []), joint] };
}

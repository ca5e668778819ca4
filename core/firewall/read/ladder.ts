import type { Passage, PortRange, TextSpan } from '../reading.js';
import { ALL_PORTS, overlap, without } from '../port-spans.js';
import { FateBoard, type Ending } from './fate-board.js';

/** One rule of a firewall whose rules are asked from the top, until one matches. */
export interface Rung {
  readonly ports: readonly PortRange[];
  readonly fate: Ending['fate'];
  /**
   * Whether it matches every client: `some` for a part of them, `unknown` where that cannot be told. A rung that does
   * not match every client lets the rest fall through to the next.
   */
  readonly certainty: 'yes' | 'some' | 'unknown';
  readonly why?: string;
  readonly at?: TextSpan;
  /** The port behind the first of `ports`. */
  readonly innerLow?: number;
  readonly innerHost?: string;
  /** The definition that is wanting for an `unknown` one. */
  readonly awaits?: string;
}

/** Rules beyond these are not asked. */
const RUNG_LIMIT = 5000;

/** What becomes of every port; `last` is the fate of what no rule matches. */
export function climb(rungs: readonly Rung[], last: Ending): readonly Passage[] {
  const asked = rungs.slice(0, RUNG_LIMIT);
  const found = fates(asked, last);
  const wanting = asked.filter(({ awaits }) => awaits !== undefined);
  if (wanting.length === 0) return found;
  const certain = fates(
    asked.filter(({ awaits }) => awaits === undefined),
    last,
  );
  const names = [...new Set(wanting.flatMap(({ awaits }) => awaits ?? []))];
  return found.flatMap((passage) =>
    passage.fate === 'unknown' ? awaiting(passage, certain, names) : [passage],
  );
}

/** What is unknown for want of definitions only, and what it would be without them. */
function awaiting(
  passage: Passage,
  certain: readonly Passage[],
  names: readonly string[],
): readonly Passage[] {
  return certain.flatMap((other): Passage[] => {
    const ports = overlap(other.ports, passage.ports);
    if (!ports) return [];
    return other.fate === 'unknown'
      ? [{ ...passage, ports }]
      : [{ ...passage, ports, awaits: { names, otherwise: other.fate } }];
  });
}

function fates(rungs: readonly Rung[], last: Ending): readonly Passage[] {
  const board = new FateBoard();
  let left: readonly PortRange[] = [ALL_PORTS];
  for (const rung of rungs) {
    if (left.length === 0) break;
    for (const ports of rung.ports) for (const part of left) add(board, rung, ports, part);
    if (rung.certainty === 'yes') left = left.flatMap((part) => without(part, rung.ports));
  }
  for (const part of left) board.add(part, last);
  return board.passages();
}

function add(board: FateBoard, rung: Rung, ports: PortRange, part: PortRange): void {
  const own = overlap(ports, part);
  if (!own) return;
  const { fate, certainty, why, at, innerLow, innerHost } = rung;
  board.add(own, {
    fate,
    certainty,
    ...(why === undefined ? {} : { why }),
    ...(at ? { at } : {}),
    ...(innerLow === undefined ? {} : { innerLow: innerLow + own.low - ports.low }),
    ...(innerHost === undefined ? {} : { innerHost }),
  });
}

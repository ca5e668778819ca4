import type { Passage, PortRange, TextSpan } from '../reading.js';
import { ALL_PORTS, overlap } from './port-spans.js';
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

/** Rules beyond these are not asked: what comes to them is unknown. */
const RUNG_LIMIT = 2000;
const TOO_MUCH: Ending = {
  fate: 'unknown',
  certainty: 'unknown',
  why: 'more rules than can be followed',
};

/** What becomes of every port; `rest` is the fate of what no rule matches. */
export function climb(rungs: readonly Rung[], rest: Ending): readonly Passage[] {
  const asked = rungs.slice(0, RUNG_LIMIT);
  const last = rungs.length > RUNG_LIMIT ? TOO_MUCH : rest;
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
  const left = new Left();
  for (const rung of rungs) {
    for (const ports of rung.ports)
      for (const part of left.within(ports)) add(board, rung, part, part.low - ports.low);
    if (rung.certainty === 'yes') for (const ports of rung.ports) left.remove(ports);
  }
  for (const part of left.within(ALL_PORTS)) board.add(part, last);
  return board.passages();
}

/** Ports that no rule has decided on yet. */
class Left {
  /** 1 for a port that is left. */
  private readonly ports = new Uint8Array(ALL_PORTS.high + 2).fill(1, ALL_PORTS.low, ALL_PORTS.high + 1);

  within({ low, high }: PortRange): readonly PortRange[] {
    const found: PortRange[] = [];
    for (let port = this.ports.indexOf(1, low); port >= 0 && port <= high;) {
      const end = this.ports.indexOf(0, port);
      found.push({ low: port, high: Math.min(end - 1, high) });
      port = this.ports.indexOf(1, end);
    }
    return found;
  }

  remove({ low, high }: PortRange): void {
    this.ports.fill(0, low, high + 1);
  }
}

function add(board: FateBoard, rung: Rung, ports: PortRange, offset: number): void {
  const { fate, certainty, why, at, innerLow, innerHost } = rung;
  board.add(ports, {
    fate,
    certainty,
    ...(why === undefined ? {} : { why }),
    ...(at ? { at } : {}),
    ...(innerLow === undefined ? {} : { innerLow: innerLow + offset }),
    ...(innerHost === undefined ? {} : { innerHost }),
  });
}

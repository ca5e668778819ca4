import type { Fate, Passage, PortRange, TextSpan } from '../reading.js';

export const HIGHEST_PORT = 65535;

/** What one entry of a file says about some ports. */
export interface Claim extends Omit<Passage, 'at'> {
  readonly at: TextSpan;
}

/** What becomes of the ports that no entry names. */
export type Rest = Omit<Passage, 'ports'>;

const RANK: Readonly<Record<Fate, number>> = { open: 0, some: 1, unknown: 2, rejected: 3, dropped: 3 };

/** Where entries only ever add: whatever lets a port through decides. Keeps the file's order otherwise. */
export function mostOpenFirst(claims: readonly Claim[]): readonly Claim[] {
  return [...claims].sort((a, b) => RANK[a.fate] - RANK[b.fate]);
}

/** The whole range of ports, each with the first claim that names it. */
export function cover(claims: readonly Claim[], rest: Rest): readonly Passage[] {
  // Between two neighbouring edges all ports have one fate.
  const edges = [...new Set([1, HIGHEST_PORT + 1, ...claims.flatMap(edgesOf)])].sort((a, b) => a - b);
  const places = new Map(edges.map((edge, place) => [edge, place]));
  const owner = new Array<number>(edges.length).fill(-1);
  const free = edges.map((_, place) => place);
  claims.forEach((claim, index) => {
    const [low, end] = edgesOf(claim).map((edge) => places.get(edge) ?? 0);
    if (low === undefined || end === undefined) return;
    for (let place = nextFree(free, low); place < end; place = nextFree(free, place + 1)) {
      owner[place] = index;
      free[place] = place + 1;
    }
  });
  const passages: Passage[] = [];
  for (let place = 0; place < edges.length - 1;) {
    let end = place + 1;
    while (end < edges.length - 1 && owner[end] === owner[place]) end++;
    const ports = { low: edges[place] ?? 1, high: (edges[end] ?? HIGHEST_PORT + 1) - 1 };
    passages.push(passage(ports, claims[owner[place] ?? -1], rest));
    place = end;
  }
  return passages;
}

/** Its first port, and the one behind its last. */
function edgesOf({ ports: { low, high } }: Claim): readonly [number, number] {
  const start = Math.min(Math.max(low, 1), HIGHEST_PORT + 1);
  return [start, Math.max(start, Math.min(high, HIGHEST_PORT) + 1)];
}

/** The first place from `from` on that nobody has claimed. Shortens the way for the next who asks. */
function nextFree(free: number[], from: number): number {
  let end = from;
  for (let next = free[end] ?? end; next !== end; next = free[end] ?? end) end = next;
  for (let at = from; at < end;) {
    const next = free[at] ?? end;
    free[at] = end;
    at = next;
  }
  return end;
}

function passage(ports: PortRange, claim: Claim | undefined, rest: Rest): Passage {
  if (!claim) return { ports, ...rest };
  const { innerLow, ...others } = claim;
  return {
    ...others,
    ports,
    ...(innerLow === undefined ? {} : { innerLow: innerLow + ports.low - claim.ports.low }),
  };
}

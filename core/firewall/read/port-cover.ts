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

/** The whole range of ports, each with the first claim that names it. Linear in ports and claims. */
export function cover(claims: readonly Claim[], rest: Rest): readonly Passage[] {
  const owner = new Int32Array(HIGHEST_PORT + 2).fill(-1);
  const free = Uint32Array.from(owner, (_, port) => port);
  claims.forEach(({ ports }, index) => {
    const high = Math.min(ports.high, HIGHEST_PORT);
    for (let port = nextFree(free, Math.max(ports.low, 1)); port <= high; port = nextFree(free, port + 1)) {
      owner[port] = index;
      free[port] = port + 1;
    }
  });
  const passages: Passage[] = [];
  for (let low = 1; low <= HIGHEST_PORT;) {
    let high = low;
    while (high < HIGHEST_PORT && owner[high + 1] === owner[low]) high++;
    passages.push(passage({ low, high }, claims[owner[low] ?? -1], rest));
    low = high + 1;
  }
  return passages;
}

/** The first port from `port` on that nobody has claimed. Shortens the way for the next who asks. */
function nextFree(free: Uint32Array, port: number): number {
  let end = port;
  for (let next = free[end] ?? end; next !== end; next = free[end] ?? end) end = next;
  for (let at = port; at < end;) {
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

import { isPassive } from './attempt.js';
import { isGiven } from './given.js';
import { everySession, type EvidenceView } from './view.js';

/** Fewer samples prove nothing about a range. */
export const LEAST_SAMPLES = 6;
/** Wider ranges were not chosen by an admin, and are not worth opening in a firewall. */
export const WIDE = 16384;
const STEP = 100;

/** Passive ports as they were seen. */
export interface SampledRange {
  /** Bounds in round numbers around the ports seen; for a few ports, or for ports far apart, around the middle one. */
  readonly low: number;
  readonly high: number;
  /** Enough ports, near enough to each other: the bounds are about those of the server. */
  readonly isServers: boolean;
  /** `20 samples: 42006-42185`. */
  readonly words: string;
}

/** Null: the server named no passive port. */
export function sampledRange(view: EvidenceView): SampledRange | null {
  const ports = everySession(view).flatMap(({ attempts }) =>
    attempts.filter(isPassive).flatMap(({ endpoint }) => (isGiven(endpoint?.port) ? [endpoint.port] : [])),
  );
  if (ports.length === 0) return null;
  ports.sort((a, b) => a - b);
  const [first = 0, last = 0, middle = 0] = [ports[0], ports.at(-1), ports[(ports.length - 1) >> 1]];
  const isServers = ports.length >= LEAST_SAMPLES && last - first < WIDE;
  const from = STEP * Math.floor((isServers ? first : middle) / STEP);
  return {
    low: Math.max(1024, from),
    // Ranges end at a round number as often as before one: a port more does no harm.
    high: Math.min(65535, isServers ? STEP * Math.ceil(last / STEP) : from + STEP),
    isServers,
    words: `${ports.length} ${ports.length === 1 ? 'sample' : 'samples'}: ${first === last ? first : `${first}-${last}`}`,
  };
}

import { isExact, type PortRun, type PortsTried } from '../../view/port-runs.js';
import type { Session } from '../../view/session.js';

/** More stretches than this are no windows but disorder. */
export const MOST_RUNS = 9;

/**
 * The stretches in which the ports pass and do not; null where that is disorder, or too little to tell. Samples alone
 * must show one block on either side; with edges known to the port there may be several.
 */
export function passingRuns({ open, closed, runs, bare }: PortsTried): readonly PortRun[] | null {
  if (open.length === 0 || closed.length === 0 || runs.length < 2) return null;
  if (bare.length > 0 && isExact(runs)) return runs.length <= MOST_RUNS ? runs : null;
  if (open.length < 2 || closed.length < 2) return null;
  const blocks = runs.filter(({ passes }) => passes);
  const gaps = runs.filter(({ passes }) => !passes);
  if (blocks.length === 1) return runs;
  // A gap between open ports: two neighbours can be chance.
  return gaps.length === 1 && closed.length >= 3 ? runs : null;
}

/** The 425 of a server that waited for a data connection. */
export function waitedInVain(sessions: readonly Session[]): readonly object[] {
  return sessions.flatMap(({ attempts: all }) =>
    all.flatMap(({ final }) => (final?.code === 425 ? [final] : [])),
  );
}

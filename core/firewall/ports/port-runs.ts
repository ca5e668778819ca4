import type { PortRange, PortRun, PortStatus } from '../reading.js';

/** A part of a run, with the inner port that belongs to it. */
export function cutRun(run: PortRun, ports: PortRange): PortRun {
  if (run.innerLow === undefined) return { ...run, ports };
  return { ...run, ports, innerLow: run.innerLow + ports.low - run.ports.low };
}

/** Where the ports of a run end up. */
export function innerPorts({ ports, innerLow }: PortRun): PortRange {
  const low = innerLow ?? ports.low;
  return { low, high: low + ports.high - ports.low };
}

export function isForwarded({ innerLow, innerHost }: PortRun): boolean {
  return innerLow !== undefined || innerHost !== undefined;
}

/** Ports outside and inside differ. */
export function isShifted({ ports, innerLow }: PortRun): boolean {
  return innerLow !== undefined && innerLow !== ports.low;
}

const BEST_FIRST: readonly PortStatus[] = ['open', 'unknown', 'some', 'rejected', 'dropped'];

export function rankOf(status: PortStatus): number {
  return BEST_FIRST.indexOf(status);
}

export function isShut(status: PortStatus): boolean {
  return status === 'dropped' || status === 'rejected';
}

/** Joins neighbours that only their ports tell apart. */
export function joinAlike(runs: readonly PortRun[]): readonly PortRun[] {
  const joined: PortRun[] = [];
  for (const run of runs) {
    const last = joined[joined.length - 1];
    if (last && continues(last, run)) {
      joined[joined.length - 1] = { ...last, ports: { low: last.ports.low, high: run.ports.high } };
    } else joined.push(run);
  }
  return joined;
}

function continues(a: PortRun, b: PortRun): boolean {
  const step = b.ports.low - a.ports.low;
  return (
    a.status === b.status &&
    a.at?.start === b.at?.start &&
    a.at?.end === b.at?.end &&
    a.why === b.why &&
    a.innerHost === b.innerHost &&
    a.gathered !== true &&
    b.gathered !== true &&
    (a.innerLow === undefined ? b.innerLow === undefined : b.innerLow === a.innerLow + step)
  );
}

import { cutRun } from '../../ports/port-runs.js';
import { overlap, without } from '../../ports/port-spans.js';
import type { PortRun, PortRange } from '../../reading.js';

/** What is not open is unknown at ports that something else may open. */
export function softened(
  runs: readonly PortRun[],
  ranges: readonly PortRange[],
  why: string,
): readonly PortRun[] {
  return runs.flatMap((run) => {
    const perhaps = ranges.flatMap((range) => overlap(range, run.ports) ?? []);
    if (perhaps.length === 0 || run.status === 'open' || run.status === 'unknown') return [run];
    const certain = without(run.ports, perhaps);
    const open = without(run.ports, certain);
    return [
      ...certain.map((ports) => cutRun(run, ports)),
      ...open.map((ports): PortRun => ({ ports, status: 'unknown', why })),
    ].sort((a, b) => a.ports.low - b.ports.low);
  });
}

import { ALL_PORTS } from '../../ports/port-spans.js';
import type { PortRange } from '../../reading.js';
import type { Flow } from './match.js';
import type { Target } from './rules.js';

/** A shift that wraps around more often is not followed. */
const PART_LIMIT = 1500;

/**
 * nf_nat_core.c: a port that is within the range stays, where no shift is asked for; any other becomes the lowest.
 * Null where that would be too many parts.
 */
export function translatePorts(flow: Flow, { ports, spread }: Target): readonly Flow[] | null {
  if (!ports) return [flow];
  const { gathered } = flow;
  if (gathered !== null) {
    const port = spread === 'pick' ? nearest(gathered, ports) : shifted(gathered, ports, spread.from);
    return [{ ...flow, gathered: port }];
  }
  return spread === 'pick' || ports.low === ports.high
    ? picked(flow, ports)
    : inStep(flow, ports, spread.from);
}

function nearest(port: number, { low, high }: PortRange): number {
  return low <= port && port <= high ? port : low;
}

function picked(flow: Flow, { low, high }: PortRange): readonly Flow[] {
  const own = [{ low: low - flow.shift, high: high - flow.shift }];
  const parts = [
    { ...flow, ports: flow.ports.within(own) },
    { ...flow, ports: flow.ports.without(own), shift: 0, gathered: low },
  ];
  return parts.filter((part) => !part.ports.empty);
}

/** The kernel counts in 16 bits and goes round within the range. */
function shifted(port: number, { low, high }: PortRange, from: number): number {
  return low + (((port - from) & 0xffff) % (high - low + 1));
}

function inStep(flow: Flow, ports: PortRange, from: number): readonly Flow[] | null {
  const size = ports.high - ports.low + 1;
  if (ALL_PORTS.high / size > PART_LIMIT) return null;
  const parts: Flow[] = [];
  // Now as they are, not as they were dialled.
  for (let low = ALL_PORTS.low + flow.shift; low <= ALL_PORTS.high + flow.shift;) {
    const port = shifted(low, ports, from);
    const high = Math.min(low + ports.high - port, low < from ? from - 1 : ALL_PORTS.high + flow.shift);
    const own = flow.ports.within([{ low: low - flow.shift, high: high - flow.shift }]);
    if (!own.empty) parts.push({ ...flow, ports: own, shift: flow.shift + port - low });
    low = high + 1;
  }
  return parts;
}

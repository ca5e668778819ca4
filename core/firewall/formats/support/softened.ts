import { overlap, without } from '../../ports/port-spans.js';
import type { Passage, PortRange } from '../../reading.js';

/** What is not open is unknown at ports that something else may open. */
export function softened(
  passages: readonly Passage[],
  ranges: readonly PortRange[],
  why: string,
): readonly Passage[] {
  return passages.flatMap((passage) => {
    const perhaps = ranges.flatMap((range) => overlap(range, passage.ports) ?? []);
    if (perhaps.length === 0 || passage.fate === 'open' || passage.fate === 'unknown') return [passage];
    const certain = without(passage.ports, perhaps);
    const open = without(passage.ports, certain);
    return [
      ...certain.map((ports) => cut(passage, ports)),
      ...open.map((ports): Passage => ({ ports, fate: 'unknown', why })),
    ].sort((a, b) => a.ports.low - b.ports.low);
  });
}

function cut(passage: Passage, ports: PortRange): Passage {
  if (passage.innerLow === undefined) return { ...passage, ports };
  return { ...passage, ports, innerLow: passage.innerLow + ports.low - passage.ports.low };
}

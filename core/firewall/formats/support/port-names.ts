import type { PortRange } from '../../reading.js';

/** `name=21,40-50; another=`: ports by the names that a tool gives them; none for a service of other protocols. */
export function portNames(text: string): ReadonlyMap<string, readonly PortRange[]> {
  return new Map(
    text.split(';').map((entry) => {
      const [name = '', list = ''] = entry.trim().split('=');
      return [name, list === '' ? [] : list.split(',').map(portsIn)];
    }),
  );
}

function portsIn(text: string): PortRange {
  const [low = '', high = low] = text.split('-');
  return { low: Number(low), high: Number(high) };
}

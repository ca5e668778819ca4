import type { PortRange } from '../reading.js';

export const ALL_PORTS: PortRange = { low: 1, high: 65_535 };

export function isPort(number: number): boolean {
  return number >= ALL_PORTS.low && number <= ALL_PORTS.high;
}

export function sizeOf({ low, high }: PortRange): number {
  return high - low + 1;
}

/** Of ranges that do not overlap. */
export function countOf(ranges: readonly PortRange[]): number {
  return ranges.reduce((sum, range) => sum + sizeOf(range), 0);
}

export function overlap(a: PortRange, b: PortRange): PortRange | null {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low <= high ? { low, high } : null;
}

export function contains(outer: PortRange, inner: PortRange): boolean {
  return outer.low <= inner.low && inner.high <= outer.high;
}

export function sameSpan(a: PortRange, b: PortRange): boolean {
  return a.low === b.low && a.high === b.high;
}

/** Ascending, with neighbours joined. */
export function joined(ranges: readonly PortRange[]): readonly PortRange[] {
  const found: { low: number; high: number }[] = [];
  for (const { low, high } of [...ranges].sort((a, b) => a.low - b.low)) {
    const last = found[found.length - 1];
    if (last && low <= last.high + 1) last.high = Math.max(last.high, high);
    else found.push({ low, high });
  }
  return found;
}

/** What of `range` none of `covered` holds. */
export function without(range: PortRange, covered: readonly PortRange[]): readonly PortRange[] {
  const left: PortRange[] = [];
  let { low } = range;
  for (const one of joined(covered)) {
    if (one.high < low) continue;
    if (one.low > range.high) break;
    if (one.low > low) left.push({ low, high: one.low - 1 });
    low = one.high + 1;
  }
  if (low <= range.high) left.push({ low, high: range.high });
  return left;
}

/** `40000-40100`, or one port alone; `separator` as the tool wants it. */
export function span({ low, high }: PortRange, separator = '-'): string {
  return low === high ? `${low}` : `${low}${separator}${high}`;
}

/** More spans than these are counted, not listed. */
const LISTED = 4;

/** For people: `3101-3200, 3250 and 2 more`. */
export function listed(ranges: readonly PortRange[]): string {
  const shown = ranges.slice(0, LISTED).map((range) => span(range));
  const more = ranges.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** The first of so many indexes for which something holds that then holds for all after it; `count` where none is. */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

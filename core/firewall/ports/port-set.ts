import { ALL_PORTS, firstIndex } from './port-spans.js';
import type { PortRange } from '../reading.js';

/** Lows and highs in turn, ascending, not touching each other. */
type Edges = Uint16Array;

/** Ports, as runs; never changes. What is done to it costs as much as it has runs, in plain copies of memory. */
export class PortSet {
  static readonly ALL = new PortSet(Uint16Array.of(ALL_PORTS.low, ALL_PORTS.high));
  static readonly NONE = new PortSet(new Uint16Array(0));

  private constructor(private readonly edges: Edges) {}

  get empty(): boolean {
    return this.edges.length === 0;
  }

  /** How many runs it is made of. */
  get runs(): number {
    return this.edges.length / 2;
  }

  get count(): number {
    let sum = 0;
    for (let i = 0; i < this.edges.length; i += 2) sum += at(this.edges, i + 1) - at(this.edges, i) + 1;
    return sum;
  }

  ranges(): readonly PortRange[] {
    return Array.from({ length: this.edges.length / 2 }, (_, i) => ({
      low: at(this.edges, 2 * i),
      high: at(this.edges, 2 * i + 1),
    }));
  }

  /** What of it lies in the ranges, which ascend and do not overlap; they may reach beyond what is a port. */
  within(ranges: readonly PortRange[]): PortSet {
    const found: number[] = [];
    let i = this.firstFrom(ranges[0]?.low ?? 0);
    for (const { low, high } of ranges) {
      while (i < this.edges.length && at(this.edges, i + 1) < low) i += 2;
      for (let k = i; k < this.edges.length && at(this.edges, k) <= high; k += 2) {
        found.push(Math.max(low, at(this.edges, k)), Math.min(high, at(this.edges, k + 1)));
      }
    }
    return this.same(found);
  }

  /** What of it lies outside of the ranges. */
  without(ranges: readonly PortRange[]): PortSet {
    const [first, last] = [ranges[0], ranges[ranges.length - 1]];
    if (!first || !last) return this;
    const from = this.firstFrom(first.low);
    let to = from;
    const left: number[] = [];
    let r = 0;
    for (; to < this.edges.length && at(this.edges, to) <= last.high; to += 2) {
      let low = at(this.edges, to);
      const high = at(this.edges, to + 1);
      while (r < ranges.length && (ranges[r]?.high ?? 0) < low) r++;
      for (let k = r; k < ranges.length && low <= high; k++) {
        const range = ranges[k];
        if (!range || range.low > high) break;
        if (range.low > low) left.push(low, range.low - 1);
        low = Math.max(low, range.high + 1);
      }
      if (low <= high) left.push(low, high);
    }
    if (to === from) return this;
    const edges = new Uint16Array(from + left.length + this.edges.length - to);
    edges.set(this.edges.subarray(0, from));
    edges.set(left, from);
    edges.set(this.edges.subarray(to), from + left.length);
    return new PortSet(edges);
  }

  minus(other: PortSet): PortSet {
    if (other === this) return PortSet.NONE;
    const [a, b] = [this.edges, other.edges];
    if (b.length * 8 < a.length) return this.without(other.ranges());
    let k = other.firstFrom(at(a, 0));
    const end = other.firstFrom(at(a, a.length - 1)) + 2;
    const edges = new Uint16Array(a.length + Math.max(0, Math.min(end, b.length) - k));
    let length = 0;
    for (let i = 0; i < a.length; i += 2) {
      let low = at(a, i);
      const high = at(a, i + 1);
      while (k < b.length && at(b, k + 1) < low) k += 2;
      for (; k < b.length && at(b, k) <= high; k += 2) {
        if (at(b, k) > low) {
          edges[length++] = low;
          edges[length++] = at(b, k) - 1;
        }
        low = at(b, k + 1) + 1;
        // It may reach into the next run as well.
        if (low > high) break;
      }
      if (low > high) continue;
      edges[length++] = low;
      edges[length++] = high;
    }
    return new PortSet(edges.slice(0, length));
  }

  or(other: PortSet): PortSet {
    if (other === this || other.empty) return this;
    if (this.empty) return other;
    return this.edges.length < other.edges.length ? other.with(this.edges) : this.with(other.edges);
  }

  /** With the runs of `b` put in, only what lies around them being looked at. */
  private with(b: Edges): PortSet {
    const a = this.edges;
    const from = this.firstFrom(at(b, 0) - 1);
    const end = at(b, b.length - 1) + 1;
    const edges = new Uint16Array(a.length + b.length);
    edges.set(a.subarray(0, from));
    let length = from;
    let i = from;
    for (let k = 0; k < b.length || (i < a.length && at(a, i) <= end);) {
      const mine = k >= b.length || (i < a.length && at(a, i) <= at(b, k));
      const low = mine ? at(a, i) : at(b, k);
      const high = mine ? at(a, i + 1) : at(b, k + 1);
      if (mine) i += 2;
      else k += 2;
      if (length > from && at(edges, length - 1) >= low - 1) {
        edges[length - 1] = Math.max(at(edges, length - 1), high);
      } else {
        edges[length] = low;
        edges[length + 1] = high;
        length += 2;
      }
    }
    edges.set(a.subarray(i), length);
    return new PortSet(edges.slice(0, length + a.length - i));
  }

  /** Index of the first run that ends at `port` or later. */
  private firstFrom(port: number): number {
    return 2 * firstIndex(this.edges.length / 2, (run) => at(this.edges, 2 * run + 1) >= port);
  }

  /** Itself where nothing was taken away, so that what is unchanged is seen at once. */
  private same(found: readonly number[]): PortSet {
    const unchanged = found.length === this.edges.length && found.every((edge, i) => edge === this.edges[i]);
    return unchanged ? this : new PortSet(Uint16Array.from(found));
  }
}

function at(edges: Edges, index: number): number {
  return edges[index] ?? 0;
}

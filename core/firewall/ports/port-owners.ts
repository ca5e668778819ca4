import type { PortRange } from '../reading.js';
import { ALL_PORTS, firstIndex } from './port-spans.js';

/** Above so many runs a number for each port is quicker, and takes half a megabyte. */
const FEW = 512;

interface OwnedRun extends PortRange {
  readonly owner: number;
}

/** For every port the number of its owner: the first that has claimed it. */
export class PortOwners {
  /** Ascending. */
  private readonly runs: OwnedRun[] = [];
  private each: OwnerOfEach | undefined;

  /** Ports at which the owner may change. */
  get edges(): readonly number[] {
    return this.each?.edges ?? this.runs.flatMap(({ low, high }) => [low, high + 1]);
  }

  /** False where every port is taken already. `owner` is not 0. */
  claim(ports: PortRange, owner: number): boolean {
    const low = Math.max(ports.low, ALL_PORTS.low);
    const high = Math.min(ports.high, ALL_PORTS.high);
    if (low > high) return false;
    if (this.each) return this.each.claim(low, high, owner);
    const from = this.firstFrom(low);
    const now: OwnedRun[] = [];
    let free = low;
    let end = from;
    for (let run = this.runs[end]; run && run.low <= high; run = this.runs[++end]) {
      if (run.low > free) now.push({ low: free, high: run.low - 1, owner });
      now.push(run);
      free = run.high + 1;
    }
    if (free <= high) now.push({ low: free, high, owner });
    if (now.length === end - from) return false;
    this.runs.splice(from, end - from, ...now);
    if (this.runs.length > FEW) this.each = OwnerOfEach.of(this.runs.splice(0));
    return true;
  }

  /** 0 for a port without an owner. */
  at(port: number): number {
    if (this.each) return this.each.at(port);
    const run = this.runs[this.firstFrom(port)];
    return run && run.low <= port ? run.owner : 0;
  }

  /** Index of the first run that ends at `port` or later. */
  private firstFrom(port: number): number {
    return firstIndex(this.runs.length, (index) => (this.runs[index]?.high ?? 0) >= port);
  }
}

/** The same with a number for each port. */
class OwnerOfEach {
  private readonly owner = new Uint32Array(ALL_PORTS.high + 2);
  /** For a port that is taken, a port up to which all are taken too. */
  private readonly next = new Uint32Array(ALL_PORTS.high + 2);
  readonly edges: number[] = [];

  static of(runs: readonly OwnedRun[]): OwnerOfEach {
    const all = new OwnerOfEach();
    for (const { low, high, owner } of runs) all.claim(low, high, owner);
    return all;
  }

  claim(low: number, high: number, number: number): boolean {
    if ((this.next[low] ?? 0) > high) return false;
    let last = -1;
    for (let port = this.firstFree(low); port <= high; port = this.firstFree(port + 1)) {
      this.owner[port] = number;
      if (port !== last + 1) {
        if (last > 0) this.edges.push(last + 1);
        this.edges.push(port);
      }
      last = port;
    }
    if (last > 0) this.edges.push(last + 1);
    this.next[low] = Math.max(this.next[low] ?? 0, high + 1);
    return last > 0;
  }

  at(port: number): number {
    return this.owner[port] ?? 0;
  }

  private firstFree(from: number): number {
    let port = from;
    while (port <= ALL_PORTS.high && this.owner[port] !== 0) port = Math.max(port + 1, this.next[port] ?? 0);
    // Path compression: the next search from here takes one step.
    for (let at = from; at < port && this.owner[at] !== 0;) {
      const following = Math.max(at + 1, this.next[at] ?? 0);
      this.next[at] = port;
      at = following;
    }
    return port;
  }
}

/** All ports in runs: a new one begins where one of these owners changes. */
export function runsOf(layers: readonly PortOwners[]): readonly PortRange[] {
  const edges = new Set(layers.flatMap((layer) => layer.edges));
  const starts = [...edges]
    .filter((edge) => edge > ALL_PORTS.low && edge <= ALL_PORTS.high)
    .sort((a, b) => a - b);
  const found: PortRange[] = [];
  let { low } = ALL_PORTS;
  for (const next of starts) {
    let isSame = true;
    for (const layer of layers) isSame &&= layer.at(next) === layer.at(low);
    if (isSame) continue;
    found.push({ low, high: next - 1 });
    low = next;
  }
  return [...found, { low, high: ALL_PORTS.high }];
}

import type { PortRange } from '../reading.js';
import { ALL_PORTS } from './port-spans.js';

/** Most of them stay empty, and need no room. */
const UNUSED = new Uint32Array(0);

/** For every port the number of its owner: the first that has claimed it. */
export class PortOwners {
  private owner = UNUSED;
  /** For a port that is taken, a port up to which all are taken too. */
  private next = UNUSED;
  /** Ports at which the owner may change. */
  readonly edges: number[] = [];

  /** False where every port is taken already. `number` is not 0. */
  claim(ports: PortRange, number: number): boolean {
    const low = Math.max(ports.low, ALL_PORTS.low);
    const high = Math.min(ports.high, ALL_PORTS.high);
    if (low > high || (this.next[low] ?? 0) > high) return false;
    if (this.owner === UNUSED) {
      this.owner = new Uint32Array(ALL_PORTS.high + 2);
      this.next = new Uint32Array(ALL_PORTS.high + 2);
    }
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

  /** 0 for a port without an owner. */
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

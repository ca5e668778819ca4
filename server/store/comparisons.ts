import type { PortMismatch, ServicePorts } from '../../core/firewall/index.js';
import type { FirewallDocument } from './firewall-files.js';
import type { StoreWork } from './work.js';

/** More than one state of a workspace asks for; each entry is small. */
const MOST_KEPT = 256;

/**
 * What services and firewall files do not agree on, kept by the values compared: an edit that changes neither the
 * ports of a config nor a firewall file compares nothing, and builds that make the same of a config share a comparison.
 */
export class Comparisons {
  private readonly found = new Map<string, readonly PortMismatch[]>();
  private readonly serials = new WeakMap<object, number>();
  private count = 0;

  constructor(private readonly work: Pick<StoreWork, 'compare'>) {}

  of(service: ServicePorts, files: readonly FirewallDocument[]): readonly PortMismatch[] {
    if (files.length === 0) return [];
    const key = `${files.map(({ read }) => this.serialOf(read)).join(',')} ${JSON.stringify(service)}`;
    const known = this.found.get(key);
    const mismatches = known ?? this.work.compare(service, files);
    // The one asked for last goes last, so that the first is the one to drop.
    this.found.delete(key);
    this.found.set(key, mismatches);
    for (const oldest of this.found.keys()) {
      if (this.found.size <= MOST_KEPT) break;
      this.found.delete(oldest);
    }
    return mismatches;
  }

  private serialOf(file: object): number {
    let serial = this.serials.get(file);
    if (serial === undefined) this.serials.set(file, (serial = ++this.count));
    return serial;
  }
}

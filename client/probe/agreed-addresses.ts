import { hostPort } from '../host-port.js';
import type { ShownRun } from '../panel/state.js';

/** By server, the addresses that its name does not resolve to and that the user wants to be dialled. */
export class AgreedAddresses {
  private readonly agreed = new Map<string, ReadonlySet<string>>();

  of({ host, port }: { readonly host: string; readonly port: number }): readonly string[] {
    return [...(this.agreed.get(hostPort(host, port)) ?? [])];
  }

  /** Only an address that the user has been shown; false for another one. */
  add(shown: ShownRun | undefined, address: string): boolean {
    if (shown?.undialled?.includes(address) !== true) return false;
    const { target } = shown.report;
    this.agreed.set(hostPort(target.host, target.port), new Set([...this.of(target), address]));
    return true;
  }
}

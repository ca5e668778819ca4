import { reachedAddress, sameAddress } from '../../core/reply/address-class.js';
import type { ReachedContext } from '../run-context.js';

/** What a run may connect to. */
export type Dialable = Pick<ReachedContext, 'peer' | 'dialable'>;

/**
 * Whether an address that a server names may be dialled. A server must not be able to point a client at others: only
 * the addresses that the given name resolves to count, and those that the user has agreed to.
 */
export function mayDial(advertised: string, { peer, dialable }: Dialable): boolean {
  if (sameAddress(advertised, peer)) return true;
  const reached = reachedAddress(advertised);
  return reached !== null && [peer, ...dialable].some((one) => reachedAddress(one) === reached);
}

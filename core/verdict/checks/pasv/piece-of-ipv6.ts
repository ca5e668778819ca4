import { isIpv6 } from '../../view/addresses.js';
import type { Attempt } from '../../view/attempt.js';
import { isGiven } from '../../view/given.js';
import type { Session } from '../../view/session.js';

/** ProFTPD puts what follows the last colon where the address belongs: `227 Entering Passive Mode (5,156,106).` */
export function isPieceOfIpv6(session: Session, { mode, endpoint }: Attempt): boolean {
  return mode === 'PASV' && endpoint !== null && !isGiven(endpoint.host) && isIpv6(session.peer);
}

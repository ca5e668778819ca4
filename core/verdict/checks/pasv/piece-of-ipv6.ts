import { type Attempt, isGiven, isIpv6, type Session } from '../support/index.js';

/** ProFTPD puts what follows the last colon where the address belongs: `227 Entering Passive Mode (5,156,106).` */
export function isPieceOfIpv6(session: Session, { mode, endpoint }: Attempt): boolean {
  return mode === 'PASV' && endpoint !== null && !isGiven(endpoint.host) && isIpv6(session.peer);
}

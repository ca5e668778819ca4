import { type Attempt, isGiven, isIpv6, type Session } from '../support/index.js';

/** ProFTPD puts what follows the last colon where the address belongs: `227 Entering Passive Mode (5,156,106).` */
export function isPieceOfIpv6(session: Session, { mode, endpoint }: Attempt): boolean {
  return mode === 'PASV' && endpoint !== null && !isGiven(endpoint.host) && isIpv6(session.peer);
}

/** PASV refused where the greeting or the address shows IPv6: it has no reply for that. */
export function isRefusedOverV6(session: Session, { mode, refusal }: Attempt): boolean {
  if (mode !== 'PASV' || refusal === null) return false;
  // Pure-FTPd says so.
  if (/\bIPv6\b/i.test(refusal.text)) return true;
  return isIpv6(session.peer) || GREETED_BY_IPV6.test(session.greeting?.text ?? '');
}

/** ProFTPD names its own address in the greeting. */
const GREETED_BY_IPV6 = /\[(?:[0-9a-f]{1,4}:){2}[0-9a-f:]{1,30}\]/i;

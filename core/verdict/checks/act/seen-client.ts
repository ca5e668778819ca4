import { addressFamily, plainAddress } from '../../../reply/index.js';
import { type EvidenceView, isGiven, isOuter, same, serverStatus, type Session } from '../support/index.js';

export function isOtherAddress(host: string, client: string | null): boolean {
  return client !== null && addressFamily(host) === addressFamily(client) && !same(host, client);
}

/** The client's address as the server sees it: as STAT shows it, else the own one where it is an outer one. */
export function seenClient(view: EvidenceView, session: Session): string | null {
  for (const one of [session, ...view.sessions]) {
    const client = serverStatus(one)?.client;
    if (client !== undefined) return client;
  }
  const local = localAddress(view, session);
  return local !== null && isOuter(local) ? local : null;
}

export function localAddress(view: EvidenceView, session: Session): string | null {
  const local = session.target?.local ?? view.sessions[0]?.target?.local;
  return isGiven(local) ? (plainAddress(local) ?? local) : null;
}

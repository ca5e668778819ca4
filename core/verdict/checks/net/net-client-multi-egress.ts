import { addressFamily } from '../../../reply/index.js';
import type { Check } from '../support/index.js';
import { everySession, isAddress, listed, PEER_ADVICE, serverStatus, SESSION } from '../support/index.js';
import { refusedPeers } from '../data/other-peer.js';

export const netClientMultiEgress: Check = {
  id: 'NET-CLIENT-MULTI-EGRESS',
  title: 'This client leaves through several outer addresses',
  severity: 'warning',
  cause: 'client',
  means: 'Login and data connection may reach the server from different addresses, which it refuses.',
  decides: 'STAT shows different client addresses in different sessions of one machine, of one family.',
  spares: 'Sessions to other addresses of the name, and those that chose another own address.',
  fix: 'Pin FTP to one uplink or address on the client’s router; ask the provider for a fixed address. Keep pasv_promiscuous=NO.',
  metAt: { phase: 'data-connection', place: 130 },
  judgedAt: { phase: 'data-connection', place: 10 },
  hop: 'client-nat',
  advice: PEER_ADVICE,
  find: (view) => {
    if (view.witness !== 'probe') return null;
    const sessions = everySession(view).filter(({ id }) => id !== SESSION.foreign && !isAddress(id));
    const seen = new Set(sessions.flatMap((session) => serverStatus(session)?.client ?? []));
    const families = [4, 6].map((family) => [...seen].filter((one) => addressFamily(one) === family));
    const several = families.find((one) => one.length > 1);
    if (!several) return null;
    const refused = refusedPeers(view);
    return {
      evidence: `STAT shows ${listed(several, 4)} for connections of this one machine.`,
      covers: refused.flatMap(({ it }) => [
        ...(it.final ? [it.final] : []),
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
      ]),
      severity: refused.length > 0 ? 'error' : 'warning',
    };
  },
};

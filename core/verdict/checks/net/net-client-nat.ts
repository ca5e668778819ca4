import type { Check, CheckReport, EvidenceView } from '../support/index.js';
import { isGiven, isInner, isLoopback, isOuter, ownNetwork, quote, quotedReply } from '../support/index.js';
import { activeAttempts, passiveCommands, USE_PASSIVE } from '../act/active-attempts.js';
import { isOtherAddress, localAddress, seenClient } from '../act/seen-client.js';

export const netClientNat: Check = {
  id: 'NET-CLIENT-NAT',
  title: 'This computer is behind NAT, so active mode needs help from the router',
  severity: 'information',
  cause: 'client',
  means: 'PORT names an inner address, to which the server cannot connect. Passive mode is not affected.',
  decides:
    'Active mode was tested, and STAT shows another client address than this computer’s own; an error where the server took the inner address and did not get through to it.',
  spares:
    'NAT as such, which is ordinary: without a test of active mode nothing is reported. NAT64, which is reported as such.',
  fix: `${USE_PASSIVE} To test active mode, use a machine with a public address.`,
  metAt: { phase: 'active', place: 30, asInformation: 260, isSituation: true },
  judgedAt: { phase: 'active', place: 40 },
  hop: 'client-nat',
  find: (view) => {
    if (view.witness !== 'probe') return null;
    const tried = activeAttempts(view).flatMap(({ session, it }) => {
      const local = localAddress(view, session);
      const seen = seenClient(view, session);
      return local !== null && seen !== null && !isLoopback(local) && isOtherAddress(seen, local)
        ? [{ session, it, local, seen }]
        : [];
    });
    // In clear the router may have put the address right, and something else stops the connection.
    const lost = tried.filter(
      ({ it, seen }) =>
        it.secured &&
        it.refusal === null &&
        it.final?.code === 425 &&
        isGiven(it.endpoint?.host) &&
        isOtherAddress(seen, it.endpoint.host),
    );
    const first = lost[0] ?? tried[0];
    if (!first) return null;
    const { session, it, local, seen } = first;
    const evidence = `The server sees ${seen}; this computer’s own address is ${quote(local, 60)}.`;
    if (lost.length === 0) return { evidence, ...(isHidden(view, seen, session.peer) ? HIDDEN : {}) };
    return {
      evidence: `${evidence} ${it.mode ?? ''} named the latter, and ${it.command ?? 'the transfer'} was answered by ${it.final ? quotedReply(it.final) : ''}.`,
      severity: 'error',
      about: lost.map((one) => one.it.final ?? one.it),
      covers: lost.flatMap((one) => [...one.it.notes, ...(one.it.transfer ? [one.it.transfer] : [])]),
      fix: { commands: passiveCommands(view) },
    };
  },
};

/** The server sees an inner address that is none of this computer's network, where a router may have turned it round. */
function isHidden(view: EvidenceView, seen: string, peer: string | null): boolean {
  return view.vantage !== null && isInner(seen) && isOuter(peer) && ownNetwork(view, seen) === null;
}

const HIDDEN = {
  title: 'A NAT in front of the server hides who its clients are',
  cause: 'nat',
  fix: {
    text: 'The server sees all clients at one inner address, so max_per_ip, its log and the check of data connections do not know them apart. Let the gateway or container engine keep the source address (Docker without its userland proxy, Kubernetes with externalTrafficPolicy: Local).',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

import {
  type Check,
  hostPort,
  isInner,
  isOuter,
  dialFailures,
  type EvidenceView,
  advertise,
  ADDRESS_ADVICE,
  type CheckReport,
  quote,
} from '../support/index.js';
import { classOf } from '../../../reply/index.js';
import { endsNearby } from '../data/failed-dials.js';
import { type Advertised, advertised, isRightInside, reportsByAddress } from './advertised.js';

/** Reached inside, and in the client's network the advertised address is another machine's, or unused. */
function isStrangers(view: EvidenceView, { session, it }: Advertised): boolean {
  return (
    isInner(session.peer) && dialFailures(it).some((failure) => endsNearby(view, { session, it, failure }))
  );
}

export const pasvAddrPrivate: Check = {
  id: 'PASV-ADDR-PRIVATE',
  title: 'The server advertises a private address',
  severity: 'error',
  cause: 'server-config',
  means:
    'Login works, and every listing or transfer hangs for clients outside, because they dial an address of the inner network. Some clients repair it silently, which hides the fault.',
  decides:
    'A 227 with an address of RFC 1918 while the server is reached at another one, or the dial of it failed.',
  spares:
    'Over a VPN, a dial that ends in the client’s own network (DATA-WRONG-HOST). A server reached by a private address itself, a VPN, and any client for which the advertised address works: then the finding is left out and "from outside" is listed as not tested.',
  fix: 'Set pasv_address to the outer address (a name needs pasv_addr_resolve=YES, not on RHEL 9 and Fedora), with listen=YES and listen_ipv6=NO, and restart vsftpd.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  metAt: { phase: 'passive-reply', place: 90 },
  judgedAt: { phase: 'passive-reply', place: 150 },
  advice: ADDRESS_ADVICE,
  find: (view) => [
    ...reportsByAddress(
      view,
      advertised(view).filter(
        (a) => a.of === 'private' && !isRightInside(view, a) && !isStrangers(view, a) && !hasCome(a),
      ),
      ({ session }) => ({
        fix: advertise(
          view,
          session,
          isInner(session.peer)
            ? 'Clients cannot reach the address in the reply.'
            : 'The server does not know its outer address.',
        ),
      }),
    ),
    ...saidByClient(view),
    ...dialledByClient(view),
  ],
};

/** The server saw a connection there, from an address that it does not take. */
function hasCome({ it }: Advertised): boolean {
  return it.final?.code === 425 && /bad ip|security req|does not match/i.test(it.final.text);
}

/** A client that shows where it connects to, and no 227: wget. */
function dialledByClient(view: EvidenceView): readonly CheckReport[] {
  return view.sessions
    .flatMap(({ peer, attempts }) =>
      attempts
        .filter(({ endpoint, mode }) => endpoint === null && mode === 'PASV')
        .flatMap(({ connects, notes }) => connects.map((dial) => ({ peer, dial, notes }))),
    )
    .filter(
      ({ peer, dial: { host, outcome } }) =>
        host !== null && classOf(host) === 'private' && outcome !== 'open' && isOuter(peer),
    )
    .slice(0, 1)
    .map(({ peer, dial, notes }) => ({
      evidence: `For its data connection the client went to ${hostPort(dial.host, dial.port)}, while the server answers at ${peer ?? ''}.`,
      severity: 'error' as const,
      about: [dial],
      covers: notes,
      at: dial.at,
    }));
}

/** Clients that hide the dialogue say that the address in the reply was not to be used. */
function saidByClient(view: EvidenceView): readonly CheckReport[] {
  if (view.sessions.some(({ attempts }) => attempts.some(({ endpoint }) => endpoint !== null))) return [];
  return view.sessions
    .flatMap(({ notes, attempts }) => [...notes, ...attempts.flatMap((attempt) => attempt.notes)])
    .filter(({ note }) => note === 'address-replaced')
    .slice(0, 1)
    .map((note) => ({
      evidence: `The client says: \`${quote(note.text, 150)}\`.`,
      severity: /passive mode failed/i.test(note.text) ? ('error' as const) : ('warning' as const),
      about: [note],
      at: note.at,
    }));
}

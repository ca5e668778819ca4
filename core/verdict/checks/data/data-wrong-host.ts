import type { Check, CheckReport } from '../support/index.js';
import {
  ADDRESS_ADVICE,
  completed,
  duration,
  hasListed,
  hostPort,
  quote,
  said,
  same,
} from '../support/index.js';
import { type EvidenceView, passiveAttempts, roundTrip } from '../support/index.js';
import {
  endsNearby,
  failedDialReports,
  failedDials,
  isProhibited,
  isRefusedDial,
  isTooQuick,
  NEAR_MS,
  withSilentDials,
} from './failed-dials.js';

/** A server that is not much nearer than this may just be slow to answer, and its gateway quick to refuse. Milliseconds. */
const FAR_MS = 40;

export const dataWrongHost: Check = {
  id: 'DATA-WRONG-HOST',
  title: 'Another machine answers at the advertised address',
  severity: 'error',
  cause: 'server-config',
  means: 'The advertised address exists in the client’s own network: its data connections go to a stranger.',
  decides:
    'An answer (refusal or connection) much quicker than the round trip to the server, bytes on the data connection before anything was asked for, or no ARP answer, at an address other than the server’s. Or this computer itself does not make the connect (EACCES, EPERM and the like).',
  spares: 'Servers so near that the times cannot be told apart.',
  fix: 'Set pasv_address to the address that clients connect to, and restart vsftpd.',
  settings: ['pasv_address'],
  metAt: { phase: 'data-connection', place: 20 },
  judgedAt: { phase: 'data-connection', place: 140 },
  advice: ADDRESS_ADVICE,
  find: (view, explained) => {
    const rtt = ` The round trip to the server is ${duration(roundTrip(view) ?? 0)}.`;
    const wrong = failedDials(view, explained, (f) => endsNearby(view, f));
    const refused = withSilentDials(
      view,
      explained,
      (f) => (isRefusedDial(f) || isProhibited(f)) && same(f.failure.host, f.session.peer),
    );
    const answered = refused.filter(({ failure }) => failure.outcome !== 'timeout');
    // A busy machine is late with some of them; none of them can be early.
    const quick = answered.filter((f) => isTooQuick(view, f));
    const isNear = (roundTrip(view) ?? 0) > FAR_MS && quick.length > answered.length / 2;
    const own = failedDials(
      view,
      explained,
      ({ failure }) => failure.outcome === 'failed' && view.witness !== 'transcript',
    );
    const near = isNear ? [...quick, ...refused.filter((f) => !quick.includes(f))] : [];
    return [
      ...failedDialReports(wrong, {}, rtt),
      ...failedDialReports(near, NEARBY, rtt),
      ...failedDialReports(own, { ...OWN, ...(hasListed(view) ? { severity: 'warning' } : {}) }),
      ...strangers(view),
    ];
  },
};

/** The error is none that comes from the network: this computer itself refused, or could not. */
const OWN = {
  title: 'This computer does not let the data connection out',
  cause: 'client',
  key: 'own',
  fitsAnyServer: true,
  settings: [],
  fix: {
    text: 'The connect was stopped on this computer: look at its firewall (on Windows the outbound rules and security software, on Linux `nft list ruleset` and `ip rule`), allow connections to the passive ports, and probe again. The server is not at fault.',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

/** The address is the server’s own, and yet the answer cannot have come from there. */
const NEARBY = {
  title: 'Something near this computer refuses the passive port',
  cause: 'client',
  fitsAnyServer: true,
  key: 'near',
  fix: {
    text: 'A firewall on this computer, or the router next to it, lets the control port out and refuses the passive ports: let connections to them out, or test from another network.',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

/** Another machine took the connection sooner than the server could, or spoke first. */
function strangers(view: EvidenceView): readonly CheckReport[] {
  const rtt = roundTrip(view) ?? 0;
  const found = passiveAttempts(view).flatMap(({ session, it }) => {
    const connect = it.connects.find((c) => c.outcome === 'open' && !same(c.host, session.peer));
    const early = it.notes.find(({ note }) => note === 'early-data');
    const isQuick =
      connect?.durationMs !== undefined &&
      rtt > 5 * NEAR_MS &&
      connect.durationMs < rtt / 4 &&
      !completed(it);
    return connect && (isQuick || early) ? [{ it, connect, early }] : [];
  });
  const [first] = found;
  if (!first) return [];
  const { it, connect, early } = first;
  const spoke = early ? ` It spoke first: \`${quote(early.text, 100)}\`.` : '';
  return [
    {
      evidence: `${it.endpoint ? `\`${said(it.endpoint)}\`; ` : ''}${hostPort(connect.host, connect.port)} took the connection after ${duration(connect.durationMs ?? 0)}, with a round trip of ${duration(rtt)} to the server.${spoke}`,
      about: found.map(({ early: note, connect: c }) => note ?? c),
      covers: found.flatMap(({ it: one }) => [
        ...one.notes,
        ...(one.tls ? [one.tls] : []),
        ...(one.transfer ? [one.transfer] : []),
        ...(one.final && !completed(one) ? [one.final] : []),
      ]),
      at: connect.at,
      count: found.length,
    },
  ];
}

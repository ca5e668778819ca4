import { addressFamily } from '../../reply/index.js';
import { openRange } from './support/advice.js';
import {
  completed,
  dialFailures,
  isActive,
  transferName,
  type Attempt,
  type DialFailure,
} from '../view/attempt.js';
import type { Check, Explained, CheckReport } from '../check.js';
import type { NoteSeen } from '../../events/observation.js';
import { duration, listed, quote } from '../words/quote.js';
import { everySession, attempts, passiveAttempts, roundTrip, type EvidenceView, type Within } from '../view/view.js';
import { same } from '../view/addresses.js';
import { hostPort, said, quotedReply } from '../words/replies.js';
import { isAddress, SESSION } from '../session-names.js';
import type { Session } from '../view/session.js';
import { serverStatus } from '../view/stat.js';

export interface Failed {
  readonly session: Session;
  readonly it: Attempt;
  readonly failure: DialFailure;
}

/** Dials that failed and that no wrong address explains. */
function failures(
  view: EvidenceView,
  explained: Explained,
  wanted: (failed: Failed) => boolean,
): readonly Failed[] {
  return passiveAttempts(view)
    .flatMap(({ session, it }) => dialFailures(it).map((failure) => ({ session, it, failure })))
    .filter((failed) => !explained(failed.failure.seen) && wanted(failed));
}

function describe({ it, failure }: Failed): string {
  const from = it.endpoint ? `\`${said(it.endpoint)}\`; ` : '';
  if (failure.seen.kind === 'note')
    return `${from}then the client says \`${quote(failure.seen.text, 150)}\`.`;
  const time = failure.durationMs === undefined ? '' : ` after ${duration(failure.durationMs)}`;
  const how = {
    refused: 'was refused',
    timeout: 'got no answer',
    unreachable: 'found no way',
    reset: 'was reset',
    failed: 'failed',
  }[failure.outcome];
  return `${from}the connect to ${hostPort(failure.host, failure.port)} ${how}${time}${failure.errno === undefined ? '' : ` (${quote(failure.errno, 30)})`}.`;
}

function reports(found: readonly Failed[], more: Omit<CheckReport, 'evidence'>, suffix = ''): readonly CheckReport[] {
  const first = found[0];
  if (!first) return [];
  return [
    {
      evidence: describe(first) + suffix,
      about: found.map(({ failure }) => failure.seen),
      covers: found.flatMap(({ it }) => [
        ...it.notes,
        ...(it.final && !completed(it) ? [it.final] : []),
        ...(it.transfer ? [it.transfer] : []),
      ]),
      at: first.failure.seen.at ?? first.it.endpoint?.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ports: new Set(found.map(({ failure }) => failure.port)).size,
      ...more,
    },
  ];
}

/**
 * ARP gives up three seconds after the first packet for an address, which need not be this connect's; a message from a
 * router takes one round trip. Milliseconds.
 */
const ARP_MS = 900;
/** Below this the clock cannot tell a near server from the own machine. Milliseconds. */
const NEAR_MS = 2;
/** A server that is not much nearer than this may just be slow to answer, and its gateway quick to refuse. Milliseconds. */
const FAR_MS = 40;

/** The dial of an address that is not the server's was answered by, or got lost in, the tester's own network. */
export function endsNearby(view: EvidenceView, failed: Failed): boolean {
  const { failure, session } = failed;
  const isElsewhere = failure.host !== null && !same(failure.host, session.peer);
  const isArp = failure.outcome === 'unreachable' && (failure.durationMs ?? 0) > ARP_MS;
  return isElsewhere && (isTooQuick(view, failed) || isArp);
}

/** Answered much sooner than the server can: by this machine, its network or a router near it. */
function isTooQuick(view: EvidenceView, { failure }: Failed): boolean {
  const rtt = roundTrip(view);
  return (
    failure.outcome === 'refused' &&
    rtt !== undefined &&
    rtt > 5 * NEAR_MS &&
    failure.durationMs !== undefined &&
    failure.durationMs < rtt / 4 &&
    failure.host !== null
  );
}

const wrongHost: Check = {
  id: 'DATA-WRONG-HOST',
  title: 'Another machine answers at the advertised address',
  severity: 'error',
  cause: 'server-config',
  means: 'The advertised address exists in the client’s own network: its data connections go to a stranger.',
  decides:
    'An answer (refusal or connection) much quicker than the round trip to the server, bytes on the data connection before anything was asked for, or no ARP answer, at an address other than the server’s.',
  spares: 'Servers so near that the times cannot be told apart.',
  fix: 'Set pasv_address to the address that clients connect to, and restart vsftpd.',
  settings: ['pasv_address'],
  find: (view, explained) => {
    const rtt = ` The round trip to the server is ${duration(roundTrip(view) ?? 0)}.`;
    const wrong = failures(view, explained, (f) => endsNearby(view, f));
    const refused = failures(view, explained, (f) => isRefused(f) && same(f.failure.host, f.session.peer));
    // A busy machine is late with some of them; none of them can be early.
    const quick = refused.filter((f) => isTooQuick(view, f));
    const isNear = (roundTrip(view) ?? 0) > FAR_MS && quick.length > refused.length / 2;
    const near = isNear ? [...quick, ...refused.filter((f) => !quick.includes(f))] : [];
    return [...reports(wrong, {}, rtt), ...reports(near, NEARBY, rtt), ...strangers(view)];
  },
};

/** The address is the server’s own, and yet the answer cannot have come from there. */
const NEARBY = {
  title: 'Something near this computer refuses the passive port',
  cause: 'client',
  key: 'near',
  fix: {
    text: 'A firewall on this computer, or the router next to it, lets the control port out and refuses the passive ports: let connections to them out, or test from another network.',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

/** Somebody at another address took the connection sooner than the server could, or spoke first. */
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

/** Two lost SYNs prove little; after three seconds three of them got no answer. */
const THREE_SYNS_MS = 2900;

function isProof(found: readonly Failed[], { failure }: Failed): boolean {
  return failure.durationMs === undefined || failure.durationMs >= THREE_SYNS_MS || found.length > 1;
}

const drop: Check = {
  id: 'DATA-DROP',
  title: 'The passive port does not answer',
  severity: 'error',
  cause: 'server-firewall',
  means:
    'Login works, and every listing or transfer hangs until the client gives up: a firewall drops the data connection.',
  decides:
    'No answer to the connect to the advertised port, with a working control connection: three attempts of the system (3 seconds), or a client’s own timeout before any data.',
  spares: 'One short timeout: a lost packet looks the same. A transfer that stalls after it began.',
  fix: 'Open the passive range on the server’s firewall, and forward it on every NAT in between.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view, explained) => {
    const silent = failures(view, explained, ({ failure }) => failure.outcome === 'timeout');
    const found = silent.filter((f) => isProof(silent, f));
    if (isAnsweredInPart(view, explained)) return [];
    return reports(found, {
      fix: openRange(
        view,
        'Open the passive range on the server’s firewall, and forward it on every NAT in between.',
      ),
    });
  },
};

/** No port is open, and one firewall refuses some: it may answer by ICMP, of which a system sends few at a time. */
function isAnsweredInPart(view: EvidenceView, explained: Explained): boolean {
  const tried = passiveAttempts(view);
  return (
    !tried.some(({ it }) => it.connects.some((c) => c.outcome === 'open')) &&
    failures(view, explained, (f) => isRefused(f) || isProhibited(f)).length > 0
  );
}

function isRefused({ failure }: Failed): boolean {
  return failure.outcome === 'refused';
}

/** Where a probe says so, the connection stood before: the port is open. Programs say it of refusals too. */
function isReset({ failure }: Failed): boolean {
  return failure.outcome === 'reset';
}

function isProhibited({ failure, session }: Failed): boolean {
  return (
    failure.outcome === 'unreachable' &&
    (failure.host === null ||
      session.peer === null ||
      same(failure.host, session.peer) ||
      (failure.durationMs ?? 0) <= ARP_MS)
  );
}

/** The failures wanted and, where the rest of the ports is silent for the same reason, those. */
function withSilent(
  view: EvidenceView,
  explained: Explained,
  wanted: (failed: Failed) => boolean,
): readonly Failed[] {
  const found = failures(view, explained, wanted);
  const silent = failures(view, explained, ({ failure }) => failure.outcome === 'timeout');
  return found.length > 0 && isAnsweredInPart(view, explained) ? [...found, ...silent] : found;
}

const reject: Check = {
  id: 'DATA-REJECT',
  title: 'The passive port refuses connections',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Login works, and every listing or transfer fails at once.',
  decides:
    'ECONNREFUSED for the advertised port: a firewall rejects it, or a NAT gateway without a forwarding rule refuses it itself.',
  spares: 'Refusals that are too quick to come from the server (DATA-WRONG-HOST).',
  fix: 'Open the passive range on the server’s firewall, and forward it on the NAT gateway, not only port 21.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view, explained) =>
    reports(
      withSilent(view, explained, (f) => isRefused(f) || (view.witness === 'transcript' && isReset(f))),
      {
        fix: openRange(
          view,
          'Open the passive range on the server’s firewall. Behind NAT forward it as well: a gateway that only forwards port 21 refuses the data port itself.',
        ),
      },
    ),
};

const prohibited: Check = {
  id: 'DATA-PROHIB',
  title: 'A firewall prohibits the passive port',
  severity: 'error',
  cause: 'server-firewall',
  means: 'Login works, and every listing or transfer fails at once with "no route to host".',
  decides:
    'EHOSTUNREACH or ENETUNREACH for the data port after about one round trip, while the control port of the same address works.',
  spares: 'EHOSTUNREACH after three seconds is a missing machine on the own network.',
  fix: 'Open the passive range in front of the rule that ends with REJECT --reject-with icmp-host-prohibited.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view, explained) =>
    reports(withSilent(view, explained, isProhibited), {
      fix: openRange(
        view,
        'firewalld and many iptables sets end with REJECT --reject-with icmp-host-prohibited: open the passive range before that rule.',
      ),
    }),
};

const neverArrived: Check = {
  id: 'DATA-NEVER-ARRIVED',
  title: 'The server waited for the data connection in vain',
  severity: 'error',
  cause: 'server-firewall',
  means:
    'The client’s connection to the passive port never reached the server: it was dropped on the way, or went to another address.',
  decides:
    '425 after a passive reply; vsftpd says so when accept_timeout (60 s) is over. Or no answer at all to the transfer, while the data connection stands.',
  spares: '425 about the peer’s address (DATA-BAD-IP) or TLS; 425 "Use PORT or PASV first"; active mode.',
  fix: 'Open and forward the passive range, and check that the reply names an address the client can reach.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) => {
    const found = attempts(view).filter(
      ({ it }) => (!isActive(it) && isNeverArrived(it)) || isUnanswered(it),
    );
    const first = found[0];
    if (!first) return [];
    const { final, endpoint } = first.it;
    const after = final?.durationMs === undefined ? '' : ` after ${duration(final.durationMs)}`;
    const answer = final ? `${quotedReply(final)}${after}` : `no answer to ${transferName(first.it)} in time`;
    return [
      {
        evidence: `${endpoint ? `\`${said(endpoint)}\`; then ` : ''}${answer}.`,
        about: found.map(({ it }) => it.final ?? it.transfer ?? it),
        covers: found.flatMap(({ it }) => [
          ...it.notes,
          ...(it.transfer ? [it.transfer] : []),
          ...(it.tls ? [it.tls] : []),
        ]),
        at: final?.at,
        count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
        ...(isTakenOver(first.it)
          ? {
              title: 'The data connection was accepted on the way and never reached the server',
              cause: 'nat',
              fix: {
                text: 'A proxy, a balancer or a SYN protection in front of the server takes the connection and does not pass it on: let it forward the passive range to the server that answers the login, or leave that range to plain address translation.',
              },
            }
          : {
              fix: openRange(
                view,
                'Open the passive range on the server’s firewall and forward it on every NAT in between; check that the reply names an address the client can reach.',
              ),
            }),
      },
    ];
  },
};

/** The connect succeeded all the same. */
function isTakenOver(attempt: Attempt): boolean {
  return attempt.connects.some((c) => c.outcome === 'open');
}

/** 425 means that there is no data connection, in whatever words (RFC 959 section 4.2.2). */
function isNeverArrived({ final }: Attempt): boolean {
  return final?.code === 425 && !OTHERWISE.test(final.text);
}

/** Nobody had asked for a port; or a connection came, and something about it was not right. */
const OTHERWISE =
  /\b(?:use|send|issue|try)\b.{0,20}\b(?:PORT|PASV|EPSV)\b|\b(?:TLS|SSL)\b|security|certificate|encrypt/i;

const mixed: Check = {
  id: 'DATA-STOLEN',
  title: 'Another machine took the data connection',
  severity: 'warning',
  cause: 'network',
  means:
    'Somebody connected to the passive port before its owner. The server noticed and refused; tried again, the transfer works.',
  decides:
    '`425 Security: Bad IP connecting`, and another data connection of the same client was taken (the server sent 150).',
  spares:
    'A client whose connections leave from several addresses at random looks the same; where it always fails, it is that (DATA-BAD-IP).',
  fix: 'Keep pasv_promiscuous=NO: it just did its work. Narrow who may reach the passive range in the firewall, use TLS, and check whether the client has several outer addresses.',
  find: (view) => {
    const isTaken = (session: Session): boolean =>
      session.attempts.some((a) => !isActive(a) && (a.opening !== null || completed(a)));
    // A probe is one client; a log has many.
    const isProbe = view.witness === 'probe';
    const elsewhere = isProbe && everySession(view).some(isTaken);
    const found = badAddress(view).filter(({ session }) => elsewhere || isTaken(session));
    // Who is refused again and again has another cause.
    if (isProbe && found.length > 1) return [];
    return peerReports(found).map((report) => ({
      ...report,
      evidence: `${report.evidence} Another data connection of the same client was taken.`,
    }));
  },
};

const badIp: Check = {
  id: 'DATA-BAD-IP',
  title: 'The data connection came from another address than the login',
  severity: 'error',
  cause: 'nat',
  means:
    'The server refuses it, so that nobody can steal a transfer. The client has two outer addresses, or a NAT before the server hides them.',
  decides:
    '`425 Security: Bad IP connecting` (ProFTPD: `425 Unable to build data connection: Permission denied`) although the connect succeeded; or the server closes the connection that it took, and waits for another.',
  spares: 'A single one among successes (DATA-STOLEN).',
  fix: 'Make both connections arrive from one address: pin the client to one uplink, and on the server’s side avoid source NAT (Docker’s userland proxy, Kubernetes without externalTrafficPolicy: Local). Keep the check on.',
  settings: ['pasv_promiscuous'],
  find: (view) => [...peerReports(badAddress(view)), ...droppedUnheard(view)].slice(0, 1),
};

function badAddress(view: EvidenceView): readonly Within<Attempt>[] {
  return attempts(view).filter(
    ({ it }) => !isActive(it) && it.final !== null && it.final.code >= 400 && FOREIGN.test(it.final.text),
  );
}

/** ProFTPD tells its log why, and the client the code alone: EACCES. */
const FOREIGN =
  /bad ip connecting|security violation|foreign address|address (?:does not|doesn.t) match|unable to build data connection: permission denied/i;

/** Pure-FTPd closes a connection from another address without a word, and goes on waiting for the right one. */
function droppedUnheard(view: EvidenceView): readonly CheckReport[] {
  const found = attempts(view).filter(({ it }) => isUnanswered(it) && it.notes.some(isClosed));
  const first = found[0]?.it;
  if (!first) return [];
  return [
    {
      evidence: `${first.endpoint ? `\`${said(first.endpoint)}\`; t` : 'T'}he port took the connection and closed it, and nothing came in answer to ${transferName(first)}.`,
      about: found.map(({ it }) => it.transfer ?? it),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...session.notes,
        ...(it.tls ? [it.tls] : []),
      ]),
      count: found.length,
    },
  ];
}

/** The data connection stood, and the server gave no answer to the transfer's command. */
function isUnanswered(attempt: Attempt): boolean {
  return (
    attempt.transfer?.outcome === 'no-data' &&
    attempt.opening === null &&
    attempt.final === null &&
    attempt.closed === null &&
    !isActive(attempt) &&
    attempt.connects.some((c) => c.outcome === 'open')
  );
}

function isClosed({ note }: NoteSeen): boolean {
  return note === 'connection-closed' || note === 'connection-reset';
}

/** TLS here, and none where the server is: something in between speaks for the client, and only on the control port. */
function behindTerminator(session: Session): { readonly evidence: string; readonly fix: string } | null {
  const status = serverStatus(session);
  if (!session.secured || status?.inClear !== true) return null;
  const from = status.client === undefined ? '' : `, from ${status.client}`;
  return {
    evidence: ` STAT shows the control connection in clear${from}: TLS ends before the server.`,
    fix: 'A balancer or proxy ends TLS in front of the server, and the server knows its address as the client’s, while data connections come from the client itself. Let the balancer pass the control port through as it is and TLS end at the server, or use one that knows FTP and carries data connections too. Keep the check on.',
  };
}

function peerReports(found: readonly Within<Attempt>[]): readonly CheckReport[] {
  const { it: first, session } = found[0] ?? {};
  if (!first?.final || !session) return [];
  const open = first.connects.find((c) => c.outcome === 'open');
  const proxied = behindTerminator(session);
  return [
    {
      evidence: `${transferName(first)} was answered by ${quotedReply(first.final)}${open?.durationMs === undefined ? '' : `; the data port had opened after ${duration(open.durationMs)}`}.${proxied?.evidence ?? ''}`,
      ...(proxied ? { fix: { text: proxied.fix }, fitsAnyServer: true } : {}),
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
    },
  ];
}

const multiEgress: Check = {
  id: 'NET-CLIENT-MULTI-EGRESS',
  title: 'This client leaves through several outer addresses',
  severity: 'warning',
  cause: 'client',
  means: 'Login and data connection may reach the server from different addresses, which it refuses.',
  decides: 'STAT shows different client addresses in different sessions of one machine, of one family.',
  spares: 'Sessions to other addresses of the name, and those that chose another own address.',
  fix: 'Pin FTP to one uplink or address on the client’s router; ask the provider for a fixed address. Keep pasv_promiscuous=NO.',
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const sessions = everySession(view).filter(({ id }) => id !== SESSION.foreign && !isAddress(id));
    const seen = new Set(sessions.flatMap((session) => serverStatus(session)?.client ?? []));
    const families = [4, 6].map((family) => [...seen].filter((one) => addressFamily(one) === family));
    const several = families.find((one) => one.length > 1);
    if (!several) return [];
    const refused = badAddress(view);
    return [
      {
        evidence: `STAT shows ${listed(several, 4)} for connections of this one machine.`,
        covers: refused.flatMap(({ it }) => [
          ...(it.final ? [it.final] : []),
          ...it.notes,
          ...(it.transfer ? [it.transfer] : []),
        ]),
        severity: refused.length > 0 ? 'error' : 'warning',
      },
    ];
  },
};

/** Who came to the data port. */
export const DATA_PEER: readonly Check[] = [multiEgress, mixed, badIp];
/** How the connect to the data port failed; run after what explains it better. */
export const DATA_CONNECT: readonly Check[] = [wrongHost, drop, reject, prohibited, neverArrived];

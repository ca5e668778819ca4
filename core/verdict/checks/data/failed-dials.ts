import type { CheckReport, EvidenceView, Explained, Session } from '../support/index.js';
import { duration, hostPort, passiveAttempts, quote, roundTrip, said, same } from '../support/index.js';
import { type Attempt, completed, type DialFailure, dialFailures, isActive } from '../support/index.js';

export interface FailedDial {
  readonly session: Session;
  readonly it: Attempt;
  readonly failure: DialFailure;
}

/** Dials that failed and that no wrong address explains. */
export function failedDials(
  view: EvidenceView,
  explained: Explained,
  wanted: (failed: FailedDial) => boolean,
): readonly FailedDial[] {
  return passiveAttempts(view)
    .flatMap(({ session, it }) => dialFailures(it).map((failure) => ({ session, it, failure })))
    .filter((failed) => !explained(failed.failure.seen) && wanted(failed));
}

function describeFailedDial({ it, failure }: FailedDial): string {
  const from = it.endpoint ? `\`${said(it.endpoint)}\`; ` : '';
  // What has a time was seen on the wire, not read in a client's words.
  if (failure.seen.kind === 'note' && failure.seen.ms !== undefined)
    return `${from}then ${quote(failure.seen.text, 150)}.`;
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
  const unnamed = failure.host === null && failure.port === null;
  const where = unnamed ? 'the server’s data port' : hostPort(failure.host, failure.port);
  return `${from === '' ? 'The' : `${from}the`} connect to ${where} ${how}${time}${failure.errno === undefined ? '' : ` (${quote(failure.errno, 30)})`}.`;
}

export function failedDialReports(
  found: readonly FailedDial[],
  more: Omit<CheckReport, 'evidence'>,
  suffix = '',
): readonly CheckReport[] {
  const first = found[0];
  if (!first) return [];
  return [
    {
      evidence: describeFailedDial(first) + suffix,
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
export const ARP_TIMEOUT_MS = 900;

/** Below this the clock cannot tell a near server from the own machine. Milliseconds. */
export const NEAR_MS = 2;

/** The dial of an address that is not the server's was answered by, or got lost in, the tester's own network. */
export function endsNearby(view: EvidenceView, failed: FailedDial): boolean {
  const { failure, session } = failed;
  const isElsewhere = failure.host !== null && !same(failure.host, session.peer);
  const isArp = failure.outcome === 'unreachable' && (failure.durationMs ?? 0) > ARP_TIMEOUT_MS;
  return isElsewhere && ((failure.outcome === 'refused' && isTooQuick(view, failed)) || isArp);
}

/** Answered much sooner than the server can: by this machine, its network or a router near it. */
export function isTooQuick(view: EvidenceView, { failure }: FailedDial): boolean {
  const rtt = roundTrip(view);
  return (
    (failure.outcome === 'refused' || failure.outcome === 'unreachable') &&
    rtt !== undefined &&
    rtt > 5 * NEAR_MS &&
    failure.durationMs !== undefined &&
    failure.durationMs < rtt / 4 &&
    failure.host !== null
  );
}

/** No port is open, and one firewall refuses some: it may answer by ICMP, of which a system sends few at a time. */
export function isAnsweredInPart(view: EvidenceView, explained: Explained): boolean {
  const tried = passiveAttempts(view);
  return (
    !tried.some(({ it }) => it.connects.some((c) => c.outcome === 'open')) &&
    failedDials(view, explained, (f) => isRefusedDial(f) || isProhibited(f)).length > 0
  );
}

export function isRefusedDial({ failure }: FailedDial): boolean {
  return failure.outcome === 'refused';
}

export function isProhibited({ failure, session }: FailedDial): boolean {
  return (
    failure.outcome === 'unreachable' &&
    (failure.host === null ||
      session.peer === null ||
      same(failure.host, session.peer) ||
      (failure.durationMs ?? 0) <= ARP_TIMEOUT_MS)
  );
}

/** The failures wanted and, where the rest of the ports is silent for the same reason, those. */
export function withSilentDials(
  view: EvidenceView,
  explained: Explained,
  wanted: (failed: FailedDial) => boolean,
): readonly FailedDial[] {
  const found = failedDials(view, explained, wanted);
  const silent = failedDials(view, explained, ({ failure }) => failure.outcome === 'timeout');
  return found.length > 0 && isAnsweredInPart(view, explained) ? [...found, ...silent] : found;
}

/** The data connection stood, and the server gave no answer to the transfer's command. */
export function isUnansweredTransfer(attempt: Attempt): boolean {
  return (
    attempt.transfer?.outcome === 'no-data' &&
    attempt.opening === null &&
    attempt.final === null &&
    attempt.closed === null &&
    !isActive(attempt) &&
    attempt.connects.some((c) => c.outcome === 'open')
  );
}

/** What the finding says where a port was dialled again with all other connections of the probe closed. */
export function triedAlone(view: EvidenceView): string {
  const fails = passiveAttempts(view).some(({ it }) =>
    it.connects.some(({ alone, outcome }) => alone === true && outcome !== 'open'),
  );
  return fails ? ' The same when no other connection of this probe stood.' : '';
}

import type { Attempt, CheckReport, EndpointSeen, FindingSeverity, Session } from '../support/index.js';
import { advertisedOpen, completed, dialFailures, gaveUp, peerOpen, replaced } from '../support/index.js';
import { type AddressClass, classOf } from '../../../reply/index.js';
import { isInner, isLoopback, isOuter, same } from '../../view/addresses.js';
import {
  type EvidenceView,
  passiveAttempts,
  duration,
  quote,
  hostPort,
  said,
  isGiven,
} from '../support/index.js';

/** A 227 with a readable address. */
export interface Advertised {
  readonly session: Session;
  readonly it: Attempt;
  readonly endpoint: EndpointSeen;
  readonly host: string;
  readonly of: AddressClass;
}

export function advertised(view: EvidenceView): readonly Advertised[] {
  return passiveAttempts(view).flatMap(({ session, it }) => {
    const { endpoint } = it;
    const of = !isGiven(endpoint?.host) ? null : classOf(endpoint.host);
    return isGiven(endpoint?.host) && of !== null && it.mode === 'PASV'
      ? [{ session, it, endpoint, host: endpoint.host, of }]
      : [];
  });
}

/** A client elsewhere that follows the 227 goes to this private address, which was not dialled. */
export function untriedInner(view: EvidenceView): Advertised | undefined {
  const all = advertised(view);
  const tried = all.flatMap(({ it }) => it.connects).filter(({ dialled }) => dialled === 'advertised');
  return all.find(
    ({ session, host }) =>
      isInner(host) &&
      !isLoopback(host) &&
      !same(host, session.peer) &&
      !tried.some((one) => same(one.host, host)),
  );
}

/** How the dial of the advertised address went, as far as it was seen. */
export function dialOutcome(view: EvidenceView, a: Advertised): 'works' | 'fails' | 'repaired' | 'unknown' {
  const { it } = a;
  if (advertisedOpen(it)) return 'works';
  if (gaveUp(it)) return 'fails';
  if (replaced(it)) return 'repaired';
  if (dialFailures(it).some((failure) => !failure.toPeer) || it.final?.code === 425) return 'fails';
  if (view.witness === 'probe') return peerOpen(it) && !mayBeRight(a) ? 'fails' : 'unknown';
  if (!completed(it) && !brokeOff(it)) return 'unknown';
  return isBeyond(a) ? 'repaired' : 'works';
}

/** It had begun, so the data connection stood. */
function brokeOff({ opening, final }: Attempt): boolean {
  return opening !== null && final?.code === 426;
}

/** It was not dialled, and it could work: another outer address, or one of another inner network. */
function mayBeRight({ session: { peer }, host }: Advertised): boolean {
  return isOuter(host) || (isInner(peer) && isInner(host) && !isLoopback(host));
}

/** Both ends are outside, so the inner address was not dialled: it was put right on the way. */
function isBeyond({ session: { peer, target }, of }: Advertised): boolean {
  const isInside = of === 'private' || of === 'loopback' || of === 'link-local' || of === 'unspecified';
  return isInside && (isOuter(peer) || (peer === null && isOuter(target?.local)));
}

/** The failed dials of the wrong address, and what followed from them. */
export function consequences({ it }: Advertised): readonly object[] {
  if (replaced(it)) return [];
  const dials = dialFailures(it).filter((failure) => !failure.toPeer);
  const peerFails = dialFailures(it).some((failure) => failure.toPeer);
  const signs = it.final?.code === 425 && !peerFails ? [it.final] : [];
  return [...dials.map((failure) => failure.seen), ...it.notes, ...signs];
}

/** What the dials of wrong and right address showed, in words. */
function dialsInWords(a: Advertised): string {
  const failed = dialFailures(a.it).find((failure) => !failure.toPeer);
  const words: string[] = [];
  if (failed && failed.seen.kind === 'connect') {
    const time = failed.durationMs === undefined ? '' : ` after ${duration(failed.durationMs)}`;
    const how =
      failed.outcome === 'timeout'
        ? 'got no answer'
        : failed.outcome === 'refused'
          ? 'was refused'
          : 'failed';
    words.push(
      `A connect to it ${how}${time}${failed.errno === undefined ? '' : ` (${quote(failed.errno, 30)})`}.`,
    );
  } else if (failed)
    words.push(`Then: \`${quote(failed.seen.kind === 'note' ? failed.seen.text : '', 120)}\`.`);
  else if (gaveUp(a.it)) words.push('This client gave up because of it.');
  else if (a.it.final?.code === 425) words.push(`Then: \`425 ${quote(a.it.final.text, 80)}\`.`);
  if (replaced(a.it)) words.push('This client used the server’s address instead; others fail.');
  else if (completed(a.it) && !advertisedOpen(a.it) && isBeyond(a))
    words.push(
      'The transfer worked: this client, or a router on the way, used another address; others fail.',
    );
  if (peerOpen(a.it)) {
    if (!failed && isOuter(a.host)) words.push('That address was not tried from here.');
    words.push('The same port on the server’s own address is open.');
  }
  return words.join(' ');
}

/** One report per address advertised, with all its attempts. */
export function reportsByAddress(
  view: EvidenceView,
  found: readonly Advertised[],
  describe: (first: Advertised) => Omit<CheckReport, 'evidence'>,
): readonly CheckReport[] {
  const groups = new Map<string, Advertised[]>();
  for (const one of found) groups.set(one.host, [...(groups.get(one.host) ?? []), one]);
  return [...groups.values()].flatMap((group): readonly CheckReport[] => {
    const telling = group.find((one) => dialOutcome(view, one) === 'fails') ?? group[0];
    if (!telling) return [];
    const { endpoint, session } = telling;
    const who = view.witness === 'probe' ? 'You' : 'The client';
    const where = session.peer === null ? '' : ` ${who} reached the server at ${session.peer}.`;
    return [
      {
        evidence:
          `PASV answered \`${said(endpoint)}\`, that is ${hostPort(endpoint.host, endpoint.port)}.${where} ${dialsInWords(telling)}`.trimEnd(),
        about: group.map(({ it }) => it.endpoint ?? it),
        covers: group.flatMap(consequences),
        at: endpoint.at,
        key: telling.host,
        count: group.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
        severity: severityOfDials(view, group),
        ...describe(telling),
      },
    ];
  });
}

/** An error where a client failed or must fail; a warning where clients repaired it or it was not dialled. */
function severityOfDials(view: EvidenceView, group: readonly Advertised[]): FindingSeverity {
  const fates = group.map((one) => dialOutcome(view, one));
  if (fates.includes('fails')) return 'error';
  return fates.includes('repaired') || group.every(({ session }) => session.peer === null)
    ? 'warning'
    : 'error';
}

/** Whether an inner address is right for this client: it works, or the client itself came in over an inner address. */
export function isRightInside(view: EvidenceView, a: Advertised): boolean {
  const { session, host } = a;
  if (same(host, session.peer)) return true;
  if (session.peer === null && a.it.notes.some(({ note }) => note === 'address-kept')) return true;
  const how = dialOutcome(view, a);
  if (how === 'works') return true;
  return isInner(session.peer) && how !== 'fails' && !isLoopback(host);
}

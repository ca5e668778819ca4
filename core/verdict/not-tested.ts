import { addressFamily, classOf, clientsFollowing } from '../reply/index.js';
import { isActive } from './view/attempt.js';
import { isEmptyListing } from './checks/support/empty-listing.js';
import { isGiven } from './view/given.js';
import { listed, quote } from './words/quote.js';
import { experiment, attempts, everySession, passiveAttempts, type EvidenceView } from './view/view.js';
import { isInner, isLoopback, same } from './view/addresses.js';
import { SESSION } from './session-names.js';
import type { Session } from './view/session.js';
import { hasOuterIpv6, isThisMachine, ownNetwork } from './view/vantage.js';

const MAX_LINES = 30;
const MAX_UNREAD = 5;

/** What the evidence cannot show, each in a few words: a healthy verdict says nothing about it. */
export function notTested(view: EvidenceView): readonly string[] {
  const stated = view.statedGaps.map((what) => quote(what, 200));
  return [...new Set([...place(view), ...stated, ...gaps(view)])].slice(0, MAX_LINES);
}

/** Gaps that the observations themselves show. */
export function gaps(view: EvidenceView): readonly string[] {
  return view.witness === 'probe'
    ? [...probeGaps(view), ...fileGaps(view)]
    : [...place(view), ...logGaps(view)];
}

/** From where the server was not looked at. */
function place(view: EvidenceView): readonly string[] {
  const session = view.sessions.find(({ peer }) => isInner(peer) || ownNetwork(view, peer) !== null);
  const here = view.sessions.find(({ peer }) => !isLoopback(peer) && isThisMachine(view, peer));
  const network = session ? ownNetwork(view, session.peer) : null;
  if (here) return [`from another machine: ${here.peer ?? ''} is an address of this very machine`];
  if (!session) return [];
  if (isLoopback(session.peer)) return ['from another machine: the server was reached over loopback'];
  return [
    network === null
      ? `from outside: the server was reached at its inner address ${session.peer ?? ''}`
      : `from outside: the server was reached at ${session.peer ?? ''}, in this computer’s own network ${network}`,
  ];
}

function probeGaps(view: EvidenceView): readonly string[] {
  const { sessions, vantage } = view;
  const [main] = sessions;
  if (!main || (main.connects.length === 0 && main.answers.length === 0)) return [];
  const proxy =
    vantage?.proxy === undefined
      ? []
      : [`the way through the proxy ${quote(vantage.proxy, 80)}: the probe connects directly`];
  if (!sessions.some(({ loggedIn }) => loggedIn))
    return [
      sessions.some(({ greeting }) => greeting !== null)
        ? 'everything after login'
        : 'everything after connecting',
      ...proxy,
    ];
  const busy =
    sessions.some((s) => s.greeting?.code === 421) && sessions.some((s) => s.greeting?.code === 220);
  return [
    ...(attempts(view).some(({ session, it }) => isOrdinary(session) && isEmptyListing(it))
      ? ['a transfer of data: the listing was empty']
      : []),
    ...(busy ? ['as many ports as asked: the server limits connections at one time'] : []),
    ...advertisedElsewhere(view),
    ...otherFamily(view, main),
    ...(sessions.some((s) => s.secured || s.answers.some(({ to }) => to === 'AUTH'))
      ? []
      : ['TLS: it was not asked for']),
    ...(experiment(view, SESSION.idle) ? [] : ['idle timeouts (minutes of silence)']),
    ...(experiment(view, SESSION.upload) ? [] : ['uploads: the probe writes nothing']),
    'many users at once',
    ...proxy,
  ];
}

/** Exclude the session that lists a non-existent name. */
function isOrdinary({ id }: Session): boolean {
  return id !== SESSION.small;
}

const MAX_ELSEWHERE = 3;

/** Addresses that the server names and its name does not resolve to: they are not dialled unless the user agreed. */
function advertisedElsewhere(view: EvidenceView): readonly string[] {
  const lines = elsewhere(view).map(({ host, raw, session }) => {
    const clients = clientsFollowing(`227 ${raw}`, host, session.peer);
    const others =
      clients.length === 0 ? 'common clients do not dial it either' : `${listed(clients, 3)} would dial it`;
    return `the advertised address ${quote(host, 60)}: the server’s name does not resolve to it, so it was not dialled; ${others}`;
  });
  return [...new Set(lines)].slice(0, MAX_ELSEWHERE);
}

/** The same addresses, numeric, for the user to agree to. */
export function undialled(view: EvidenceView): readonly string[] {
  const hosts = elsewhere(view).flatMap(({ host }) => (classOf(host) === null ? [] : [host]));
  return [...new Set(hosts)].slice(0, MAX_ELSEWHERE);
}

function elsewhere(
  view: EvidenceView,
): readonly { readonly host: string; readonly raw: string; readonly session: Session }[] {
  return passiveAttempts(view).flatMap(({ session, it }) => {
    const { host = null, raw = '' } = it.endpoint ?? {};
    const isDialled = it.connects.some((c) => c.dialled === 'advertised' && same(c.host, host));
    return !isGiven(host) || same(host, session.peer) || isDialled ? [] : [{ host, raw, session }];
  });
}

/** The address family that the server was not reached by. */
function otherFamily(view: EvidenceView, { target, peer }: Session): readonly string[] {
  const [family, other] = isGiven(peer) && addressFamily(peer) === 6 ? [6, 4] : [4, 6];
  if (!isGiven(peer) || isLoopback(peer)) return [];
  const isTried = everySession(view).some(
    (session) => isGiven(session.peer) && addressFamily(session.peer) === other && session.greeting !== null,
  );
  const hasAddress = target?.resolved?.some((address) => addressFamily(address) === other) === true;
  if (isTried) return [];
  const name = `IPv${other}`;
  if (other === 6 && hasOuterIpv6(view) === false) return [`${name}: this machine has none`];
  if (classOf(target?.host ?? '') !== null)
    return [`${name}: the server was named by an IPv${family} address`];
  return hasAddress ? [] : [`${name}: the name has no such address`];
}

/** What files of firewalls leave open. */
function fileGaps({ firewall }: EvidenceView): readonly string[] {
  if (firewall.length === 0) return [];
  const unread = firewall.flatMap(({ path, reading }) =>
    reading.unread.map(({ why }) => `${quote(path, 80)}: ${quote(why, 100)}`),
  );
  return [
    `whether ${listed(
      firewall.map(({ path }) => quote(path, 80)),
      3,
    )} ${firewall.length === 1 ? 'is' : 'are'} what really runs`,
    ...unread.slice(0, MAX_UNREAD).map((what) => `what could not be read in ${what}`),
  ];
}

/** What a log or capture does not hold. */
function logGaps(view: EvidenceView): readonly string[] {
  const passive = passiveAttempts(view);
  const of = view.witness === 'capture' ? 'capture' : 'log';
  // Under TLS a capture does not show which of them it was.
  const isHidden = of === 'capture' && view.sessions.some(({ secured }) => secured);
  const has = (mode: 'PASV' | 'EPSV'): boolean => passive.some(({ it }) => it.mode === mode);
  return [
    ...(passive.length === 0 ? [`passive mode: the ${of} shows no PASV and no EPSV`] : []),
    ...(passive.length > 0 && !has('PASV') && !isHidden ? ['PASV: this client used EPSV only'] : []),
    ...(passive.length > 0 && !has('EPSV') && !isHidden ? ['EPSV: this client used PASV only'] : []),
    ...(attempts(view).some(({ it }) => isActive(it)) ? [] : ['active mode']),
    ...(view.sessions.some((s) => s.secured) ? [] : [`TLS: the ${of} shows no encrypted session`]),
    ...(view.sessions.every((s) => s.peer === null)
      ? [`the server’s own address: the ${of} does not name it`]
      : []),
    `passive ports other than those in the ${of}`,
  ];
}

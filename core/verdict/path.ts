import { plainAddress } from '../reply/index.js';
import { checkOf } from './checks/index.js';
import { untriedInner } from './checks/pasv/advertised.js';
import { hasListed } from './checks/support/last-resort.js';
import type { Cause, Finding, HopId } from './finding.js';
import { attempts, everySession, passiveAttempts, type EvidenceView } from './view/view.js';
import { isInner, isLoopback, isOuter, same } from './view/addresses.js';
import { serverStatus } from './view/stat.js';

export type { HopId };

/**
 * - `ok`: packets got beyond it
 * - `broken`: an error is to be mended there
 * - `suspect`: a warning is about it
 * - `unknown`: nothing came so far, or nothing tells
 */
export type HopState = 'ok' | 'broken' | 'suspect' | 'unknown';

export interface Hop {
  readonly id: HopId;
  /** Numeric, as far as they are known: the inner one first. */
  readonly addresses: readonly string[];
  readonly state: HopState;
  /** Id of the first finding that makes it broken or suspect; null for none. */
  readonly finding: string | null;
  /** What else is known of it, in a few words; empty for nothing. */
  readonly note: string;
}

/**
 * - `works`: a directory was listed, and nothing is wrong with it
 * - `here`: the same, but other clients are told an address that was not tried
 * - `some`: a directory was listed, and in other ways it fails
 * - `fails`: it was tried, and nothing came of it
 * - `untried`: none was opened
 */
export type DataState = 'works' | 'here' | 'some' | 'fails' | 'untried';

/** The way of the connections, drawn as a chain: only stations that are there, from this computer to the server. */
export interface Path {
  readonly hops: readonly Hop[];
  /** The control connection gets all the way; a broken hop then stops data connections only. */
  readonly isControlOpen: boolean;
  readonly data: DataState;
  /** Private address that the server tells its clients and that was not dialled; null for none. */
  readonly untriedAddress: string | null;
}

/**
 * What stands between this computer and the server, as far as a probe and files show it, and where it breaks.
 * @param findings of the same evidence
 */
export function pathThrough(view: EvidenceView, findings: readonly Finding[]): Path {
  const known = knownAddresses(view);
  const serious = findings.filter(({ severity }) => severity !== 'information');
  const isControlOpen = everySession(view).some(
    ({ greeting, connects }) => greeting !== null || connects.some((c) => c.outcome === 'open'),
  );
  const ids = stations(view, known, serious);
  const at = (finding: Finding): HopId => hopOf(finding, ids);
  const stop = ids.findIndex((id) => serious.some((f) => f.severity === 'error' && at(f) === id));
  const hops = ids.map((id, index): Hop => {
    const about = serious.filter((finding) => at(finding) === id);
    const worst = about.find(({ severity }) => severity === 'error') ?? about[0];
    // Without a control connection nothing is known of the hops after the one where it breaks.
    const isReached = isControlOpen || index === 0 || index < stop;
    const state =
      worst === undefined
        ? isReached
          ? 'ok'
          : 'unknown'
        : worst.severity === 'error'
          ? 'broken'
          : 'suspect';
    return { id, addresses: known[id], state, finding: worst?.id ?? null, note: NOTES[id](view) };
  });
  const untriedAddress = untriedInner(view)?.host ?? null;
  return { hops, isControlOpen, data: dataState(view, serious, untriedAddress), untriedAddress };
}

/** Findings that users meet in these phases are about data connections. */
const DATA_PHASES: ReadonlySet<string | undefined> = new Set([
  'passive-reply',
  'data-connection',
  'transfer',
]);

function dataState(view: EvidenceView, serious: readonly Finding[], untried: string | null): DataState {
  if (hasListed(view)) {
    const about = serious.filter(({ id }) => DATA_PHASES.has(checkOf(id)?.metAt.phase));
    if (about.some(({ severity }) => severity === 'error')) return 'some';
    return untried !== null ? 'here' : about.length > 0 ? 'some' : 'works';
  }
  const outcomes = attempts(view).flatMap(({ it }) => it.connects.map(({ outcome }) => outcome));
  if (outcomes.length === 0) return 'untried';
  const isWell = outcomes.includes('open') && !serious.some(({ severity }) => severity === 'error');
  return isWell ? 'works' : 'fails';
}

type Known = Readonly<Record<HopId, readonly string[]>>;

function knownAddresses(view: EvidenceView): Known {
  const { ownAddress } = view;
  const first = view.sessions.find(({ target }) => target !== null);
  const local = plainAddress(first?.target?.local ?? '') ?? null;
  const peer = first?.peer ?? null;
  const seen = view.sessions.flatMap((session) => serverStatus(session)?.client ?? []);
  const outer = [...new Set([...seen, ...(ownAddress === undefined ? [] : [ownAddress])])].filter(
    (address) => local !== null && !same(address, local) && !isInner(address) && !isLoopback(local),
  );
  const inner = innerAddresses(view).filter((address) => !same(address, peer));
  const hasGate = isOuter(peer) && inner.length > 0;
  return {
    client: local === null ? [] : [local],
    'client-nat': outer,
    network: [],
    'server-nat': hasGate && peer !== null ? [peer] : [],
    server: hasGate ? inner : peer === null ? [] : [peer],
  };
}

/** Inner addresses that the server's replies, or files of its gateway, give away. */
function innerAddresses(view: EvidenceView): readonly string[] {
  const replies = passiveAttempts(view).flatMap(({ it }) =>
    it.mode === 'PASV' && it.endpoint?.host ? [it.endpoint.host] : [],
  );
  const forwards = view.firewall.flatMap(({ reading }) =>
    reading.witnesses.flatMap(({ runs }) =>
      runs.flatMap(({ innerHost }) => (innerHost === undefined ? [] : [innerHost])),
    ),
  );
  const all = [...replies, ...forwards].filter((address) => isInner(address) && !isLoopback(address));
  return [...new Set(all)].slice(0, 4);
}

/** The stations that are there: those that something shows, and those that a finding is about. */
function stations(view: EvidenceView, known: Known, findings: readonly Finding[]): readonly HopId[] {
  const isHere = isLoopback(view.sessions.find(({ target }) => target !== null)?.peer);
  const hasGate =
    known['server-nat'].length > 0 ||
    view.firewall.length > 0 ||
    findings.some(({ cause }) => cause === 'nat' || cause === 'server-firewall');
  const all: readonly (readonly [HopId, boolean])[] = [
    ['client', true],
    ['client-nat', known['client-nat'].length > 0],
    ['network', !isHere],
    ['server-nat', hasGate],
    ['server', true],
  ];
  return all.flatMap(([id, isThere]) => (isThere ? [id] : []));
}

/** Where the part that is broken is drawn. */
const HOPS: Readonly<Record<Cause, HopId>> = {
  client: 'client',
  network: 'network',
  nat: 'server-nat',
  'server-firewall': 'server-nat',
  'server-host': 'server',
  'server-config': 'server',
  tls: 'server',
  load: 'server',
};

function hopOf({ id, cause }: Finding, ids: readonly HopId[]): HopId {
  const hop = checkOf(id)?.hop;
  const place = hop !== undefined && ids.includes(hop) ? hop : HOPS[cause];
  return ids.includes(place) ? place : 'server';
}

/** What a station may be told to be, besides names of files. */
export const HOP_NOTES = {
  seen: 'seen by the server as',
  noProxy: 'the proxy was not used',
  dualStack: 'IPv6 listener also serves IPv4',
} as const;

const NOTES: Readonly<Record<HopId, (view: EvidenceView) => string>> = {
  client: () => '',
  'client-nat': () => HOP_NOTES.seen,
  network: (view) => (view.vantage?.proxy === undefined ? '' : HOP_NOTES.noProxy),
  'server-nat': ({ firewall }) => firewall.map(({ path }) => baseName(path)).join(', '),
  server: (view) => {
    const dual = view.sessions.some((session) => serverStatus(session)?.dualStack === true);
    return dual ? HOP_NOTES.dualStack : '';
  },
};

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

import { isGiven } from './given.js';
import { dialFailures, isPassive, opened, type DialFailure } from './attempt.js';
import { type EvidenceView } from './view.js';
import { same } from './addresses.js';
import type { BareDialSeen, ConnectSeen } from '../../events/observation.js';
import type { Session } from './session.js';

/** Ports that follow each other and went the same way; ports between them were not tried. */
export interface PortRun {
  readonly passes: boolean;
  readonly first: number;
  readonly last: number;
  /** How many of them were tried. */
  readonly tried: number;
}

/** What became of the passive ports of one server. */
export interface PortsTried {
  /** Passive ports that answered, in order. */
  readonly open: readonly number[];
  /** Passive ports that did not, in order. */
  readonly closed: readonly number[];
  readonly failures: readonly DialFailure[];
  /** Of both, and of the ports beyond them that were tried bare. */
  readonly runs: readonly PortRun[];
  readonly bare: readonly BareDialSeen[];
}

const up = (a: number, b: number): number => a - b;

/**
 * Sorts the dials of some sessions with one server by port. Failures that an earlier check has explained are left out,
 * and so are those of PASV or EPSV where that mode never gets through and the other always does: that is no matter of
 * ports.
 */
export function portsTried(
  view: EvidenceView,
  sessions: readonly Session[],
  explained: (seen: object) => boolean,
): PortsTried {
  const open = new Set<number>();
  const hosts = new Set<string | null>(sessions.map(({ peer }) => peer));
  const failed: DialFailure[] = [];
  const modes = { open: new Set<string | null>(), failed: new Set<string | null>() };
  for (const it of sessions.flatMap((session) => session.attempts)) {
    if (!isPassive(it)) continue;
    for (const { outcome, host, port } of it.connects) {
      // A connection that is reset stood before: a refused one never did.
      if ((outcome !== 'open' && outcome !== 'reset') || port === null) continue;
      open.add(port);
      hosts.add(host);
    }
    if (it.connects.length === 0 && opened(it) && isGiven(it.endpoint?.port)) open.add(it.endpoint.port);
    const without = dialFailures(it).filter(
      (f) => !explained(f.seen) && f.outcome !== 'failed' && f.outcome !== 'reset',
    );
    failed.push(...without);
    if (without.length > 0) modes.failed.add(it.mode);
    if (opened(it)) modes.open.add(it.mode);
  }
  // What failed at an address where nothing ever answers says nothing about its port.
  const isElsewhere = ({ host }: DialFailure): boolean =>
    host !== null && ![...hosts].some((known) => known === null || same(known, host));
  const isByMode = modes.open.size > 0 && [...modes.failed].every((mode) => !modes.open.has(mode));
  const failures = isByMode ? [] : failed.filter((failure) => !isElsewhere(failure));
  const closed = new Set(failures.flatMap(({ port }) => (port === null || open.has(port) ? [] : [port])));
  const bare = view.bareDials.filter(({ host }) =>
    sessions.some(({ peer }) => peer === null || same(peer, host)),
  );
  // An experiment says nothing about what any client meets, but its port was open: a bare dial has left that one alone.
  const held = view.experiments
    .filter(({ peer }) => hosts.has(peer))
    .flatMap(({ attempts }) => attempts.filter(isPassive).flatMap(({ connects }) => connects))
    .filter(({ outcome }) => outcome === 'open');
  return {
    open: [...open].sort(up),
    closed: [...closed].sort(up),
    failures,
    runs: runsOf(open, closed, [...bare, ...held]),
    bare,
  };
}

function runsOf(
  open: ReadonlySet<number>,
  closed: ReadonlySet<number>,
  further: readonly (BareDialSeen | ConnectSeen)[],
): readonly PortRun[] {
  const passes = new Map<number, boolean>();
  for (const { port, outcome } of further) {
    if (port === null) continue;
    // Any answer shows that the packet arrived; no listener was expected.
    if (outcome === 'open' || outcome === 'refused' || outcome === 'reset') passes.set(port, true);
    else if (outcome === 'timeout' && !passes.has(port)) passes.set(port, false);
  }
  for (const port of closed) passes.set(port, false);
  for (const port of open) passes.set(port, true);
  const runs: { passes: boolean; first: number; last: number; tried: number }[] = [];
  for (const [port, state] of [...passes].sort(([a], [b]) => a - b)) {
    const current = runs.at(-1);
    if (current?.passes === state) {
      current.last = port;
      current.tried++;
    } else runs.push({ passes: state, first: port, last: port, tried: 1 });
  }
  return runs;
}

/** Every edge is known to the port. */
export function isExact(runs: readonly PortRun[]): boolean {
  return runs.every((run, index) => index === 0 || run.first === (runs[index - 1]?.last ?? 0) + 1);
}

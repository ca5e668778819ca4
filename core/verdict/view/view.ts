import type { ConfigModel } from '../../config/index.js';
import { isPassive, type Attempt } from './attempt.js';
import type { Evidence, FirewallFile, Witness } from '../evidence.js';
import type { BareDialSeen, VantageSeen } from '../../events/observation.js';
import { readSessions, type AnswerHeard, type Session } from './session.js';
import { isExperiment } from '../session-names.js';

/** The evidence, read: what the checks look at. */
export interface EvidenceView {
  readonly witness: Witness;
  /** Sessions that show the server as any client meets it. */
  readonly sessions: readonly Session[];
  /** Experiments of a probe, each for one question; what fails in them is no fault by itself. */
  readonly experiments: readonly Session[];
  readonly config?: ConfigModel;
  /** Firewall, NAT and container files; empty where none is at hand. */
  readonly firewall: readonly FirewallFile[];
  /** Where the probe stood; null for a transcript. */
  readonly vantage: VantageSeen | null;
  /** Connects beyond the advertised ports. */
  readonly bareDials: readonly BareDialSeen[];
  /** What the probe itself says that it did not test. */
  readonly statedGaps: readonly string[];
  readonly ownAddress?: string;
  readonly expiry?: Evidence['expiry'];
  readonly wasCancelled?: boolean;
}

/** An attempt or answer together with the session it belongs to. */
export interface Within<T> {
  readonly session: Session;
  readonly it: T;
}

export function viewOf(evidence: Evidence): EvidenceView {
  const { witness, observations, config, ownAddress, expiry } = evidence;
  const read = readSessions(observations, evidence.peer, probedPeer(evidence));
  // The main one first, in whatever order they were heard.
  const all = witness === 'probe' ? [...read].sort((a, b) => rankOf(a) - rankOf(b)) : read;
  return {
    witness,
    sessions: all.filter(({ id }) => !isExperiment(id)),
    experiments: all.filter(({ id }) => isExperiment(id)),
    firewall: evidence.firewall ?? [],
    vantage: observations.find((seen) => seen.kind === 'vantage') ?? null,
    bareDials: observations.filter((seen) => seen.kind === 'bare-dial'),
    statedGaps: observations.flatMap((seen) => (seen.kind === 'not-tested' ? [seen.what] : [])),
    ...(config ? { config } : {}),
    ...(ownAddress === undefined ? {} : { ownAddress }),
    ...(expiry ? { expiry } : {}),
    ...(evidence.wasCancelled === true ? { wasCancelled: true } : {}),
  };
}

/** The main session of a probe has no label. */
function rankOf({ id }: Session): number {
  return id === undefined ? 0 : 1;
}

/** A probe looks at one server: its address holds for all sessions that do not name another one. */
function probedPeer({ witness, observations }: Evidence): string | undefined {
  if (witness !== 'probe') return undefined;
  for (const seen of observations) if (seen.kind === 'target' && seen.peer !== null) return seen.peer;
  return undefined;
}

/** The experiment of that label, where it was made. */
export function experiment(view: EvidenceView, label: string): Session | undefined {
  return view.experiments.find(({ id }) => id === label);
}

/** All sessions, experiments included. */
export function everySession({ sessions, experiments }: EvidenceView): readonly Session[] {
  return [...sessions, ...experiments];
}

export function attempts(view: EvidenceView): readonly Within<Attempt>[] {
  return view.sessions.flatMap((session) => session.attempts.map((it) => ({ session, it })));
}

export function passiveAttempts(view: EvidenceView): readonly Within<Attempt>[] {
  return attempts(view).filter(({ it }) => isPassive(it));
}

export function answers(
  view: EvidenceView,
  wanted: (answer: AnswerHeard) => boolean,
): readonly Within<AnswerHeard>[] {
  return view.sessions.flatMap((session) => session.answers.filter(wanted).map((it) => ({ session, it })));
}

/** Sessions that are known to have talked to the same server; one session alone always is. */
export function byServer(view: EvidenceView): readonly (readonly Session[])[] {
  const groups = new Map<string | Session, Session[]>();
  for (const session of view.sessions) {
    const key = session.peer ?? session.target?.host ?? (view.witness === 'probe' ? 'probed' : session);
    const group = groups.get(key);
    if (group) group.push(session);
    else groups.set(key, [session]);
  }
  return [...groups.values()];
}

/**
 * Round trip of the control connection in milliseconds: the quickest connect or answer seen. A busy computer is late with
 * its first connect, and what is measured against that would all seem too quick.
 */
export function roundTrip(view: EvidenceView): number | undefined {
  const open = view.sessions
    .flatMap((session) => session.connects)
    .flatMap(({ outcome, durationMs }) =>
      outcome === 'open' && durationMs !== undefined ? [durationMs] : [],
    );
  if (open.length === 0) return undefined;
  const replies = view.sessions
    .flatMap((session) => session.answers)
    .flatMap(({ to, reply }) =>
      to !== 'greeting' && reply.durationMs !== undefined ? [reply.durationMs] : [],
    );
  return Math.min(...open, ...replies);
}

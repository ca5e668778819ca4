import { isGiven } from './given.js';
import type { ConfigModel } from '../config/index.js';
import { addressFamily, classOf, sameAddress } from '../reply/index.js';
import { isPassive, type Attempt } from './attempt.js';
import type { Evidence, FirewallFile, Witness } from './evidence.js';
import type { BareDialSeen, EndpointSeen, VantageSeen } from '../events/observation.js';
import { quote } from './quote.js';
import { readSessions, type Answer, type Session } from './session.js';
import { isAside } from './session-names.js';

/** The evidence, read: what the checks look at. */
export interface Scene {
  readonly witness: Witness;
  /** Sessions that show the server as any client meets it. */
  readonly sessions: readonly Session[];
  /** Experiments of a probe, each for one question; what fails in them is no fault by itself. */
  readonly asides: readonly Session[];
  readonly config?: ConfigModel;
  /** Firewall, NAT and container files; empty where none is at hand. */
  readonly firewall: readonly FirewallFile[];
  /** Where the probe stood; null for a transcript. */
  readonly vantage: VantageSeen | null;
  /** Connects beyond the advertised ports. */
  readonly bareDials: readonly BareDialSeen[];
  readonly ownAddress?: string;
}

/** An attempt or answer together with the session it belongs to. */
export interface Within<T> {
  readonly session: Session;
  readonly it: T;
}

export function sceneOf(evidence: Evidence): Scene {
  const { witness, observations, config, ownAddress } = evidence;
  const read = readSessions(observations, evidence.peer, probedPeer(evidence));
  // The main one first, whoever of them was heard first.
  const all = witness === 'probe' ? [...read].sort((a, b) => rankOf(a) - rankOf(b)) : read;
  return {
    witness,
    sessions: all.filter(({ id }) => !isAside(id)),
    asides: all.filter(({ id }) => isAside(id)),
    firewall: evidence.firewall ?? [],
    vantage: observations.find((seen) => seen.kind === 'vantage') ?? null,
    bareDials: observations.filter((seen) => seen.kind === 'bare-dial'),
    ...(config ? { config } : {}),
    ...(ownAddress === undefined ? {} : { ownAddress }),
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
export function aside(scene: Scene, label: string): Session | undefined {
  return scene.asides.find(({ id }) => id === label);
}

/** All sessions, experiments included. */
export function everySession({ sessions, asides }: Scene): readonly Session[] {
  return [...sessions, ...asides];
}

export function attempts(scene: Scene): readonly Within<Attempt>[] {
  return scene.sessions.flatMap((session) => session.attempts.map((it) => ({ session, it })));
}

export function passiveAttempts(scene: Scene): readonly Within<Attempt>[] {
  return attempts(scene).filter(({ it }) => isPassive(it));
}

export function answers(scene: Scene, wanted: (answer: Answer) => boolean): readonly Within<Answer>[] {
  return scene.sessions.flatMap((session) => session.answers.filter(wanted).map((it) => ({ session, it })));
}

/** Sessions that are known to have talked to the same server; one session alone always is. */
export function byServer(scene: Scene): readonly (readonly Session[])[] {
  const groups = new Map<string | Session, Session[]>();
  for (const session of scene.sessions) {
    const key = session.peer ?? session.target?.host ?? (scene.witness === 'probe' ? 'probed' : session);
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
export function roundTrip(scene: Scene): number | undefined {
  const open = scene.sessions
    .flatMap((session) => session.connects)
    .flatMap(({ outcome, durationMs }) =>
      outcome === 'open' && durationMs !== undefined ? [durationMs] : [],
    );
  if (open.length === 0) return undefined;
  const replies = scene.sessions
    .flatMap((session) => session.answers)
    .flatMap(({ to, reply }) =>
      to !== 'greeting' && reply.durationMs !== undefined ? [reply.durationMs] : [],
    );
  return Math.min(...open, ...replies);
}

/** An address of a private, shared or local network, or of the machine itself. */
export function isInner(address: string | null | undefined): boolean {
  const of = !isGiven(address) ? null : classOf(address);
  return of === 'private' || of === 'shared' || of === 'link-local' || of === 'loopback';
}

/** An address that people outside can be given; documentation addresses stand for public ones in laboratories. */
export function isOuter(address: string | null | undefined): boolean {
  const of = !isGiven(address) ? null : classOf(address);
  return of === 'public' || of === 'documentation';
}

export function isLoopback(address: string | null | undefined): boolean {
  return isGiven(address) && classOf(address) === 'loopback';
}

export function isIpv6(address: string | null | undefined): boolean {
  return isGiven(address) && addressFamily(address) === 6;
}

export function same(a: string | null | undefined, b: string | null | undefined): boolean {
  return isGiven(a) && isGiven(b) && sameAddress(a, b);
}

/** `227 Entering Passive Mode (10,0,0,5,240,143).` */
export function said(endpoint: EndpointSeen): string {
  const words = quote(endpoint.raw, 120);
  if (endpoint.mode === 'PASV') return /^22[78]\b/.test(words) ? words : `227 ${words}`;
  if (endpoint.mode === 'EPSV') return words.startsWith('229') ? words : `229 ${words}`;
  return words.startsWith(endpoint.mode) ? words : `${endpoint.mode} ${words}`;
}

interface Said {
  readonly code: number;
  readonly text: string;
  readonly plainInTls?: boolean;
}

/** `500 OOPS: invalid pasv_address`, bounded and on one line. */
export function saidReply({ code, text }: Said): string {
  return `${code === 0 ? '' : `${code} `}${quote(text)}`;
}

/** The same in backquotes, and where it stood when it was hidden. */
export function quotedReply(reply: Said): string {
  const hidden = ' (in clear inside the TLS stream, so most clients show a TLS error instead)';
  return `\`${saidReply(reply)}\`${reply.plainInTls === true ? hidden : ''}`;
}

/** `host:port`, IPv6 in brackets. */
export function hostPort(host: string | null, port: number | null): string {
  const name = host === null ? 'the server' : host.includes(':') ? `[${quote(host, 80)}]` : quote(host, 80);
  return port === null ? name : `${name}:${port}`;
}

/** The server's name as a command line can take it; `HOST` where it is not known or not plain. */
export function commandHost(scene: Scene): string {
  const host = scene.sessions.find(({ target }) => target && target.host !== '')?.target?.host ?? '';
  if (/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})$/.test(host)) return host;
  return isIpv6(host) ? `[${host.replace(/[[\]]/g, '')}]` : 'HOST';
}

import type { Finding } from '../../core/verdict/finding.js';
import type { Observation } from '../../core/verdict/observation.js';

export type HopId = 'client' | 'client-nat' | 'network' | 'server-nat' | 'server';
/** `absent`: nothing was seen of it, and nothing speaks for it. */
export type HopStatus = 'good' | 'broken' | 'suspect' | 'absent' | 'unknown';

/** One station between this computer and the server. */
export interface Hop {
  readonly id: HopId;
  /** An address, or what else is known of it. */
  readonly detail: string;
  readonly status: HopStatus;
  /** What is wrong there, in a few words. */
  readonly note: string;
}

/** The way from this computer to the server. */
export interface Path {
  readonly hops: readonly Hop[];
  /** How far the control connection gets: all the way, or only to the broken hop. */
  readonly control: 'good' | 'broken';
}

export type PathWitness = {
  readonly observations: readonly Observation[];
  readonly findings: readonly Finding[];
};

/** The way that a run shows, and where the verdict says it breaks. */
export function pathOf({ observations, findings }: PathWitness): Path {
  const target = observations.find((seen) => seen.kind === 'target');
  const loggedIn = observations.some((seen) => seen.kind === 'reply' && seen.code === 220);
  const verdict = findings.find(({ severity }) => severity !== 'information');
  const broken = verdict && hopOf(verdict);
  const hop = (id: HopId, detail: string, rest: HopStatus): Hop => ({
    id,
    detail,
    status: broken === id ? (verdict?.severity === 'error' ? 'broken' : 'suspect') : rest,
    note: '',
  });
  return {
    hops: [
      hop('client', target?.local ?? '', 'good'),
      hop('client-nat', '', 'unknown'),
      hop('network', '', loggedIn ? 'good' : 'unknown'),
      hop('server-nat', '', 'unknown'),
      hop('server', target?.peer ?? '', loggedIn ? 'good' : 'unknown'),
    ],
    control: loggedIn ? 'good' : 'broken',
  };
}

function hopOf({ cause, id }: Finding): HopId {
  switch (cause) {
    case 'client':
      return 'client';
    case 'network':
      return 'network';
    case 'nat':
      return id.startsWith('NET-CLIENT') ? 'client-nat' : 'server-nat';
    case 'server-firewall':
      return 'server-nat';
    case 'server-config':
    case 'server-host':
    case 'tls':
    case 'load':
      return 'server';
  }
}

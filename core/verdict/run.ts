import type { Cause, FindingSeverity } from './finding.js';

/** A finding as it is remembered: a saved report has more, and that is welcome. */
export interface PastFinding {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly cause?: Cause;
}

/** A probe of one target that is over. */
export interface Run {
  /** ISO 8601. */
  readonly at: string;
  /** The first is the verdict. */
  readonly findings: readonly PastFinding[];
  /** Absent in runs of which only the verdict was kept. */
  readonly facts?: RunFacts;
}

/** What of a run is kept to compare the next one with: plain JSON, no password and no name of a file. */
export interface RunFacts {
  /** Numeric address that answered. */
  readonly peer: string | null;
  /** The tester's address as STAT shows it. */
  readonly seenAs: string | null;
  readonly greeting: string | null;
  /** `TLSv1.3`; `none` where the login went in clear. */
  readonly tls: string | null;
  /** Fingerprint of the certificate, and ISO 8601 time until which it is valid. */
  readonly certificate: string | null;
  readonly validTo: string | null;
  /** Address in the first 227. */
  readonly advertised: string | null;
  /** Lowest and highest passive port seen. */
  readonly ports: readonly [low: number, high: number] | null;
  /** Passive ports that answered, and that did not. */
  readonly open: number;
  readonly closed: number;
  /** Seconds, as STAT says. */
  readonly idleTimeout: number | null;
  /** Milliseconds until the greeting, and from PASS to its answer. */
  readonly greetingMs: number | null;
  readonly loginMs: number | null;
}

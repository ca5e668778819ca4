import type { Place } from './observation.js';

export type FindingSeverity = 'error' | 'warning' | 'information';

/** The one part that is broken. */
export type Cause =
  'server-config' | 'server-host' | 'server-firewall' | 'nat' | 'network' | 'client' | 'tls' | 'load';

export interface FindingFix {
  /** What to do, in one or two plain sentences. */
  readonly text: string;
  /** Settings of vsftpd.conf to write, by name. */
  readonly config: Readonly<Record<string, string>> | null;
  /** Command lines to run, ready to copy. */
  readonly commands: readonly string[];
}

/** One thing that is wrong, proved by what was seen. */
export interface Finding {
  /** Stable, never reused. */
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly title: string;
  /** The reply, the errno, the time that prove it. */
  readonly evidence: string;
  readonly cause: Cause;
  readonly fix: FindingFix;
  /** In a transcript: the text that proves it. */
  readonly at?: Place;
}

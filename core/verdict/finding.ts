import type { Range } from '../config/index.js';
import type { Place } from '../events/observation.js';

export type FindingSeverity = 'error' | 'warning' | 'information';

/** The one part that is broken. */
export type Cause =
  'server-config' | 'server-host' | 'server-firewall' | 'nat' | 'network' | 'client' | 'tls' | 'load';

/** Stations from the one who asks to the one who answers. */
export type HopId = 'client' | 'client-nat' | 'network' | 'server-nat' | 'server';

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
  /** Lines of the vsftpd.conf at hand that it is about, most telling first; none of these settings may stand in it. */
  readonly lines?: readonly SettingPlace[];
  /** Places in firewall, NAT and container files that it is about. */
  readonly files?: readonly FilePlace[];
}

/** Zero-based, UTF-16 units, end excluded. */
export interface SettingPlace {
  readonly setting: string;
  readonly line: number;
  readonly range: Range;
}

export interface FilePlace {
  /** As the user names the file. */
  readonly path: string;
  readonly line: number;
  readonly range: Range;
}

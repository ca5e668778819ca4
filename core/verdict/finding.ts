import type { Range } from '../config/index.js';
import type { FindingSeverity, SavedFinding } from '../events/finding.js';

export type { Cause, FindingFix, FindingSeverity } from '../events/finding.js';

/** The worst first. */
export const FINDING_SEVERITIES = ['error', 'warning', 'information'] as const satisfies FindingSeverity[];

/** Stations from the one who asks to the one who answers. */
export type HopId = 'client' | 'client-nat' | 'network' | 'server-nat' | 'server';

/** One thing that is wrong, proved by what was seen. */
export interface Finding extends SavedFinding {
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

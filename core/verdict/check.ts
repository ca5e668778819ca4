import type { Cause, FilePlace, FindingFix, FindingSeverity } from './finding.js';
import type { Place } from '../events/observation.js';
import type { EvidenceView, Within } from './view/view.js';

/** What a check found: where it differs from the check's own title, severity, cause and fix, it says so. */
export interface CheckReport {
  /** The reply, the errno, the time: quoted, bounded, on one line. */
  readonly evidence: string;
  /**
   * The observations this explains: failed connects, refusals, missing replies. Checks run in the order of their table;
   * when an earlier one has explained all of them, this report is dropped. Absent: it stands on its own.
   */
  readonly about?: readonly object[];
  /** Further observations that need no finding of their own any more. */
  readonly covers?: readonly object[];
  readonly at?: Place | undefined;
  /** Reports with different keys stay separate findings of the same id. */
  readonly key?: string;
  /** How often a log shows it; default 1. Of a probe nothing is counted: how often it asks is its own affair. */
  readonly count?: number;
  /** At how many different data ports a probe has met it; default 1. */
  readonly ports?: number;
  readonly severity?: FindingSeverity;
  readonly title?: string;
  readonly cause?: Cause;
  readonly fix?: Partial<FindingFix>;
  /** The fix speaks of no server's settings: it stands whatever the server is. */
  readonly fitsAnyServer?: boolean;
  /** Settings of vsftpd.conf that it is about, most telling first, where they are not the check's own. */
  readonly settings?: readonly string[];
  readonly files?: readonly FilePlace[];
}

/** Whether an earlier check has explained an observation. */
export type Explained = (seen: object) => boolean;

/** What the page of findings says of one. */
export interface FindingPage {
  /** Upper case, stable, never reused. */
  readonly id: string;
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly cause: Cause;
  /** What it means for the people who use the server. One or two sentences. */
  readonly means: string;
  /** What proves it. */
  readonly decides: string;
  /** What looks alike and is not reported. */
  readonly spares?: string;
  /** What to do. */
  readonly fix: string;
}

/** One thing that can be wrong. A new one is a file in `checks/` (or a line in a family's file) and an entry in `checks/index.ts`. */
export interface Check extends FindingPage {
  /** Settings of vsftpd.conf that can be the cause, most telling first: their lines are part of the finding. */
  readonly settings?: readonly string[];
  find(view: EvidenceView, explained: Explained): readonly CheckReport[];
}

import type { Cause, FilePlace, FindingFix, FindingSeverity } from './finding.js';
import type { TextPlace } from '../events/finding.js';
import type { Scene, Within } from './scene.js';
import { quotedReply } from './scene.js';
import type { Answer } from './session.js';

/** What a check found: where it differs from the check's own title, severity, cause and fix, it says so. */
export interface Report {
  /** The reply, the errno, the time: quoted, bounded, on one line. */
  readonly evidence: string;
  /**
   * The observations this explains: failed connects, refusals, missing replies. Checks run in the order of their table;
   * when an earlier one has explained all of them, this report is dropped. Absent: it stands on its own.
   */
  readonly about?: readonly object[];
  /** Further observations that need no finding of their own any more. */
  readonly covers?: readonly object[];
  readonly at?: TextPlace | undefined;
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
  find(scene: Scene, explained: Explained): readonly Report[];
}

/** One report from answers that all show the same thing: the first is quoted, the rest counted. Empty for none. */
export function fromAnswers(
  found: readonly Within<Answer>[],
  more: Omit<Report, 'evidence'> = {},
): readonly Report[] {
  const first = found[0]?.it;
  if (!first) return [];
  const to =
    first.to === '' ? '' : first.to === 'greeting' ? 'The greeting was ' : `${first.to} was answered by `;
  return [
    {
      evidence: `${to}${quotedReply(first.reply)}.`,
      at: first.reply.at,
      count: found.reduce((sum, { it }) => sum + it.count, 0),
      about: found.map(({ it }) => it.reply),
      ...more,
    },
  ];
}

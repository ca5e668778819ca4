import type { Cause, FilePlace, FindingFix, FindingSeverity, HopId } from './finding.js';
import type { ProductAdvice } from './products/product.js';
import type { TextPlace } from '../events/finding.js';
import type { EvidenceView } from './view/view.js';

/** What a check found: where it differs from the check's own title, severity, cause and fix, it says so. */
export interface CheckReport {
  /** The reply, the errno, the time: quoted, bounded, on one line. */
  readonly evidence: string;
  /**
   * The observations this explains: failed connects, refusals, missing replies. Checks run in the order of their table;
   * when an earlier one has explained all of them, this report is dropped. Absent: it stands on its own.
   */
  readonly about?: readonly object[];
  /** Further observations that this explains: they need no finding. */
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
  readonly fix?: ReportFix;
  /** The fix speaks of no server's settings: it stands whatever the server is. */
  readonly fitsAnyServer?: boolean;
  /** Settings of vsftpd.conf that it is about, most telling first, where they are not the check's own. */
  readonly settings?: readonly string[];
  readonly files?: readonly FilePlace[];
}

/** A fix for this one case: it stands for other products too, as far as it names none of vsftpd's settings. */
export interface ReportFix extends Partial<FindingFix> {
  /** It is the check's usual fix with this server's values, so the product's advice may replace it. */
  readonly isGeneral?: true;
}

/** Whether an earlier check has explained an observation. */
export type Explained = (seen: object) => boolean;

/** What happens to a user one after the other: from the name of the server to what only protection is about. */
export const PHASES = [
  'reach',
  'greeting',
  'tls',
  'login',
  'passive-reply',
  'data-connection',
  'transfer',
  'active',
  'later',
  'protection',
] as const;
type Phase = (typeof PHASES)[number];

/** Checks are run by phase too; two more phases come after the user's own. `last-resort` runs where no error was found. */
export const JUDGING_PHASES = [...PHASES, 'afterwards', 'last-resort'] as const;

/** Where a user meets it: findings of one severity stand in this order. Numbers have gaps for later checks. */
interface MetAt {
  readonly phase: Phase;
  /** Within the phase, the lowest first. */
  readonly place: number;
  /** A warning about protection alone: after all other warnings, the lowest first. */
  readonly asProtection?: number;
  /** As information: how soon it is worth knowing, the lowest first; without a number after all that have one. */
  readonly asInformation?: number;
  /** As information it only tells how this client and the server stand: left out where an error is found. */
  readonly isSituation?: true;
}

/** When it is judged: causes before their effects, which are not reported again. */
interface JudgedAt {
  readonly phase: (typeof JUDGING_PHASES)[number];
  readonly place: number;
}

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
  readonly metAt: MetAt;
}

/** One thing that can be wrong: a file in `checks/<family>/`, which `npm run -s generate` puts into the table. */
export interface Check extends FindingPage {
  readonly judgedAt: JudgedAt;
  /** Where it is drawn on the path to the server, where its cause does not tell. */
  readonly hop?: HopId;
  /** The usual fix in the words of other products. */
  readonly advice?: ProductAdvice;
  /** Settings of vsftpd.conf that can be the cause, most telling first: their lines are part of the finding. */
  readonly settings?: readonly string[];
  find(view: EvidenceView, explained: Explained): CheckReport | readonly CheckReport[] | null;
}

/** What a check reports, as a list. */
export function reportsOf(check: Check, view: EvidenceView, explained: Explained): readonly CheckReport[] {
  return [check.find(view, explained) ?? []].flat();
}

import { CHECKS } from '../checks/index.js';
import { reportsOf, type Check, type CheckReport, type Explained } from '../check.js';
import type { Witness } from '../evidence.js';
import type { FindingFix, FindingSeverity } from '../finding.js';
import { adviser } from '../products/index.js';
import type { EvidenceView } from '../view/view.js';

/** A report that stands, with the check that made it and how many observations it explains. */
export interface Standing {
  readonly check: Check;
  readonly report: CheckReport;
  readonly witness: Witness;
  readonly weight: number;
}

const ORDINARY = CHECKS.filter(({ judgedAt }) => judgedAt.phase !== 'last-resort');
const LAST_RESORT = CHECKS.filter(({ judgedAt }) => judgedAt.phase === 'last-resort');

/** All reports that no earlier check has explained, and the ids of those that one has. */
export function runChecks(view: EvidenceView): {
  readonly standing: readonly Standing[];
  readonly explained: ReadonlySet<string>;
} {
  const explained = new Set<object>();
  const isExplained: Explained = (seen) => explained.has(seen);
  const idle = new Set<string>();
  const standing: Standing[] = [];
  const advise = adviser(view);
  for (const check of ORDINARY) {
    const found = reportsOf(check, view, isExplained);
    const reports = found.filter(
      ({ about = [] }) => about.length === 0 || about.some((seen) => !explained.has(seen)),
    );
    if (reports.length < found.length) idle.add(check.id);
    for (const report of reports) {
      const covered = [...(report.about ?? []), ...(report.covers ?? [])];
      // A log holds the sessions of many users: there the fault that hits most comes first.
      const weight = view.witness === 'probe' ? 0 : covered.filter((seen) => !explained.has(seen)).length;
      standing.push({ check, report: advised(check, report, advise), witness: view.witness, weight });
    }
    for (const { about = [], covers = [] } of reports)
      for (const seen of [...about, ...covers]) explained.add(seen);
  }
  // What stops a user is named already: the rest follows from it.
  const isNamed = standing.some((one) => severityOf(one) === 'error');
  const last = isNamed ? null : lastResort(view, isExplained);
  const known = last ? standing.findIndex((one) => isWarningAbout(one, last.report)) : -1;
  const cause = standing[known];
  if (cause) standing[known] = { ...cause, report: { ...cause.report, severity: 'error' } };
  else if (last) {
    const report = advised(last.check, last.report, advise);
    standing.push({ check: last.check, report, witness: view.witness, weight: 0 });
  }
  return { standing, explained: idle };
}

/** A warning that names the cause of what stopped the run. */
function isWarningAbout(standing: Standing, { about = [] }: CheckReport): boolean {
  const { report } = standing;
  const covered = [...(report.about ?? []), ...(report.covers ?? [])];
  return severityOf(standing) === 'warning' && about.some((seen) => covered.includes(seen));
}

/** Why a run came to its end early, where no check has explained it: such a server must never pass for a healthy one. */
function lastResort(view: EvidenceView, explained: Explained): Pick<Standing, 'check' | 'report'> | null {
  for (const check of LAST_RESORT) {
    const [report] = reportsOf(check, view, explained);
    if (report) return { check, report };
  }
  return null;
}

/** Checks speak of vsftpd; for another server its settings are named. What a check says of one case is kept. */
function advised(check: Check, report: CheckReport, advise: ReturnType<typeof adviser>): CheckReport {
  if (!advise || report.fitsAnyServer === true) return report;
  const isSpecial = report.fix?.text !== undefined && report.fix.isGeneral !== true;
  return { ...report, fix: advise(isSpecial ? undefined : check.advice, fixOf(check, report)) };
}

/** The check's fix, as far as the report does not say otherwise. */
export function fixOf(check: Check, { fix }: CheckReport): FindingFix {
  return {
    text: fix?.text ?? check.fix,
    config: fix?.config ?? null,
    commands: fix?.commands ?? [],
    ...(fix?.alternatives ? { alternatives: fix.alternatives } : {}),
  };
}

export function severityOf({ check, report }: Pick<Standing, 'check' | 'report'>): FindingSeverity {
  return report.severity ?? check.severity;
}

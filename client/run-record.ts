import type { FindingSeverity } from '../core/verdict/finding.js';
import type { ProbeReport } from '../probe/types.js';

/** What is remembered of a run, to compare the next one with. No password, no reply. */
export interface RunRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly durationMs: number;
  readonly peer: string | null;
  /** The verdict first. */
  readonly findings: readonly RecordedFinding[];
}

export interface RecordedFinding {
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly title: string;
}

const MOST_FINDINGS = 20;

export function recordOf(report: ProbeReport, at: string): RunRecord {
  return {
    at,
    durationMs: report.durationMs,
    peer: report.target.peer,
    findings: report.findings
      .slice(0, MOST_FINDINGS)
      .map(({ id, severity, title }) => ({ id, severity, title })),
  };
}

/** What is different since the run before, in sentences. */
export function differences(before: RunRecord, now: RunRecord): readonly string[] {
  const missing = (from: RunRecord, other: RunRecord): readonly RecordedFinding[] =>
    from.findings.filter(({ id }) => !other.findings.some((one) => one.id === id));
  return [
    ...missing(before, now).map(({ title }) => `Gone: ${title}`),
    ...missing(now, before).map(({ title }) => `New: ${title}`),
    ...(before.peer !== null && now.peer !== null && before.peer !== now.peer
      ? [`The server answers from ${now.peer}, before from ${before.peer}`]
      : []),
  ];
}

import type { Run, RunFacts } from '../../core/verdict/index.js';
import type { ProbeReport } from '../../probe/types.js';

/** What is remembered of a run, to compare the next one with. No password, no reply. */
export interface RunRecord extends Run {
  readonly durationMs: number;
}

const MOST_FINDINGS = 20;

export function recordOf(
  { durationMs, findings }: Pick<ProbeReport, 'durationMs' | 'findings'>,
  facts: RunFacts,
  at: string,
): RunRecord {
  return {
    at,
    durationMs,
    findings: findings
      .slice(0, MOST_FINDINGS)
      .map(({ id, severity, title, cause }) => ({ id, severity, title, cause })),
    facts,
  };
}

import type { RunFacts, RunRecord } from '../../core/events/run.js';
import type { Outcome } from '../panel/outcome.js';
import type { ProbeReport } from '../../probe/types.js';

export type { RunRecord } from '../../core/events/run.js';

const MOST_FINDINGS = 20;

/**
 * What is remembered of a run, to compare the next one with.
 * @param calm what is said of it where no finding is the verdict
 */
export function recordOf(
  { durationMs, findings }: Pick<ProbeReport, 'durationMs' | 'findings'>,
  facts: RunFacts,
  at: string,
  calm: Outcome | null = null,
): RunRecord {
  return {
    at,
    durationMs,
    findings: findings
      .slice(0, MOST_FINDINGS)
      .map(({ id, severity, title, cause }) => ({ id, severity, title, cause })),
    facts,
    ...(calm ? { verdict: calm.title, status: calm.status } : {}),
  };
}

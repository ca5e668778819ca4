import type { Finding } from '../core/verdict/finding.js';
import type { ProbeReport, ProbeRun } from './types.js';

/**
 * The report that `probe --format json` prints. It never holds a password: a run does not.
 * @param notTested sentences, besides those the run itself left behind
 */
export function reportOf(
  run: ProbeRun,
  findings: readonly Finding[],
  notTested: readonly string[] = [],
): ProbeReport {
  const own = run.observations.flatMap((seen) => (seen.kind === 'not-tested' ? [seen.what] : []));
  return {
    version: 1,
    target: run.target,
    vantage: run.vantage,
    durationMs: run.durationMs,
    steps: run.steps,
    range: run.range ?? null,
    findings,
    notTested: [...new Set([...own, ...notTested])],
  };
}

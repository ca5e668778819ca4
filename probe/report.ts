import type { Finding } from '../core/verdict/finding.js';
import type { ProbeReport, ProbeRun } from './types.js';

/**
 * The report that `probe --format json` prints. It never holds a password: a run does not.
 * @param notTested what a healthy verdict says nothing about; default: what the run itself left out
 */
export function reportOf(
  run: ProbeRun,
  findings: readonly Finding[],
  notTested: readonly string[] = leftOut(run),
): ProbeReport {
  const { target, vantage, durationMs, steps, range = null } = run;
  return { version: 1, target, vantage, durationMs, steps, range, findings, notTested };
}

function leftOut(run: ProbeRun): readonly string[] {
  return [...new Set(run.observations.flatMap((seen) => (seen.kind === 'not-tested' ? [seen.what] : [])))];
}

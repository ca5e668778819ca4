import { FINDING_SEVERITIES, type FindingSeverity } from '../core/verdict/finding.js';
import { EXIT } from './io.js';

/** What --fail-on of decode and probe takes. */
export const FAIL_ON = [...FINDING_SEVERITIES, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** The exit code: findings at or above the limit fail. */
export function exitCodeFor(
  findings: readonly { readonly severity: FindingSeverity }[],
  failOn: FailOn,
): number {
  if (failOn === 'never') return EXIT.clean;
  const limit = FINDING_SEVERITIES.indexOf(failOn);
  const isAt = ({ severity }: { readonly severity: FindingSeverity }): boolean =>
    FINDING_SEVERITIES.indexOf(severity) <= limit;
  return findings.some(isAt) ? EXIT.findings : EXIT.clean;
}
